//! Domains and owned groups as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Field;
use crate::{
    domain::{DomainName, GroupName},
    source::Spanned,
};

/// A domain that must exist, be verified and managed (not federated).
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DomainSpec {
    /// The domain.
    pub name: Spanned<DomainName>,
    /// Whether tenantry adds the domain, shows its DNS records and verifies it once they resolve
    /// (default: false).
    pub manage: Field<bool>,
}

/// A security group that tenantry creates and owns.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GroupSpec {
    /// The group's display name.
    pub name: Spanned<GroupName>,
    /// The group's description. Without it, whatever is there stays.
    pub description: Field<String>,
    /// Whether roles can be assigned to the group (default: false). Entra ID fixes this when the
    /// group is created.
    pub assignable_to_role: Field<bool>,
}
