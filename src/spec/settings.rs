//! What defaults and profiles may say.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AuthSettingsSpec, DomainSpec, Field, GroupSpec, JitSpec, LapsSpec, TenantState};
use crate::{
    domain::{Cloud, ProfileName},
    source::Spanned,
};

/// Settings for many tenants: any key of a tenant's file but `tenant`, `tenantId`, `displayName`
/// and `auth.clientId`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SettingsSpec {
    /// Under `defaults`: the profile of a tenant that names none. A profile cannot take another.
    pub profile: Field<ProfileName>,
    /// Free labels for `--selector`, by name.
    pub labels: Option<BTreeMap<String, Spanned<String>>>,
    /// Whether access is given at all.
    pub state: Field<TenantState>,
    /// The cloud that the tenants live in.
    pub cloud: Field<Cloud>,
    /// How tenantry signs in.
    pub auth: Field<AuthSettingsSpec>,
    /// Domains that must exist, be verified and managed.
    pub domains: Field<Vec<DomainSpec>>,
    /// Security groups that tenantry creates and owns.
    pub groups: Field<Vec<GroupSpec>>,
    /// Just-in-time accounts.
    pub jit: Field<JitSpec>,
    /// Emergency accounts.
    pub laps: Field<LapsSpec>,
}
