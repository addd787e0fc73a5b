//! What a seed may say. `docs/sandbox.md` describes it for those who write one.

use std::collections::BTreeMap;

use serde::Deserialize;
use uuid::Uuid;

use super::spec_access::SeedAccessPolicy;
use super::spec_apps::SeedApp;
use super::spec_fresh::FreshTenant;
use super::spec_people::{SeedCustomRole, SeedGroup, SeedUnit, SeedUser};
use super::spec_policies::{SeedPassPolicy, SeedRules};
use crate::sandbox::faults::Fault;

/// The tenants a sandbox begins with, and what is difficult about them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Seed {
    /// Tenants described in full.
    #[serde(default)]
    pub tenants: Vec<SeedTenant>,
    /// Tenants in which a given configuration can succeed; one that `tenants` names too is left
    /// to `tenants`.
    #[serde(default)]
    pub fresh: Vec<FreshTenant>,
    /// Difficulties, in force from each start of the sandbox.
    #[serde(default)]
    pub faults: Vec<Fault>,
    /// What decides where chance is asked; the same number gives the same run.
    #[serde(default)]
    pub randomness: u64,
}

/// One tenant.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedTenant {
    /// The directory's GUID.
    pub tenant_id: Uuid,
    /// The organization's name.
    pub display_name: String,
    /// Its domains; one named after the organization on `onmicrosoft.com` when left out.
    #[serde(default)]
    pub domains: Vec<SeedDomain>,
    /// Domains whose records do not resolve yet: adding one works, verifying it waits.
    #[serde(default)]
    pub pending_dns: Vec<String>,
    /// Licences; P2, which includes P1, when left out.
    #[serde(default = "p2")]
    pub licences: Vec<Licence>,
    /// App registrations with their service principals.
    #[serde(default)]
    pub apps: Vec<SeedApp>,
    /// Users.
    #[serde(default)]
    pub users: Vec<SeedUser>,
    /// Groups.
    #[serde(default)]
    pub groups: Vec<SeedGroup>,
    /// Administrative units.
    #[serde(default)]
    pub administrative_units: Vec<SeedUnit>,
    /// Custom directory roles.
    #[serde(default)]
    pub custom_roles: Vec<SeedCustomRole>,
    /// Its Conditional Access policies.
    #[serde(default)]
    pub conditional_access: Vec<SeedAccessPolicy>,
    /// What it allows of Temporary Access Passes.
    #[serde(default)]
    pub temporary_access_pass: Option<SeedPassPolicy>,
    /// What Privileged Identity Management asks, by a role's display name or template id.
    #[serde(default)]
    pub role_policies: BTreeMap<String, SeedRules>,
    /// The same for members of groups, by display name.
    #[serde(default)]
    pub group_policies: BTreeMap<String, SeedRules>,
    /// Difficulties of this tenant alone.
    #[serde(default)]
    pub faults: Vec<Fault>,
}

fn p2() -> Vec<Licence> {
    vec![Licence::P2]
}

/// A licence of Entra ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Licence {
    /// Entra ID P1.
    P1,
    /// Entra ID P2, which includes P1.
    P2,
}

/// A domain.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedDomain {
    /// Its name.
    pub name: String,
    /// Whether it is the tenant's first one; the first `*.onmicrosoft.com` one when none says so.
    #[serde(default)]
    pub is_initial: bool,
    /// Whether it is verified.
    #[serde(default = "yes")]
    pub verified: bool,
    /// Managed or federated.
    #[serde(default)]
    pub authentication_type: AuthenticationType,
    /// Whether its verification record resolves; `pending` makes an unverified domain stay so.
    #[serde(default)]
    pub dns: Dns,
}

/// Who checks the passwords of a domain's users.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum AuthenticationType {
    /// Entra ID.
    #[default]
    #[serde(alias = "managed")]
    Managed,
    /// Another identity provider.
    #[serde(alias = "federated")]
    Federated,
}

/// Whether a domain's verification record can be found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Dns {
    /// It resolves.
    #[default]
    Published,
    /// It does not resolve yet.
    Pending,
}

pub(super) fn yes() -> bool {
    true
}
