//! What a declared thing is called inside its tenant.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{AccountName, DomainName, GroupName, Invalid, TechnicianId};

/// The address of a declared thing in a tenant, as plans, markers and `--account` write it.
///
/// The order of the variants is the order in which plans list and apply changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Address {
    /// `connection`: the app registration that tenantry signs in as.
    Connection,
    /// `domains/{name}`.
    Domain(DomainName),
    /// `groups/{display name}`.
    Group(GroupName),
    /// `jit/{technician}`.
    Jit(TechnicianId),
    /// `laps/{account}`.
    Laps(AccountName),
}

impl FromStr for Address {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text.split_once('/') {
            None if text == "connection" => Ok(Self::Connection),
            Some(("domains", name)) => name.parse().map(Self::Domain),
            Some(("groups", name)) => name.parse().map(Self::Group),
            Some(("jit", name)) => name.parse().map(Self::Jit),
            Some(("laps", name)) => name.parse().map(Self::Laps),
            _ => Err(Invalid::new(format!("`{text}` is not an address such as jit/alice"))),
        }
    }
}

impl TryFrom<String> for Address {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(address: Address) -> Self {
        address.to_string()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connection => f.write_str("connection"),
            Self::Domain(name) => write!(f, "domains/{name}"),
            Self::Group(name) => write!(f, "groups/{name}"),
            Self::Jit(technician) => write!(f, "jit/{technician}"),
            Self::Laps(account) => write!(f, "laps/{account}"),
        }
    }
}
