//! What a change gives, by id: a name in an approved plan can come to mean another object before
//! the plan is applied, an id cannot.

use crate::plan::{Change, Write};

/// Returns every role and membership that the change gives: `role {id} at {scope}`,
/// `group {id}`, or the address of a group that the same plan makes.
pub(super) fn gives(change: &Change) -> Vec<String> {
    let given = change.steps.iter().filter_map(|step| match &step.write {
        Write::AssignRole { role, scope, .. } => Some(format!("role {role} at {scope}")),
        Write::AddMember { group, .. } => Some(format!("group {group}")),
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
        | Write::DeleteUser { .. }
        | Write::RemoveRoleAssignment { .. }
        | Write::RemoveRoleSchedule { .. }
        | Write::RemoveMember { .. } => None,
    });
    given.collect()
}
