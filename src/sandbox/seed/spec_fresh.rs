//! What the command line says of a configured tenant that no seed describes.

use serde::Deserialize;
use uuid::Uuid;

use super::spec_apps::SeedApp;

/// A tenant in which a configuration can succeed, as the command line describes it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FreshTenant {
    /// The directory's GUID.
    pub tenant_id: Uuid,
    /// The declared display name, or the tenant's name in the configuration.
    pub display_name: String,
    /// The domains that exist and are verified: all but those the configuration manages. The
    /// first `*.onmicrosoft.com` one is the initial one; one is made up where there is none.
    #[serde(default)]
    pub domains: Vec<String>,
    /// The configured apps with the permissions and directory roles they are asked to have.
    #[serde(default)]
    pub apps: Vec<SeedApp>,
    /// Groups that are named but not created by the configuration.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Administrative units that are named.
    #[serde(default)]
    pub administrative_units: Vec<String>,
    /// Roles that are named and not built in.
    #[serde(default)]
    pub custom_roles: Vec<String>,
    /// Emergency accounts that are observed only, with their roles.
    #[serde(default)]
    pub observed_accounts: Vec<ObservedAccount>,
}

/// An emergency account that the configuration observes and does not create.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ObservedAccount {
    /// The sign-in name.
    pub user_principal_name: String,
    /// The directory role it holds, by display name or template id.
    pub role: String,
}
