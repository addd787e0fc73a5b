//! Everything that tenantry can ever do to a tenant, as a closed list.

use jiff::Timestamp;

use super::{Subject, rotation::Occasion};
use crate::{
    domain::{
        AccountName, Address, DirectoryScope, DisplayName, DomainName, Eligibility, GrantId,
        GrantStamp, GroupName, ObjectId, OrganizationName, RoleDefinitionId, UserPrincipalName,
    },
    observed::MethodKind,
};

/// One write to a tenant. What gives access carries the deadline that it is given until.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Write {
    /// Adds a domain, unverified (`POST /domains`).
    CreateDomain {
        /// The domain.
        domain: DomainName,
    },
    /// Asks Entra ID to check a domain's DNS record (`POST /domains/{id}/verify`). The one write
    /// that may be repeated: a refusal is the outcome `waiting`.
    VerifyDomain {
        /// The domain.
        domain: DomainName,
    },
    /// Creates an owned group by its key (`PATCH /groups(uniqueName='…')`, `create-if-missing`).
    CreateGroup(NewGroup),
    /// Sets an owned group's name or description.
    UpdateGroup {
        /// The group.
        group: ObjectId,
        /// Its new name, where that differs.
        display_name: Option<GroupName>,
        /// Its new description, where that differs.
        description: Option<String>,
    },
    /// Deletes an owned group (kept by Entra ID for 30 days).
    DeleteGroup {
        /// The group.
        group: ObjectId,
    },
    /// Creates a disabled account with its marker, and a random password that is thrown away.
    CreateUser(NewUser),
    /// Sets an owned account's display name.
    UpdateUser {
        /// The account.
        user: ObjectId,
        /// Its new display name.
        display_name: DisplayName,
    },
    /// Disables an account.
    DisableUser {
        /// The account.
        user: ObjectId,
    },
    /// Ends an account's sessions; issued access tokens live on for up to an hour.
    RevokeSessions {
        /// The account.
        user: ObjectId,
    },
    /// Clears the grant on an account's marker and writes `tenantryEnded` with the server's time.
    EndGrant {
        /// The account.
        user: ObjectId,
        /// The grant that ended, where it could be read.
        grant: Option<GrantId>,
        /// What `tenantryEnded` said before, so that earlier grants stay remembered.
        before: Option<String>,
    },
    /// Writes an open grant on an account's marker, or a later deadline of the same grant.
    SetGrant {
        /// The account.
        user: Subject,
        /// The grant.
        stamp: GrantStamp,
    },
    /// Enables an account whose marker bears a deadline.
    EnableUser {
        /// The account.
        user: Subject,
        /// The deadline.
        until: Timestamp,
    },
    /// Makes what the technician signs in with; its value goes into the slot of the change and
    /// nowhere else. A new one replaces the one before.
    IssueCredential {
        /// The account.
        user: Subject,
        /// What is made.
        form: CredentialForm,
        /// The deadline of the grant that it is for.
        until: Timestamp,
    },
    /// Sets a random password that is thrown away, so that nobody knows the one in force.
    ScramblePassword {
        /// The account.
        user: ObjectId,
    },
    /// Has a new password of an emergency account stored, set and proved, by the machine of
    /// [`rotation`](super::rotation): no request of its own, and the only write whose value the
    /// store acknowledges before it is sent.
    RotatePassword {
        /// The account.
        user: Subject,
        /// Its short name, under which the store keeps its passwords.
        account: AccountName,
        /// Why.
        occasion: Occasion,
    },
    /// Enables an emergency account, whose password is proved.
    EnableEmergency {
        /// The account.
        user: Subject,
    },
    /// Takes the end from a time-bound role over the tenant (PIM, `adminUpdate`).
    MakeRolePermanent {
        /// Who holds it.
        principal: ObjectId,
        /// The role.
        role: RoleDefinitionId,
    },
    /// Deletes one authentication method.
    DeleteMethod {
        /// The account.
        user: ObjectId,
        /// What it is.
        kind: MethodKind,
        /// Its id.
        method: String,
    },
    /// Gives a role or a membership that Entra ID itself ends (PIM).
    Schedule(NewSchedule),
    /// Ends a time-bound membership before its time (PIM for groups, `adminRemove`).
    RemoveMemberSchedule {
        /// The group.
        group: ObjectId,
        /// The account.
        user: ObjectId,
    },
    /// Deletes a JIT account (kept by Entra ID for 30 days).
    DeleteUser {
        /// The account.
        user: ObjectId,
    },
    /// Assigns a role directly.
    AssignRole {
        /// Who gets it.
        principal: Subject,
        /// The role.
        role: RoleDefinitionId,
        /// Where.
        scope: DirectoryScope,
    },
    /// Removes a direct role assignment.
    RemoveRoleAssignment {
        /// The assignment's id.
        assignment: String,
        /// Who holds it.
        principal: ObjectId,
        /// The role.
        role: RoleDefinitionId,
        /// Where.
        scope: DirectoryScope,
    },
    /// Ends a time-bound assignment before its time (PIM, `adminRemove`).
    RemoveRoleSchedule {
        /// Who holds it.
        principal: ObjectId,
        /// The role.
        role: RoleDefinitionId,
        /// Where.
        scope: DirectoryScope,
    },
    /// Takes away what an account may take up by itself (PIM, `adminRemove` of an eligibility).
    RemoveEligibility {
        /// The account.
        user: ObjectId,
        /// What it may take up.
        eligibility: Eligibility,
    },
    /// Adds an account to a group.
    AddMember {
        /// The group.
        group: Subject,
        /// The account.
        user: Subject,
    },
    /// Takes an account out of a group.
    RemoveMember {
        /// The group.
        group: ObjectId,
        /// The account.
        user: ObjectId,
    },
    /// Writes our marker on an object that bears none, and changes nothing else of it.
    Adopt(Adoption),
}

/// An object that becomes ours.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Adoption {
    /// The object: a group where the address is one's, else a user.
    pub object: ObjectId,
    /// Its address, for the marker.
    pub address: Address,
    /// The installation, for the marker.
    pub installation: OrganizationName,
}

/// A group to create.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewGroup {
    /// Its address, for the marker.
    pub address: Address,
    /// The installation, for the marker.
    pub installation: OrganizationName,
    /// Its immutable key.
    pub unique_name: String,
    /// Its name.
    pub display_name: GroupName,
    /// Its description.
    pub description: Option<String>,
    /// Its mail nickname, which Graph demands even of groups without mail.
    pub mail_nickname: String,
    /// Whether roles can be assigned to it.
    pub assignable_to_role: bool,
}

/// An account to create, disabled.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewUser {
    /// Its address, for the marker.
    pub address: Address,
    /// The installation, for the marker.
    pub installation: OrganizationName,
    /// Its name for signing in.
    pub user_principal_name: UserPrincipalName,
    /// The name that the directory shows.
    pub display_name: DisplayName,
    /// Its mail nickname.
    pub mail_nickname: String,
}

/// What a technician signs in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CredentialForm {
    /// A Temporary Access Pass.
    Pass {
        /// How long it can be used.
        minutes: u32,
        /// Whether it can be used only once, since the tenant's policy says so.
        once: bool,
    },
    /// A generated password, where the configuration falls back to one.
    Password,
}

/// A time-bound assignment to request of PIM.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewSchedule {
    /// What is asked for.
    pub action: ScheduleAction,
    /// Who gets it.
    pub principal: Subject,
    /// What is given.
    pub privilege: Privilege,
    /// From when.
    pub start: Timestamp,
    /// Until when.
    pub end: Timestamp,
    /// Why, for the tenant's own audit log.
    pub justification: String,
    /// The ticket, where there is one.
    pub ticket: Option<String>,
}

/// What is asked of PIM.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScheduleAction {
    /// Whether it would do it (`isValidationOnly`): nothing changes.
    Validate,
    /// To assign it (`adminAssign`).
    Assign,
    /// To let it end later (`adminUpdate`).
    Extend,
}

/// What PIM can give.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Privilege {
    /// A directory role.
    Role {
        /// The role.
        role: RoleDefinitionId,
        /// Where.
        scope: DirectoryScope,
    },
    /// Membership of a group.
    Membership {
        /// The group.
        group: Subject,
    },
}
