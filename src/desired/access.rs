//! What an account can do inside its window.

use std::collections::{BTreeMap, BTreeSet};

use super::{Decided, Engine};
use crate::{
    domain::{AdministrativeUnitName, GroupName, RoleName, TechnicianGroup, Window},
    source::Origin,
};

/// What an account can do inside its window, and for how long.
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredAccess {
    /// Roles, each with the mapping entry that gives it (the first, where several do).
    pub roles: BTreeMap<RoleGrant, Origin>,
    /// Groups by name, each with the mapping entry that gives it.
    pub groups: BTreeMap<GroupName, Origin>,
    /// The mappings that count, in the order written: never none.
    pub mappings: Vec<CoveringMapping>,
    /// How long after enabling the account must be disabled again: the shortest that matches, and
    /// never longer than `maximum`.
    pub disable_after: Decided<Window>,
    /// The longest window that may be asked for: the shortest that matches.
    pub maximum: Decided<Window>,
    /// What ends the access: `pim` where any mapping asks for it, else `direct`, else `auto`.
    pub engine: Decided<Engine>,
    /// Every `disableAfter` that was weighed, in the order in which it was.
    pub weighed_disable_after: Vec<Decided<Window>>,
    /// Every `maximum` that was weighed, in the order in which it was.
    pub weighed_maximum: Vec<Decided<Window>>,
}

/// A mapping that covers a technician, and everything that it gives by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct CoveringMapping {
    /// The technician group that it names; `all` covers everyone who is active.
    pub technicians: TechnicianGroup,
    /// Its roles.
    pub roles: BTreeSet<RoleGrant>,
    /// Its groups.
    pub groups: BTreeSet<GroupName>,
    /// Where it is declared (its `technicians` key).
    pub origin: Origin,
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
