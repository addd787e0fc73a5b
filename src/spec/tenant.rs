//! `tenants/*.yaml` as written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AuthSpec, DomainSpec, Field, GroupSpec, JitSpec, LapsSpec};
use crate::{
    domain::{Cloud, DisplayName, ProfileName, TenantId, TenantName},
    source::Spanned,
};

/// One customer's Entra ID tenant.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "tenants/*.yaml")]
pub struct TenantSpec {
    /// The tenant's short name.
    #[schemars(required)]
    pub tenant: Field<TenantName>,
    /// The directory's id (GUID).
    #[schemars(required)]
    pub tenant_id: Field<TenantId>,
    /// The organization's name in the directory. Where given, a tenant of another name is not
    /// touched.
    pub display_name: Field<DisplayName>,
    /// The profile whose settings the tenant takes.
    pub profile: Field<ProfileName>,
    /// Free labels for `--selector`, by name.
    pub labels: Option<BTreeMap<String, Spanned<String>>>,
    /// Whether access is given at all.
    pub state: Field<TenantState>,
    /// The cloud that the tenant lives in.
    pub cloud: Field<Cloud>,
    /// How tenantry signs in.
    #[schemars(required)]
    pub auth: Field<AuthSpec>,
    /// Domains that must exist, be verified and managed.
    pub domains: Field<Vec<DomainSpec>>,
    /// Security groups that tenantry creates and owns.
    pub groups: Field<Vec<GroupSpec>>,
    /// Just-in-time accounts.
    pub jit: Field<JitSpec>,
    /// Emergency accounts.
    pub laps: Field<LapsSpec>,
}

/// Whether access to a tenant is given at all.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum TenantState {
    /// Access is given as declared.
    #[default]
    Active,
    /// No grants; all JIT access is ended; accounts and groups stay.
    Suspended,
    /// As suspended, and JIT accounts and owned groups are deleted. Emergency accounts and the
    /// app stay until handed over.
    Offboarding,
}
