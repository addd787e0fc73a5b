//! G010: no tier-0 role and no membership of a role-assignable group is given unacknowledged.
//!
//! Groups that Conditional Access excludes belong here too. Policies are read only for what an opening
//! credential must satisfy, and not for this.

use std::collections::BTreeSet;

use super::finding::{Finding, Scene, count, list};
use crate::{
    domain::{Address, TIER_0},
    plan::{Privilege, ScheduleAction, Subject, Write, draft::View, inventory},
};

pub(super) fn check(scene: Scene<'_>) -> Finding {
    let changes: BTreeSet<Address> = scene
        .changes
        .iter()
        .filter(|change| !change.ends_access)
        .filter(|change| !matches!(change.address, Address::Laps(_)))
        .filter(|change| change.steps.iter().any(|step| is_sensitive(scene.view, &step.write)))
        .map(|change| change.address.clone())
        .collect();
    let number = count(changes.len());
    if changes.is_empty() {
        return Finding::pass(0, 0, "No tier-0 role and no role-assignable group is given.");
    }
    let message = format!(
        "{} would give a tier-0 role or a role-assignable group. Acknowledge G010 if that is meant.",
        list(&changes)
    );
    Finding::only(number, 0, message, changes)
}

fn is_sensitive(view: &View<'_>, write: &Write) -> bool {
    match write {
        Write::AssignRole { role, .. } | Write::MakeRolePermanent { role, .. } => {
            TIER_0.contains(role)
        }
        Write::AddMember { group, .. } => is_assignable(view, group),
        Write::Schedule(new) => match &new.privilege {
            _ if new.action == ScheduleAction::Validate => false,
            Privilege::Role { role, .. } => TIER_0.contains(role),
            Privilege::Membership { group } => is_assignable(view, group),
        },
        Write::CreateDomain { .. }
        | Write::VerifyDomain { .. }
        | Write::CreateGroup(_)
        | Write::UpdateGroup { .. }
        | Write::DeleteGroup { .. }
        | Write::CreateUser(_)
        | Write::UpdateUser { .. }
        | Write::DisableUser { .. }
        | Write::RevokeSessions { .. }
        | Write::EndGrant { .. }
        | Write::SetGrant { .. }
        | Write::EnableUser { .. }
        | Write::IssueCredential { .. }
        | Write::RotatePassword { .. }
        | Write::EnableEmergency { .. }
        | Write::ScramblePassword { .. }
        | Write::DeleteMethod { .. }
        | Write::DeleteUser { .. }
        | Write::RemoveRoleAssignment { .. }
        | Write::RemoveRoleSchedule { .. }
        | Write::RemoveMemberSchedule { .. }
        | Write::RemoveEligibility { .. }
        | Write::RemoveMember { .. }
        | Write::Adopt(_) => false,
    }
}

fn is_assignable(view: &View<'_>, group: &Subject) -> bool {
    match group {
        // A group that was not read may be one.
        Subject::Existing(id) => {
            inventory::groups(view.observed).get(id).is_none_or(|group| group.assignable_to_role)
        }
        Subject::Created(address) => view
            .desired
            .groups
            .iter()
            .find(|group| group.address() == *address)
            .is_none_or(|group| group.assignable_to_role),
    }
}
