//! `tenantry.yaml` as written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AuditSpec, Field, GuardsSpec, SettingsSpec, StoreSpec, TechnicianSpec};
use crate::{
    domain::{OrganizationName, ProfileName, StoreName, Window},
    source::Spanned,
};

/// The organization: its technicians, defaults, profiles, stores and guards.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(title = "tenantry.yaml")]
pub struct OrganizationSpec {
    /// The version of this form of configuration: 1.
    #[schemars(required, extend("const" = 1))]
    pub version: Field<u64>,
    /// The organization's short name. It is also the installation id that marks what tenantry
    /// owns in each tenant: do not change it.
    #[schemars(required)]
    pub organization: Field<OrganizationName>,
    /// The people who may be given access.
    pub technicians: Option<Vec<TechnicianSpec>>,
    /// Where the sealed passwords of emergency accounts go, by name.
    pub stores: Option<BTreeMap<Spanned<StoreName>, StoreSpec>>,
    /// What holds for every tenant that does not say otherwise, key by key; a list replaces a
    /// list.
    pub defaults: Field<SettingsSpec>,
    /// Named sets of settings that a tenant takes with `profile`. They come before the defaults
    /// and after the tenant's own file.
    pub profiles: Option<BTreeMap<Spanned<ProfileName>, Spanned<SettingsSpec>>>,
    /// How often `tenantry sweep` is scheduled: bounds how late an access that only the runner
    /// ends can be.
    pub sweep_every: Field<Window>,
    /// The limits of the safety rules.
    pub guards: Option<GuardsSpec>,
    /// Where events go: who was given or lost what, when and why.
    pub audit: Option<AuditSpec>,
}
