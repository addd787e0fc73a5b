//! A configuration in any state, as far as ending access needs it.

use std::{collections::BTreeMap, sync::Arc};

use super::{Legible, LegibleOrganization};
use crate::{
    desired::{DesiredGrant, DesiredOrganization, DesiredTenant},
    domain::{GrantId, TenantName},
    source::{Problem, SourceMap},
};

/// A configuration in any state, as far as ending access needs it. For one without errors, the
/// organization, tenants and grants are those that [`crate::desired::load`] gives.
#[derive(Debug, Clone)]
pub struct Ending {
    /// The organization as far as it could be read; its name is certain.
    pub organization: DesiredOrganization,
    /// What of the organization and of the grants could be read.
    pub legible: LegibleOrganization,
    /// Every tenant whose connection could be read. One whose name could not be, or is another's
    /// as well, has a name made from that of its file.
    pub tenants: BTreeMap<TenantName, EndingTenant>,
    /// Every tenant's file whose connection could not be read, by file: what is open there stays
    /// open, so a run that leaves these out is not complete.
    pub unreachable: Vec<Unreachable>,
    /// The grants whose files could be read completely.
    pub grants: BTreeMap<GrantId, DesiredGrant>,
    /// Everything that is wrong with the configuration, as warnings.
    pub problems: Vec<Problem>,
    /// The files, for showing problems.
    pub sources: SourceMap,
}

/// A tenant as far as it could be read. Parts that could not be are empty, or have their default.
#[derive(Debug, Clone, PartialEq)]
pub struct EndingTenant {
    /// What could be read.
    pub tenant: DesiredTenant,
    /// Which parts may be relied upon.
    pub legible: Legible,
}

/// A tenant's file whose connection cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreachable {
    /// The path relative to the configuration's folder: a file, or all of `tenants`.
    pub file: Arc<str>,
    /// The tenant's name, as far as the file, or else the file's name, tells it.
    pub tenant: Option<TenantName>,
    /// The keys that cannot be told, such as `auth.credential`.
    pub lacks: Vec<&'static str>,
    /// What is wrong with the file, as warnings; they are among [`Ending::problems`], too.
    pub problems: Vec<Problem>,
}
