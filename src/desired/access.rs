//! What an account can do inside its window.

use std::collections::BTreeMap;

use super::Engine;
use crate::{
    domain::{AdministrativeUnitName, GroupName, RoleName, Window},
    source::Origin,
};

/// What an account can do inside its window, and for how long.
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredAccess {
    /// Roles, each with the mapping entry that gives it (the first, where several do).
    pub roles: BTreeMap<RoleGrant, Origin>,
    /// Groups by name, each with the mapping entry that gives it.
    pub groups: BTreeMap<GroupName, Origin>,
    /// How long after enabling the account must be disabled again: the shortest that matches.
    pub disable_after: Window,
    /// The longest window that may be asked for: the shortest that matches.
    pub maximum: Window,
    /// What ends the access.
    pub engine: Engine,
}

/// A role and where in the tenant it applies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoleGrant {
    /// The role by display name or template id.
    pub role: RoleName,
    /// Where.
    pub scope: AccessScope,
}

/// Where in the tenant a role applies, as declared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccessScope {
    /// Everywhere.
    Tenant,
    /// In one administrative unit.
    AdministrativeUnit(AdministrativeUnitName),
}
