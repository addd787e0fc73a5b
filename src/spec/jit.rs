//! Just-in-time accounts as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Field, GroupMappingSpec};
use crate::domain::{DomainName, Window};

/// Just-in-time accounts: one cloud-only user per technician, enabled only during a grant.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JitSpec {
    /// The domain that the accounts live in: one of the tenant's `domains`.
    pub domain: Field<DomainName>,
    /// The part of the user principal name before the `@`; `{technician}` stands for the
    /// technician's id (default: `msp-{technician}`).
    pub user_name: Field<String>,
    /// How long after enabling an account must be disabled again (default: 4h).
    pub disable_after: Field<Window>,
    /// The longest that a grant may last (default: 8h).
    pub maximum: Field<Window>,
    /// When accounts are created (default: `onDemand`).
    pub provision: Field<Provision>,
    /// What a technician signs in with (default: `temporaryAccessPass`).
    pub sign_in: Field<SignIn>,
    /// What to do where the tenant's policy forbids a Temporary Access Pass (default: `none`).
    pub fallback: Field<Fallback>,
    /// Whether other groups and roles over single objects that no mapping gives are taken away
    /// too (default: false, they are reported). Inside its window an account always has exactly
    /// the tenant-wide and administrative-unit roles of its mappings, whoever gave others, and of
    /// the groups that a mapping names, that tenantry owns or that are role-assignable exactly
    /// those of its mappings.
    pub remove_unmanaged: Field<bool>,
    /// How long after the end of its last grant an account is deleted (default: never). An account
    /// that never had a grant is kept.
    pub delete_after: Field<Window>,
    /// Whether all mappings that cover a technician count, or only the first (default: `union`).
    pub mapping: Field<MappingMode>,
    /// What technicians can do inside their window.
    pub group_mappings: Field<Vec<GroupMappingSpec>>,
}

/// When JIT accounts are created.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Provision {
    /// At the technician's first grant.
    #[default]
    OnDemand,
    /// Ahead of any grant: a disabled account for every mapped technician.
    Ahead,
}

/// What a technician signs in with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum SignIn {
    /// A Temporary Access Pass that ends with the window.
    #[default]
    TemporaryAccessPass,
    /// A generated password.
    Password,
}

/// What to do where the tenant's policy forbids a Temporary Access Pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Fallback {
    /// Refuse the grant.
    #[default]
    None,
    /// Allow a generated password instead.
    Password,
}

/// Which of the mappings that cover a technician count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum MappingMode {
    /// All of them together.
    #[default]
    Union,
    /// The first in the order written.
    FirstMatch,
}
