//! Stores and the audit sink as meant.

use crate::{
    domain::{StorageUrl, StoreName},
    source::Origin,
};

/// A place for sealed credentials.
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredStore {
    /// Its name.
    pub name: StoreName,
    /// Where it is.
    pub url: StorageUrl,
    /// Public keys (age or ssh-ed25519) that everything in it is sealed to: at least one, each of
    /// the right form, in a configuration without errors.
    pub recipients: Vec<String>,
    /// Where it is declared (its name).
    pub origin: Origin,
}

/// Where events go.
#[derive(Debug, Clone, PartialEq)]
pub struct DesiredAudit {
    /// The address.
    pub url: StorageUrl,
    /// Where it is declared (`audit.url`).
    pub origin: Origin,
}
