//! Which objects a change touches.

use std::collections::BTreeSet;

use crate::{
    domain::{Eligibility, ObjectId},
    plan::{Change, Privilege, Write},
};

/// Returns every existing object that the change would change or make a member or holder.
pub(super) fn touched(change: &Change) -> BTreeSet<ObjectId> {
    change.steps.iter().flat_map(|step| write(&step.write)).chain(change.object_id).collect()
}

fn write(write: &Write) -> Vec<ObjectId> {
    match write {
        Write::Adopt(adoption) => vec![adoption.object],
        Write::CreateDomain { .. }
        | Write::VerifyDomain { .. }
        | Write::CreateGroup(_)
        | Write::CreateUser(_) => Vec::new(),
        Write::UpdateGroup { group, .. } | Write::DeleteGroup { group } => vec![*group],
        Write::UpdateUser { user, .. }
        | Write::DisableUser { user }
        | Write::RevokeSessions { user }
        | Write::EndGrant { user, .. }
        | Write::ScramblePassword { user }
        | Write::DeleteMethod { user, .. }
        | Write::DeleteUser { user } => vec![*user],
        Write::SetGrant { user, .. }
        | Write::RotatePassword { user, .. }
        | Write::EnableEmergency { user }
        | Write::EnableUser { user, .. }
        | Write::IssueCredential { user, .. } => user.id().into_iter().collect(),
        Write::Schedule(new) => {
            let group = match &new.privilege {
                Privilege::Membership { group } => group.id(),
                Privilege::Role { .. } => None,
            };
            new.principal.id().into_iter().chain(group).collect()
        }
        Write::AssignRole { principal, .. } => principal.id().into_iter().collect(),
        Write::MakeRolePermanent { principal, .. }
        | Write::RemoveRoleAssignment { principal, .. }
        | Write::RemoveRoleSchedule { principal, .. } => vec![*principal],
        Write::RemoveEligibility { user, eligibility } => match eligibility {
            Eligibility::Membership { group } => vec![*group, *user],
            Eligibility::Role { .. } => vec![*user],
        },
        Write::AddMember { group, user } => group.id().into_iter().chain(user.id()).collect(),
        Write::RemoveMember { group, user } | Write::RemoveMemberSchedule { group, user } => {
            vec![*group, *user]
        }
    }
}
