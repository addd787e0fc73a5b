//! G005: a kind that had objects is not declared empty.
//!
//! Losing a whole section of a file is a mistake more often than a wish. Only deletions are
//! withheld: access that nothing declares any more ends all the same.

use std::collections::BTreeSet;

use super::finding::{Finding, Scene, count};
use crate::{
    domain::{Address, counted},
    plan::{Change, ChangeAction, Kind},
};

pub(super) fn check(scene: Scene<'_>) -> Finding {
    let desired = scene.view.desired;
    let declares = |kind: Kind| match kind {
        Kind::Connection => true,
        Kind::Domain => !desired.domains.is_empty(),
        Kind::Group => !desired.groups.is_empty(),
        Kind::JitAccount => desired.jit.as_ref().is_some_and(|jit| !jit.accounts.is_empty()),
        Kind::LapsAccount => !desired.emergency_accounts.is_empty(),
    };
    let deletes = |change: &&Change| {
        change.action == ChangeAction::Delete
            && !change.ends_access
            && !declares(Kind::of(&change.address))
    };
    let changes: BTreeSet<Address> =
        scene.changes.iter().filter(deletes).map(|change| change.address.clone()).collect();
    let number = count(changes.len());
    if changes.is_empty() {
        return Finding::pass(0, 0, "Nothing is deleted of a kind that is declared empty.");
    }
    let message = format!(
        "{} would be deleted since nothing of the same kind is declared any more. If that is meant, \
         acknowledge G005; else restore the section.",
        counted(number, "object")
    );
    Finding::only(number, 0, message, changes)
}
