//! G009: no tenant is left without an active, enabled, permanent Global Administrator. Our own JIT
//! accounts do not count: their access ends.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::{Finding, Scene, count, list};
use crate::{
    domain::{Address, DirectoryScope, GLOBAL_ADMINISTRATOR, ObjectId, counted},
    observed::{ObservedTenant, Ownership, PrincipalKind, Reading},
    plan::{Step, Write, draft::View, emergency::is_permanent, inventory, model::apply_step},
};

/// Administrators that count, each with whether that is certain.
type Administrators = BTreeMap<ObjectId, bool>;

pub(super) fn check(scene: Scene<'_>) -> Finding {
    let view = scene.view;
    let before = administrators(view, view.observed);
    let mut leaving = BTreeSet::new();
    if !scene.changes.is_empty() {
        let mut world = view.observed.clone();
        for change in scene.changes {
            let mut next = world.clone();
            let leaves = change.steps.iter().any(|step| {
                let then = administrators(view, &next);
                apply_step(&mut next, step, view.context.now);
                leaves(view, step, then.as_ref(), administrators(view, &next).as_ref())
            });
            if leaves {
                leaving.insert(change.address.clone());
            } else {
                world = next;
            }
        }
    }
    let certain = before.as_ref().map(certain);
    let observed = count(certain.unwrap_or(0));
    if !leaving.is_empty() {
        let message = format!(
            "{} could leave the tenant without an enabled, permanent Global Administrator. Make sure of \
             another one first.",
            list(&leaving)
        );
        return Finding::only(observed, 1, message, leaving);
    }
    let message = match certain {
        Some(number) => format!("{} left.", counted(number, "permanent Global Administrator")),
        None => "Global Administrators could not be read, and no change concerns one.".to_owned(),
    };
    Finding::pass(observed, 1, message)
}

/// Returns whether a step may take the last administrator. Where that cannot be told, it may, if
/// it concerns anybody but our own JIT accounts.
fn leaves(
    view: &View<'_>,
    step: &Step,
    before: Option<&Administrators>,
    after: Option<&Administrators>,
) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => before != after && certain(after) == 0 && !before.is_empty(),
        _ => concerns_others(view, step),
    }
}

fn certain(administrators: &Administrators) -> usize {
    administrators.values().filter(|certain| **certain).count()
}

fn concerns_others(view: &View<'_>, step: &Step) -> bool {
    match &step.write {
        Write::DisableUser { user }
        | Write::DeleteUser { user }
        | Write::RemoveRoleAssignment { principal: user, .. }
        | Write::RemoveRoleSchedule { principal: user, .. }
        | Write::RemoveMemberSchedule { user, .. }
        | Write::RemoveEligibility { user, .. }
        | Write::ScramblePassword { user }
        | Write::DeleteMethod { user, .. }
        | Write::RemoveMember { user, .. } => !view.inventory.is_jit(*user),
        Write::DeleteGroup { .. } => true,
        // Who becomes a JIT account does not count any more.
        Write::Adopt(adoption) => matches!(adoption.address, Address::Jit(_)),
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
    }
}

/// Returns who counts; `None` where role assignments could not be read.
fn administrators(view: &View<'_>, observed: &ObservedTenant) -> Option<Administrators> {
    let assignments = observed.role_assignments.known()?;
    let mut found = Administrators::new();
    // By the markers as they are at this step: who is adopted as a JIT account counts no more.
    let users = inventory::users(observed);
    let is_jit = |id: &ObjectId| {
        let marker =
            users.get(id).map(|user| user.marker.ownership(&view.context.organization.name));
        matches!(marker, Some(Ownership::Ours(Address::Jit(_))))
    };
    let mut add = |id: ObjectId, enabled: Option<bool>, permanent: Option<bool>| {
        if is_jit(&id) || enabled == Some(false) || permanent == Some(false) {
            return;
        }
        let certain = enabled == Some(true) && permanent == Some(true);
        let entry = found.entry(id).or_insert(certain);
        *entry = *entry || certain;
    };
    let holders = assignments.iter().filter(|assignment| {
        assignment.role == GLOBAL_ADMINISTRATOR && assignment.scope == DirectoryScope::Tenant
    });
    for holder in holders {
        let id = holder.principal.id;
        match holder.principal.kind {
            PrincipalKind::User => {
                let permanent = is_permanent(observed, id, GLOBAL_ADMINISTRATOR);
                add(id, holder.principal.enabled, permanent);
            }
            PrincipalKind::Group => {
                let members = observed.administrator_groups.get(&id).and_then(Reading::known);
                for (member, enabled) in members.into_iter().flatten() {
                    add(*member, *enabled, Some(true));
                }
            }
            PrincipalKind::ServicePrincipal | PrincipalKind::Other => {}
        }
    }
    Some(found)
}
