//! Where in a directory a role applies.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Invalid, ObjectId};

/// The scope of a role assignment (`directoryScopeId`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum DirectoryScope {
    /// The whole tenant, `/`.
    Tenant,
    /// One administrative unit, `/administrativeUnits/{id}`.
    AdministrativeUnit(ObjectId),
    /// One object, `/{id}`: an application, say.
    Object(ObjectId),
}

impl FromStr for DirectoryScope {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let rest = text.strip_prefix('/').ok_or_else(|| Invalid::new("a scope begins with `/`"))?;
        if rest.is_empty() {
            return Ok(Self::Tenant);
        }
        match rest.strip_prefix("administrativeUnits/") {
            Some(unit) => unit.parse().map(Self::AdministrativeUnit),
            None => rest.parse().map(Self::Object),
        }
    }
}

impl TryFrom<String> for DirectoryScope {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<DirectoryScope> for String {
    fn from(scope: DirectoryScope) -> Self {
        scope.to_string()
    }
}

impl fmt::Display for DirectoryScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tenant => f.write_str("/"),
            Self::AdministrativeUnit(id) => write!(f, "/administrativeUnits/{id}"),
            Self::Object(id) => write!(f, "/{id}"),
        }
    }
}
