//! What can be done to a tenant, as an auditor names it.

use serde::{Deserialize, Serialize};

/// One kind of deed. The words are those that `audit show` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// A domain was added, unverified.
    CreateDomain,
    /// Entra ID was asked to check a domain's DNS record.
    VerifyDomain,
    /// An owned group was made.
    CreateGroup,
    /// An owned group's name or description was set.
    UpdateGroup,
    /// An owned group was deleted.
    DeleteGroup,
    /// An account was made, disabled.
    CreateUser,
    /// An account's shown name was set.
    UpdateUser,
    /// An account was enabled.
    EnableUser,
    /// An account was disabled.
    DisableUser,
    /// An account was deleted.
    DeleteUser,
    /// An object that was there already was marked as ours.
    Adopt,
    /// An account's sessions were ended.
    RevokeSessions,
    /// A grant with its deadline was written on an account's marker.
    SetGrant,
    /// A grant was cleared from an account's marker, and its end written there.
    EndGrant,
    /// A Temporary Access Pass was issued.
    IssuePass,
    /// A generated password was set, to be delivered sealed.
    IssuePassword,
    /// A random password that nobody knows was set.
    ScramblePassword,
    /// An emergency account's password was replaced.
    RotatePassword,
    /// Somebody opened the stored password of an emergency account.
    OpenPassword,
    /// An authentication method was deleted.
    DeleteMethod,
    /// A role was assigned without an end of its own.
    AssignRole,
    /// PIM was asked whether a role could be assigned; nothing changed.
    CheckRole,
    /// A role was assigned with an end that Entra ID keeps (PIM).
    AssignRoleUntil,
    /// The end of such a role was moved.
    ExtendRole,
    /// A direct role assignment was removed.
    RemoveRole,
    /// A time-bound role was ended before its time.
    RemoveRoleSchedule,
    /// An account was added to a group.
    AddMember,
    /// PIM was asked whether an account could be added to a group; nothing changed.
    CheckMember,
    /// An account was added to a group with an end that Entra ID keeps (PIM for groups).
    AddMemberUntil,
    /// The end of such a membership was moved.
    ExtendMember,
    /// An account was taken out of a group.
    RemoveMember,
    /// A time-bound membership was ended before its time.
    RemoveMemberSchedule,
    /// A role that an account might have taken up was taken from it.
    RemoveEligibleRole,
    /// A membership that an account might have taken up was taken from it.
    RemoveEligibleMember,
}

impl Action {
    /// Returns the deed in a few words, in the imperative.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::CreateDomain => "create domain",
            Self::VerifyDomain => "verify domain",
            Self::CreateGroup => "create group",
            Self::UpdateGroup => "update group",
            Self::DeleteGroup => "delete group",
            Self::CreateUser => "create account",
            Self::UpdateUser => "update account",
            Self::EnableUser => "enable account",
            Self::DisableUser => "disable account",
            Self::DeleteUser => "delete account",
            Self::Adopt => "adopt",
            Self::RevokeSessions => "revoke sessions",
            Self::SetGrant => "write deadline",
            Self::EndGrant => "write end of grant",
            Self::IssuePass => "issue pass",
            Self::IssuePassword => "issue password",
            Self::ScramblePassword => "scramble password",
            Self::RotatePassword => "rotate password",
            Self::OpenPassword => "open password",
            Self::DeleteMethod => "delete method",
            Self::AssignRole => "assign role",
            Self::CheckRole => "ask whether a role can be assigned",
            Self::AssignRoleUntil => "assign role until",
            Self::ExtendRole => "extend role",
            Self::RemoveRole => "remove role",
            Self::RemoveRoleSchedule => "end time-bound role",
            Self::AddMember => "add member",
            Self::CheckMember => "ask whether a member can be added",
            Self::AddMemberUntil => "add member until",
            Self::ExtendMember => "extend membership",
            Self::RemoveMember => "remove member",
            Self::RemoveMemberSchedule => "end time-bound membership",
            Self::RemoveEligibleRole => "remove eligible role",
            Self::RemoveEligibleMember => "remove eligible membership",
        }
    }

    /// Returns whether it gives somebody access that was not there before.
    #[must_use]
    pub const fn gives_access(self) -> bool {
        matches!(
            self,
            Self::EnableUser
                | Self::IssuePass
                | Self::IssuePassword
                | Self::OpenPassword
                | Self::AssignRole
                | Self::AssignRoleUntil
                | Self::ExtendRole
                | Self::AddMember
                | Self::AddMemberUntil
                | Self::ExtendMember
        )
    }

    /// Returns whether it takes access away; such a deed goes on where no sink takes its event.
    #[must_use]
    pub const fn ends_access(self) -> bool {
        matches!(
            self,
            Self::DisableUser
                | Self::DeleteUser
                | Self::DeleteGroup
                | Self::RevokeSessions
                | Self::EndGrant
                | Self::ScramblePassword
                | Self::DeleteMethod
                | Self::RemoveRole
                | Self::RemoveRoleSchedule
                | Self::RemoveMember
                | Self::RemoveMemberSchedule
                | Self::RemoveEligibleRole
                | Self::RemoveEligibleMember
        )
    }
}
