//! Everything that tenantry can ever do to a tenant, as a closed list.

use super::Subject;
use crate::domain::{
    Address, DirectoryScope, DisplayName, DomainName, GrantId, GroupName, ObjectId,
    OrganizationName, RoleDefinitionId, UserPrincipalName,
};

/// One write to a tenant. No variant enables an account or sets a password that anyone knows.
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
    /// Creates a disabled JIT account with its marker, and a random password that is thrown away.
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

/// A JIT account to create, disabled.
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
