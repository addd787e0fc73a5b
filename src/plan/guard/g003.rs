//! G003: removals in one tenant stay within the maximum and within a quarter of what is owned.

use std::collections::BTreeSet;

use super::finding::{Finding, Scene, count};
use crate::{
    domain::{Address, counted},
    plan::Change,
};

pub(super) fn check(scene: Scene<'_>) -> Finding {
    let maximum = u64::from(scene.view.context.organization.guards.maximum_removals);
    let removing = |change: &&Change| !change.ends_access && change.removals > 0;
    let removals: u64 =
        scene.changes.iter().filter(removing).map(|change| u64::from(change.removals)).sum();
    let owned = count(scene.view.inventory.count());
    let limit = maximum.max(owned / 4);
    if removals <= limit {
        return Finding::pass(
            removals,
            limit,
            format!("{}, at most {limit}.", counted(removals, "removal")),
        );
    }
    let changes: BTreeSet<Address> =
        scene.changes.iter().filter(removing).map(|change| change.address.clone()).collect();
    let message = format!(
        "{} in one tenant: more than {maximum}, and more than a quarter of {}. If that is meant, \
         acknowledge G003 or raise `guards.maximumRemovals`.",
        counted(removals, "removal"),
        counted(owned, "owned object")
    );
    Finding::only(removals, limit, message, changes)
}
