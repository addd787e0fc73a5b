//! What writes do to role assignments.

use jiff::Timestamp;

use crate::{
    domain::{DirectoryScope, ObjectId, RoleDefinitionId},
    observed::{
        ObservedPrincipal, ObservedRoleAssignment, ObservedRoleSchedule, ObservedTenant,
        PrincipalKind,
    },
    plan::{holdings::HeldRole, inventory},
};

pub(super) fn assign(tenant: &mut ObservedTenant, principal: ObjectId, (role, scope): HeldRole) {
    let user = inventory::users(tenant).remove(&principal).cloned();
    let principal = ObservedPrincipal {
        id: principal,
        kind: PrincipalKind::User,
        display_name: user.as_ref().map(|user| user.display_name.clone()).unwrap_or_default(),
        enabled: user.map(|user| user.account_enabled),
    };
    if let Some(assignments) = tenant.role_assignments.known_mut() {
        let id = format!("modelled {} {role} {scope}", principal.id);
        assignments.push(ObservedRoleAssignment { id, role, principal, scope });
    }
}

/// A time-bound assignment stands in the list of assignments too, while it is active.
pub(super) fn schedule(
    tenant: &mut ObservedTenant,
    (principal, (role, scope)): (ObjectId, HeldRole),
    (start, end): (Timestamp, Timestamp),
) {
    unschedule(tenant, principal, (role, scope.clone()));
    if let Some(schedules) = tenant.role_schedules.known_mut() {
        schedules.push(ObservedRoleSchedule {
            id: format!("modelled {principal} {role} {scope}"),
            role,
            principal,
            scope: scope.clone(),
            start: Some(start),
            end: Some(end),
            activated: false,
            through_group: false,
        });
    }
    assign(tenant, principal, (role, scope));
}

/// PIM shows a permanent assignment as well; it goes with it.
pub(super) fn unassign(
    tenant: &mut ObservedTenant,
    assignment: &str,
    principal: ObjectId,
    (role, scope): HeldRole,
) {
    if let Some(assignments) = tenant.role_assignments.known_mut() {
        assignments.retain(|found| found.id != assignment);
    }
    if let Some(schedules) = tenant.role_schedules.known_mut() {
        schedules.retain(|found| {
            let its = found.principal == principal && found.role == role && found.scope == scope;
            let permanent = !found.through_group && found.end.is_none() && !found.activated;
            !its || !permanent
        });
    }
}

/// A time-bound assignment stands in the list of assignments too; it goes with it.
pub(super) fn unschedule(
    tenant: &mut ObservedTenant,
    principal: ObjectId,
    (role, scope): HeldRole,
) {
    if let Some(schedules) = tenant.role_schedules.known_mut() {
        schedules.retain(|found| {
            let its = found.principal == principal && found.role == role && found.scope == scope;
            !its || found.through_group
        });
    }
    if let Some(assignments) = tenant.role_assignments.known_mut() {
        assignments.retain(|found| {
            found.principal.id != principal || found.role != role || found.scope != scope
        });
    }
}

/// Takes the end from a time-bound assignment over the tenant.
pub(super) fn keep(tenant: &mut ObservedTenant, principal: ObjectId, role: RoleDefinitionId) {
    for found in tenant.role_schedules.known_mut().into_iter().flatten() {
        let own = found.principal == principal && !found.through_group && !found.activated;
        if own && found.role == role && found.scope == DirectoryScope::Tenant {
            found.end = None;
        }
    }
}
