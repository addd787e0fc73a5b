//! How tenantry signs in, as written. A secret has no place here, only where to find one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Field;
use crate::{domain::ClientId, source::Spanned};

/// How tenantry signs in to a tenant.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuthSpec {
    /// The application (client) id of the app registration in this tenant.
    #[schemars(required)]
    pub client_id: Field<ClientId>,
    /// The app's credential. It may come from the defaults or a profile.
    pub credential: Field<CredentialSpec>,
    /// A second, read-only app that `plan` uses.
    pub plan: Option<PlanAuthSpec>,
    /// The app whose directory extensions hold the marker (default: `clientId`).
    pub marker_client_id: Field<ClientId>,
}

/// How tenantry signs in, as far as many tenants can share it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuthSettingsSpec {
    /// The app's credential.
    pub credential: Field<CredentialSpec>,
    /// A second, read-only app that `plan` uses.
    pub plan: Option<PlanAuthSpec>,
    /// The app whose directory extensions hold the marker.
    pub marker_client_id: Field<ClientId>,
}

/// A second, read-only app that `plan` uses.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PlanAuthSpec {
    /// The application (client) id.
    pub client_id: Field<ClientId>,
    /// The app's credential.
    pub credential: Field<CredentialSpec>,
}

/// Where a credential comes from: exactly one of these.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum CredentialSpec {
    /// A client secret.
    ClientSecret(SecretSpec),
    /// A certificate.
    Certificate(CertificateSpec),
    /// A federated token, with no secret at all.
    Federated(FederatedSpec),
    /// A managed identity, for the organization's own tenant only. Not available in this version.
    ManagedIdentity(ManagedIdentitySpec),
}

/// Where a client secret comes from: exactly one of these.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum SecretSpec {
    /// An environment variable of this name.
    Env(Spanned<String>),
    /// A file, relative to tenantry.yaml.
    File(Spanned<String>),
}

/// A certificate.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CertificateSpec {
    /// A PEM file with the certificate and its RSA private key, relative to tenantry.yaml.
    pub file: Spanned<String>,
}

/// A federated token. Without keys: the file named by `AZURE_FEDERATED_TOKEN_FILE`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FederatedSpec {
    /// An environment variable that holds the token.
    pub env: Field<String>,
    /// A file that holds the token, relative to tenantry.yaml; read again for every use.
    pub file: Field<String>,
}

/// A managed identity.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ManagedIdentitySpec {}
