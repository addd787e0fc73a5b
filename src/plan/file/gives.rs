//! What a change gives, by id: a name in an approved plan can come to mean another object before
//! the plan is applied, an id cannot.

use crate::plan::{Change, Privilege, ScheduleAction, Write};

/// Returns every role and membership that the change gives: `role {id} at {scope}`,
/// `group {id}`, or the address of a group that the same plan makes.
pub(super) fn gives(change: &Change) -> Vec<String> {
    let given = change.steps.iter().filter_map(|step| match &step.write {
        Write::AssignRole { role, scope, .. } => Some(format!("role {role} at {scope}")),
        Write::MakeRolePermanent { role, .. } => Some(format!("role {role} at /, for good")),
        Write::AddMember { group, .. } => Some(format!("group {group}")),
        Write::Schedule(new) => match (&new.action, &new.privilege) {
            (ScheduleAction::Validate, _) => None,
            (_, Privilege::Role { role, scope }) => {
                Some(format!("role {role} at {scope}, ended by PIM"))
            }
            (_, Privilege::Membership { group }) => Some(format!("group {group}, ended by PIM")),
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
        | Write::ScramblePassword { .. }
        | Write::RotatePassword { .. }
        | Write::EnableEmergency { .. }
        | Write::DeleteMethod { .. }
        | Write::DeleteUser { .. }
        | Write::RemoveRoleAssignment { .. }
        | Write::RemoveRoleSchedule { .. }
        | Write::RemoveMemberSchedule { .. }
        | Write::RemoveEligibility { .. }
        | Write::RemoveMember { .. }
        | Write::Adopt(_) => None,
    });
    given.collect()
}
