//! A directory role somebody holds, written as a name or in full.

use serde::de::{Error, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};

use super::when::When;

/// A directory role held: `Global Reader`, or
/// `{ role: Helpdesk Administrator, administrativeUnit: Branch Offices, until: 2h }`.
#[derive(Debug, Clone, PartialEq)]
pub struct SeedRole {
    /// The role's display name or template id.
    pub role: String,
    /// The administrative unit it is limited to, by display name.
    pub administrative_unit: Option<String>,
    /// When it began, for one that Entra ID itself ends; now when left out.
    pub from: Option<When>,
    /// When Entra ID itself ends it: a time-bound active assignment. Without it the assignment
    /// is permanent.
    pub until: Option<When>,
    /// Whether the role can only be activated and is not held until then.
    pub eligible: bool,
}

impl SeedRole {
    /// Names a role held permanently in the whole tenant.
    #[must_use]
    pub fn named(role: impl Into<String>) -> Self {
        Self {
            role: role.into(),
            administrative_unit: None,
            from: None,
            until: None,
            eligible: false,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct InFull {
    role: String,
    #[serde(default)]
    administrative_unit: Option<String>,
    #[serde(default)]
    from: Option<When>,
    #[serde(default)]
    until: Option<When>,
    #[serde(default)]
    eligible: bool,
}

struct NameOrInFull;

impl<'de> Visitor<'de> for NameOrInFull {
    type Value = SeedRole;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a role's name, or a map with the key `role`")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<SeedRole, E> {
        Ok(SeedRole::named(name))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SeedRole, A::Error> {
        let InFull { role, administrative_unit, from, until, eligible } =
            InFull::deserialize(MapAccessDeserializer::new(map))?;
        Ok(SeedRole { role, administrative_unit, from, until, eligible })
    }
}

impl<'de> Deserialize<'de> for SeedRole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrInFull)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_a_name_or_a_map() {
        let name: SeedRole = serde_json::from_str(r#""Global Reader""#).unwrap();
        assert_eq!(name, SeedRole::named("Global Reader"));
        let full = r#"{"role":"Global Reader","administrativeUnit":"Branch","until":"2h"}"#;
        let full: SeedRole = serde_json::from_str(full).unwrap();
        assert_eq!(full.until, Some(When::After(7_200)));
        assert!(serde_json::from_str::<SeedRole>(r#"{"rol":"x"}"#).is_err());
        assert!(serde_json::from_str::<SeedRole>("3").is_err());
    }
}
