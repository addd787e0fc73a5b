//! G006: protected objects are never changed, whatever other blocks say.
//!
//! A protected group does not keep anybody's access open: whoever is ended stays in it and loses
//! everything else, which the planner sees to. This guard only names such groups.

use std::collections::BTreeSet;

use super::{
    finding::{Finding, Scene, count, list},
    touch::touched,
};
use crate::{domain::Address, plan::holdings::Holdings};

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
        let message = format!("No protected object is touched.{}", stays(scene));
        return Finding::pass(0, 0, message);
    }
    let message = format!(
        "{} would change an object in `guards.protected`. Take its id out of that list if it may be \
         changed.{}",
        list(&changes),
        stays(scene)
    );
    Finding::only(number, 0, message, changes)
}

/// Says which protected groups accounts stay in although their access ends.
fn stays(scene: Scene<'_>) -> String {
    let view = scene.view;
    let protected = &view.context.organization.guards.protected;
    let mut kept = BTreeSet::new();
    for change in scene.changes.iter().filter(|change| change.ends_access) {
        for user in view.inventory.users.get(&change.address).into_iter().flatten() {
            let holdings = Holdings::of(view.observed, user.id).sparing(protected);
            let groups = holdings.kept.iter().map(|found| found.group);
            kept.extend(groups.map(|group| format!("{} stays in {group}", change.address)));
        }
    }
    if kept.is_empty() {
        return String::new();
    }
    let kept: Vec<String> = kept.into_iter().collect();
    format!(" {}, since that is protected.", kept.join(", "))
}
