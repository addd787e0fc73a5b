//! The marker as found on an object: raw text, since somebody else may have written it.

use crate::domain::{Address, EndStamp, GrantStamp, OrganizationName};

/// The four extension values on an object, as found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObservedMarker {
    /// `tenantryInstallation`.
    pub installation: Option<String>,
    /// `tenantryAddress`.
    pub address: Option<String>,
    /// `tenantryGrant`.
    pub grant: Option<String>,
    /// `tenantryEnded`.
    pub ended: Option<String>,
}

/// Whose an object is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ownership {
    /// Ours, under this address.
    Ours(Address),
    /// It bears our installation and an address that cannot be read. Never changed but reported.
    Unreadable,
    /// Another installation's.
    Other(String),
    /// Nobody's that we know of.
    Foreign,
}

/// What the marker says of a grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GrantMark {
    /// No grant is open.
    None,
    /// This grant is open.
    Open(GrantStamp),
    /// Something is written there that is no grant stamp: treated as expired.
    Unreadable,
}

impl ObservedMarker {
    /// Makes the marker that tenantry itself writes on a new object.
    #[must_use]
    pub fn ours(installation: &OrganizationName, address: &Address) -> Self {
        Self {
            installation: Some(installation.to_string()),
            address: Some(address.to_string()),
            grant: None,
            ended: None,
        }
    }

    /// Returns whose the object is, seen from one installation.
    #[must_use]
    pub fn ownership(&self, installation: &OrganizationName) -> Ownership {
        match self.installation.as_deref() {
            None | Some("") => Ownership::Foreign,
            Some(name) if name == installation.as_str() => {
                let address = self.address.as_deref().and_then(|text| text.parse().ok());
                address.map_or(Ownership::Unreadable, Ownership::Ours)
            }
            Some(other) => Ownership::Other(other.to_owned()),
        }
    }

    /// Returns whether nothing at all is written there: not even a rest of somebody's marker.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let values = [&self.installation, &self.address, &self.grant, &self.ended];
        values.into_iter().flatten().all(String::is_empty)
    }

    /// Returns what the marker says of a grant.
    #[must_use]
    pub fn grant(&self) -> GrantMark {
        match self.grant.as_deref() {
            None | Some("") => GrantMark::None,
            Some(text) => text.parse::<GrantStamp>().map_or(GrantMark::Unreadable, GrantMark::Open),
        }
    }

    /// Returns the end of the last grant, where it can be read.
    #[must_use]
    pub fn ended(&self) -> Option<EndStamp> {
        self.ended.as_deref().and_then(|text| text.parse().ok())
    }
}
