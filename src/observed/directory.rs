//! Domains, roles and administrative units as found.

use jiff::Timestamp;

use crate::domain::{DirectoryScope, DomainName, ObjectId, RoleDefinitionId};

/// A domain of the tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedDomain {
    /// The domain.
    pub name: DomainName,
    /// Whether its ownership is proved.
    pub verified: bool,
    /// Whether Entra ID itself signs its users in (`authenticationType` is `Managed`).
    pub managed: bool,
    /// Whether it came with the tenant.
    pub initial: bool,
    /// The TXT record that proves ownership, where it was read (unverified domains only).
    pub verification_record: Option<String>,
}

/// A role definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedRole {
    /// Its id in this tenant.
    pub id: RoleDefinitionId,
    /// Its name.
    pub display_name: String,
    /// Whether it came with Entra ID.
    pub built_in: bool,
}

/// Who holds a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedPrincipal {
    /// Its object id.
    pub id: ObjectId,
    /// What it is.
    pub kind: PrincipalKind,
    /// Its name, where it was read.
    pub display_name: String,
    /// Whether it can sign in; `None` where that was not read, or for a group.
    pub enabled: Option<bool>,
}

/// What can hold a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PrincipalKind {
    /// A user.
    User,
    /// A role-assignable group.
    Group,
    /// An app.
    ServicePrincipal,
    /// Something that was not named.
    Other,
}

/// An active role assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedRoleAssignment {
    /// The assignment's opaque id.
    pub id: String,
    /// The role.
    pub role: RoleDefinitionId,
    /// Who holds it.
    pub principal: ObservedPrincipal,
    /// Where it applies.
    pub scope: DirectoryScope,
}

/// An active role assignment as privileged identity management (PIM) sees it. Permanent direct
/// assignments appear here too, without an end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedRoleSchedule {
    /// The instance's opaque id.
    pub id: String,
    /// The role.
    pub role: RoleDefinitionId,
    /// Who holds it.
    pub principal: ObjectId,
    /// Where it applies.
    pub scope: DirectoryScope,
    /// When it began, where that was read. PIM takes no assignment back in its first five minutes.
    pub start: Option<Timestamp>,
    /// When Entra ID ends it; `None` is never.
    pub end: Option<Timestamp>,
    /// Whether the principal activated it from an eligibility, rather than having been assigned it.
    pub activated: bool,
    /// Whether it comes through a group.
    pub through_group: bool,
}

/// An administrative unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedAdministrativeUnit {
    /// Its object id.
    pub id: ObjectId,
    /// Its name.
    pub display_name: String,
    /// Whether its members are under restricted management.
    pub restricted: bool,
}
