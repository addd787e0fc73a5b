//! Emergency accounts as written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Field;
use crate::{
    domain::{AccountName, DomainName, RoleName, StoreName, Window},
    source::Spanned,
};

/// Emergency (break-glass) accounts.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LapsSpec {
    /// The accounts.
    pub accounts: Field<Vec<LapsAccountSpec>>,
}

/// An emergency account.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LapsAccountSpec {
    /// The account's short name.
    pub name: Spanned<AccountName>,
    /// The part of its user principal name before the `@` (default: `name`).
    pub user_name: Field<String>,
    /// The domain that the account lives in: the tenant's initial one (`*.onmicrosoft.com`),
    /// which no customer can lose.
    pub domain: Spanned<DomainName>,
    /// The role that it holds permanently (default: Global Administrator, the only one that guard
    /// G009 counts).
    pub role: Field<RoleName>,
    /// Whether tenantry rotates the account's password or only checks it (default: `observe`).
    pub manage: Field<ManageMode>,
    /// How often the password is rotated (default: 30d): at least 24h.
    pub rotate_every: Field<Window>,
    /// The store for the password; needed with `manage: rotate`.
    pub store: Field<StoreName>,
}

/// What tenantry does with an emergency account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ManageMode {
    /// Its password is generated, sealed and rotated.
    Rotate,
    /// It is checked and never changed, such as an account with a passkey.
    #[default]
    Observe,
}
