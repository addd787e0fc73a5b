//! G007: no change depends on something unknown.
//!
//! The planner derives nothing from what it could not read; this guard judges the finished change
//! anew, by what a change of its kind has to know. Ending access needs to know nothing.

use std::collections::BTreeSet;

use super::finding::{Finding, Scene, count, list};
use crate::{
    domain::{Address, ObjectId},
    observed::{ObservedTenant, Reading},
    plan::{Change, Fact, Privilege, Write},
};

pub(super) fn check(scene: Scene<'_>) -> Finding {
    let mut changes = BTreeSet::new();
    let mut missing = BTreeSet::new();
    for change in scene.changes.iter().filter(|change| !change.ends_access) {
        let unknown = unknown(scene.view.observed, change);
        if !unknown.is_empty() {
            changes.insert(change.address.clone());
            missing.extend(unknown);
        }
    }
    let number = count(changes.len());
    if changes.is_empty() {
        return Finding::pass(0, 0, "No change depends on something unknown.");
    }
    let missing: Vec<&str> = missing.into_iter().collect();
    let message = format!(
        "{} would build on what could not be read: {}. Run again once that can be read; see `reads`.",
        list(&changes),
        missing.join(", ")
    );
    Finding::only(number, 0, message, changes)
}

/// Returns the collections that the change builds on and that could not be read.
fn unknown(observed: &ObservedTenant, change: &Change) -> BTreeSet<&'static str> {
    let mut unknown = BTreeSet::new();
    match &change.address {
        Address::Domain(_) => demand(&mut unknown, "domains", &observed.domains),
        Address::Group(_) => demand(&mut unknown, "groups", &observed.owned_groups),
        Address::Jit(_) | Address::Laps(_) => demand(&mut unknown, "users", &observed.owned_users),
        Address::Connection => {}
    }
    for step in &change.steps {
        match &step.write {
            Write::CreateGroup(group) => {
                demand(&mut unknown, "named groups", &observed.named_groups);
                demand(&mut unknown, "extensions", &observed.extensions);
                lookup(
                    &mut unknown,
                    "groups by key",
                    observed.keyed_groups.get(&group.unique_name),
                );
            }
            Write::CreateUser(user) => {
                demand(&mut unknown, "domains", &observed.domains);
                demand(&mut unknown, "extensions", &observed.extensions);
                let named = observed.named_users.get(&user.user_principal_name);
                lookup(&mut unknown, "users by name", named);
            }
            Write::AssignRole { .. } | Write::MakeRolePermanent { .. } => {
                demand(&mut unknown, "role definitions", &observed.role_definitions);
                roles(&mut unknown, observed);
            }
            Write::RemoveRoleAssignment { .. } | Write::RemoveRoleSchedule { .. } => {
                roles(&mut unknown, observed);
            }
            Write::EnableUser { user, .. } => {
                roles(&mut unknown, observed);
                if let Some(id) = user.id() {
                    member(&mut unknown, observed, Some(id));
                    lookup(&mut unknown, "authentication methods", observed.methods.get(&id));
                }
            }
            Write::RotatePassword { account, .. } => {
                lookup(&mut unknown, "stores", observed.ledgers.get(account));
            }
            Write::EnableEmergency { .. } => {
                if let Address::Laps(account) = &change.address {
                    lookup(&mut unknown, "stores", observed.ledgers.get(account));
                }
            }
            Write::Schedule(new) => match &new.privilege {
                Privilege::Role { .. } => {
                    demand(&mut unknown, "role definitions", &observed.role_definitions);
                    roles(&mut unknown, observed);
                }
                Privilege::Membership { .. } => {
                    member(&mut unknown, observed, new.principal.id());
                }
            },
            Write::AddMember { user, .. } => member(&mut unknown, observed, user.id()),
            Write::RemoveMember { user, .. } | Write::RemoveMemberSchedule { user, .. } => {
                member(&mut unknown, observed, Some(*user));
            }
            Write::RemoveEligibility { user, .. } => {
                lookup(&mut unknown, "eligibilities", observed.eligibilities.get(user));
            }
            Write::DeleteUser { user } => {
                roles(&mut unknown, observed);
                member(&mut unknown, observed, Some(*user));
            }
            Write::Adopt(adoption) => {
                demand(&mut unknown, "extensions", &observed.extensions);
                if matches!(adoption.address, Address::Jit(_)) {
                    roles(&mut unknown, observed);
                    member(&mut unknown, observed, Some(adoption.object));
                }
            }
            Write::CreateDomain { .. }
            | Write::VerifyDomain { .. }
            | Write::UpdateGroup { .. }
            | Write::DeleteGroup { .. }
            | Write::UpdateUser { .. }
            | Write::DisableUser { .. }
            | Write::RevokeSessions { .. }
            | Write::EndGrant { .. }
            | Write::SetGrant { .. }
            | Write::IssueCredential { .. }
            | Write::ScramblePassword { .. }
            | Write::DeleteMethod { .. } => {}
        }
        if step.needs.iter().any(|fact| matches!(fact, Fact::GroupTakesMembers(_))) {
            demand(&mut unknown, "named groups", &observed.named_groups);
        }
    }
    unknown
}

fn roles(unknown: &mut BTreeSet<&'static str>, observed: &ObservedTenant) {
    demand(unknown, "role assignments", &observed.role_assignments);
    demand(unknown, "role schedules", &observed.role_schedules);
}

fn member(unknown: &mut BTreeSet<&'static str>, observed: &ObservedTenant, user: Option<ObjectId>) {
    if let Some(user) = user {
        lookup(unknown, "memberships", observed.memberships.get(&user));
    }
}

fn demand<T>(unknown: &mut BTreeSet<&'static str>, name: &'static str, reading: &Reading<T>) {
    if reading.unknown().is_some() {
        unknown.insert(name);
    }
}

/// What was never asked for is as unknown as what could not be read.
fn lookup<T>(
    unknown: &mut BTreeSet<&'static str>,
    name: &'static str,
    reading: Option<&Reading<T>>,
) {
    if reading.is_none_or(|reading| reading.unknown().is_some()) {
        unknown.insert(name);
    }
}
