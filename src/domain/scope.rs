//! Where in a directory a role applies.

use std::fmt;

use serde::Serialize;

use super::ObjectId;

/// The scope of a role assignment (`directoryScopeId`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub enum DirectoryScope {
    /// The whole tenant, `/`.
    Tenant,
    /// One administrative unit, `/administrativeUnits/{id}`.
    AdministrativeUnit(ObjectId),
    /// One object, `/{id}`: an application, say.
    Object(ObjectId),
    /// Another one as found, such as `/attributeSets/Engineering`. Nothing is given there; what is
    /// held there is held, and can be taken away.
    Other(String),
}

impl DirectoryScope {
    /// Takes a scope as a directory shows it.
    #[must_use]
    pub fn observed(text: &str) -> Self {
        if text == "/" {
            return Self::Tenant;
        }
        let unit = text.strip_prefix("/administrativeUnits/").and_then(|id| id.parse().ok());
        let object = || text.strip_prefix('/').and_then(|id| id.parse().ok()).map(Self::Object);
        let known = unit.map(Self::AdministrativeUnit).or_else(object);
        known.unwrap_or_else(|| Self::Other(text.to_owned()))
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
            Self::Other(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DirectoryScope;

    #[test]
    fn every_scope_is_read_and_shown_as_it_was() {
        let id = "11111111-0000-4000-8000-000000000001";
        let unit = format!("/administrativeUnits/{id}");
        let table = [
            ("/", DirectoryScope::Tenant),
            (unit.as_str(), DirectoryScope::AdministrativeUnit(id.parse().expect("valid"))),
            (&format!("/{id}"), DirectoryScope::Object(id.parse().expect("valid"))),
        ];
        for (text, expected) in table {
            assert_eq!(DirectoryScope::observed(text), expected);
            assert_eq!(expected.to_string(), text);
        }
        for odd in ["/attributeSets/Engineering", "/administrativeUnits/x", "", "x"] {
            assert_eq!(DirectoryScope::observed(odd), DirectoryScope::Other(odd.to_owned()));
            assert_eq!(DirectoryScope::observed(odd).to_string(), odd);
        }
    }
}
