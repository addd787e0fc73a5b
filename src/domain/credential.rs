//! Where credentials come from. No credential is ever kept here.

use std::path::PathBuf;

/// Where a credential comes from; never the credential.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialSource {
    /// A client secret.
    ClientSecret(SecretSource),
    /// A PEM file with a certificate and its RSA private key.
    Certificate(PathBuf),
    /// A federated token.
    Federated(FederatedSource),
    /// A managed identity, for the MSP's own tenant only; not available in this version.
    ManagedIdentity,
}

/// Where a client secret comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// An environment variable of this name.
    Environment(String),
    /// A file, relative to the configuration's folder; a final newline is not part of the secret.
    File(PathBuf),
}

/// Where a federated token comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FederatedSource {
    /// An environment variable of this name.
    Environment(String),
    /// A file, read again for every token.
    File(PathBuf),
    /// The file named by `AZURE_FEDERATED_TOKEN_FILE`.
    Ambient,
}
