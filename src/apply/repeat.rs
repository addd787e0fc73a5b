//! Which writes may be sent again after an answer was lost.

use crate::plan::Write;

/// Returns whether sending the write twice has the effect of sending it once.
///
/// What is made has a key of its own (user principal name, `uniqueName`, domain name), an
/// assignment and a membership exist once or not at all, and everything else sets or removes what
/// it names by id. A write without such a key must answer `false`.
pub(super) const fn is_repeatable(write: &Write) -> bool {
    match write {
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
        | Write::AssignRole { .. }
        | Write::RemoveRoleAssignment { .. }
        | Write::RemoveRoleSchedule { .. }
        | Write::AddMember { .. }
        | Write::RemoveMember { .. }
        | Write::RemoveMemberSchedule { .. }
        | Write::RemoveEligibility { .. }
        | Write::SetGrant { .. }
        | Write::EnableUser { .. }
        // A second one replaces the first, which nobody was given.
        | Write::IssueCredential { .. }
        | Write::ScramblePassword { .. }
        | Write::RotatePassword { .. }
        | Write::EnableEmergency { .. }
        | Write::MakeRolePermanent { .. }
        | Write::DeleteMethod { .. }
        | Write::Schedule(_)
        | Write::Adopt(_) => true,
    }
}
