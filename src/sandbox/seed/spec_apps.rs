//! What a seed may say of apps and their credentials.

use serde::Deserialize;
use uuid::Uuid;

use super::role::SeedRole;
use super::spec::yes;
use super::when::When;

/// An app registration and its service principal.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedApp {
    /// The client id (`appId`).
    pub client_id: Uuid,
    /// The name shown.
    #[serde(default = "tenantry")]
    pub display_name: String,
    /// Microsoft Graph application permissions that an administrator consented to.
    #[serde(default)]
    pub permissions: Vec<String>,
    /// Directory roles of the service principal.
    #[serde(default)]
    pub directory_roles: Vec<SeedRole>,
    /// Client secrets; one with the value `sandbox` when an app has no credential of any kind.
    #[serde(default)]
    pub secrets: Vec<SeedSecret>,
    /// Certificates.
    #[serde(default)]
    pub certificates: Vec<SeedCertificate>,
    /// Federated identity credentials.
    #[serde(default)]
    pub federated: Vec<SeedFederated>,
    /// Whether the service principal owns the registration.
    #[serde(default = "yes")]
    pub owns_itself: bool,
    /// Whether the service principal may sign in.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Directory extensions the app defines for users and groups, by their short names; the four
    /// of the ownership marker when left out.
    #[serde(default = "marker_extensions")]
    pub extensions: Vec<String>,
}

fn tenantry() -> String {
    "tenantry".to_owned()
}

/// The short names of the directory extensions that mark what an installation owns.
pub(crate) fn marker_extensions() -> Vec<String> {
    ["Installation", "Address", "Grant", "Ended"].map(|name| format!("tenantry{name}")).into()
}

/// A client secret.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedSecret {
    /// The secret itself; only good for the sandbox.
    #[serde(default = "sandbox")]
    pub value: String,
    /// When it ends; in two years when left out.
    #[serde(default)]
    pub ends: Option<When>,
}

impl std::fmt::Debug for SeedSecret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SeedSecret").field("ends", &self.ends).finish_non_exhaustive()
    }
}

fn sandbox() -> String {
    "sandbox".to_owned()
}

/// A certificate.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedCertificate {
    /// The certificate as PEM.
    pub pem: String,
    /// When Entra ID stops accepting it; in two years when left out.
    #[serde(default)]
    pub ends: Option<When>,
}

/// A federated identity credential.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedFederated {
    /// The credential's name.
    #[serde(default = "federated")]
    pub name: String,
    /// The token issuer, compared letter by letter.
    pub issuer: String,
    /// The token's subject, compared letter by letter.
    pub subject: String,
    /// The token's audience.
    #[serde(default = "exchange")]
    pub audience: String,
    /// The issuer's RSA public key (or its certificate) as PEM, in place of its published keys.
    pub public_key: String,
}

fn federated() -> String {
    "federated".to_owned()
}

fn exchange() -> String {
    "api://AzureADTokenExchange".to_owned()
}
