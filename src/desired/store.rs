//! Stores and the audit sink as meant.

use std::{fmt, str::FromStr};

use crate::{
    domain::{Invalid, StoreName},
    source::Origin,
};

/// The address of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageUrl(String);

impl FromStr for StorageUrl {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for StorageUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

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
