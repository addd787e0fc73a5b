//! G002: nothing removes or disables the app tenantry runs as, its roles or its consent.
//!
//! A plan has no write for an app or its consent; what is left are its roles: an assignment that
//! is removed, a group that gives it one and is deleted, a membership in such a group.

use std::collections::BTreeSet;

use super::finding::{Finding, Scene, count, list};
use crate::{
    domain::{Address, ObjectId},
    observed::{ObservedTenant, PrincipalKind},
    plan::{Adoption, Change, Write, holdings::own_principal, inventory},
};

pub(super) fn check(scene: Scene<'_>) -> Finding {
    let observed = scene.view.observed;
    let app = own_principal(observed);
    let harmful: BTreeSet<Address> = scene
        .changes
        .iter()
        .filter(|change| harms(observed, change, app))
        .map(|change| change.address.clone())
        .collect();
    if harmful.is_empty() {
        return Finding::pass(0, 0, "The app keeps its roles and its consent.");
    }
    let message = format!(
        "{} would take a role from the app that tenantry runs as, or that cannot be told. Give the \
         app its roles directly, then run again.",
        list(&harmful)
    );
    Finding::only(count(harmful.len()), 0, message, harmful)
}

fn harms(observed: &ObservedTenant, change: &Change, app: Option<ObjectId>) -> bool {
    change.steps.iter().any(|step| match &step.write {
        Write::RemoveRoleAssignment { principal: id, .. }
        | Write::RemoveRoleSchedule { principal: id, .. }
        | Write::RemoveMember { user: id, .. }
        | Write::RemoveMemberSchedule { user: id, .. }
        | Write::RemoveEligibility { user: id, .. }
        | Write::ScramblePassword { user: id }
        | Write::DeleteMethod { user: id, .. }
        | Write::DisableUser { user: id }
        | Write::DeleteUser { user: id }
        | Write::Adopt(Adoption { object: id, .. }) => is_app(observed, *id, app),
        Write::DeleteGroup { group } => carries_app(observed, *group, app),
        Write::CreateDomain { .. }
        | Write::VerifyDomain { .. }
        | Write::CreateGroup(_)
        | Write::UpdateGroup { .. }
        | Write::CreateUser(_)
        | Write::UpdateUser { .. }
        | Write::RotatePassword { .. }
        | Write::EnableEmergency { .. }
        | Write::MakeRolePermanent { .. }
        | Write::RevokeSessions { .. }
        | Write::EndGrant { .. }
        | Write::SetGrant { .. }
        | Write::EnableUser { .. }
        | Write::IssueCredential { .. }
        | Write::Schedule(_)
        | Write::AssignRole { .. }
        | Write::AddMember { .. } => false,
    })
}

/// An object that was read as a user is no app; of any other, it must be known which the app is.
fn is_app(observed: &ObservedTenant, id: ObjectId, app: Option<ObjectId>) -> bool {
    let is_user = inventory::users(observed).contains_key(&id);
    !is_user && app.is_none_or(|app| app == id)
}

/// Returns whether the app may hold a role by way of the group: where the group holds one that the
/// app is seen to hold through a group, or where roles cannot be told.
fn carries_app(observed: &ObservedTenant, group: ObjectId, app: Option<ObjectId>) -> bool {
    let Some(assignments) = observed.role_assignments.known() else {
        return may_hold_roles(observed, group);
    };
    let held = assignments
        .iter()
        .filter(|found| found.principal.id == group && found.principal.kind != PrincipalKind::User);
    let through = |role| {
        let Some(schedules) = observed.role_schedules.known() else { return true };
        schedules.iter().any(|found| {
            found.through_group
                && found.role == role
                && app.is_none_or(|app| found.principal == app)
        })
    };
    held.into_iter().any(|found| through(found.role))
}

fn may_hold_roles(observed: &ObservedTenant, group: ObjectId) -> bool {
    inventory::groups(observed).get(&group).is_none_or(|found| found.assignable_to_role)
}
