//! G003: removals in one tenant stay within the maximum and within a quarter of what is owned.

use std::collections::BTreeSet;

use super::finding::{Finding, Scene, count};
use crate::{domain::Address, plan::Change};

pub(super) fn check(scene: Scene<'_>) -> Finding {
    let maximum = u64::from(scene.view.context.organization.guards.maximum_removals);
    let counted = |change: &&Change| !change.ends_access && change.removals > 0;
    let removals: u64 =
        scene.changes.iter().filter(counted).map(|change| u64::from(change.removals)).sum();
    let owned = count(scene.view.inventory.count());
    let limit = maximum.max(owned / 4);
    if removals <= limit {
        return Finding::pass(removals, limit, format!("{removals} removals, at most {limit}."));
    }
    let changes: BTreeSet<Address> =
        scene.changes.iter().filter(counted).map(|change| change.address.clone()).collect();
    let message = format!(
        "{removals} removals are more than {maximum} and more than a quarter of the {owned} owned \
         objects. If they are meant, acknowledge G003 or raise `guards.maximumRemovals`."
    );
    Finding::only(removals, limit, message, changes)
}
