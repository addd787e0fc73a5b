//! G006: protected objects are never changed, whatever other blocks say.

use std::collections::BTreeSet;

use super::{
    finding::{Finding, Scene, count, list},
    touch::touched,
};
use crate::domain::Address;

pub(super) fn check(scene: Scene<'_>) -> Finding {
    let protected = &scene.view.context.organization.guards.protected;
    let changes: BTreeSet<Address> = scene
        .changes
        .iter()
        .filter(|change| touched(change).iter().any(|id| protected.contains(id)))
        .map(|change| change.address.clone())
        .collect();
    let number = count(changes.len());
    if changes.is_empty() {
        return Finding::pass(0, 0, "No protected object is touched.");
    }
    let message = format!(
        "{} would change an object in `guards.protected`. Take its id out of that list if it may be \
         changed.",
        list(&changes)
    );
    Finding::only(number, 0, message, changes)
}
