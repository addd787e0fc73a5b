//! A group somebody is in, written as a name or in full.

use serde::de::{Error, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};

use super::when::When;

/// A group somebody is in: `Helpdesk`, or `{ group: Helpdesk, until: 2h }`.
#[derive(Debug, Clone, PartialEq)]
pub struct SeedMembership {
    /// The group's display name.
    pub group: String,
    /// When it began, for one that Entra ID itself ends; now when left out.
    pub from: Option<When>,
    /// When Entra ID itself ends it: a time-bound membership. Without it the membership is
    /// permanent.
    pub until: Option<When>,
}

impl SeedMembership {
    /// Names a group somebody is in for good.
    #[must_use]
    pub fn named(group: impl Into<String>) -> Self {
        Self { group: group.into(), from: None, until: None }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct InFull {
    group: String,
    #[serde(default)]
    from: Option<When>,
    #[serde(default)]
    until: Option<When>,
}

struct NameOrInFull;

impl<'de> Visitor<'de> for NameOrInFull {
    type Value = SeedMembership;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a group's name, or a map with the key `group`")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<SeedMembership, E> {
        Ok(SeedMembership::named(name))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SeedMembership, A::Error> {
        let InFull { group, from, until } = InFull::deserialize(MapAccessDeserializer::new(map))?;
        Ok(SeedMembership { group, from, until })
    }
}

impl<'de> Deserialize<'de> for SeedMembership {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameOrInFull)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_a_name_or_a_map() {
        let name: SeedMembership = serde_json::from_str(r#""Helpdesk""#).unwrap();
        assert_eq!(name, SeedMembership::named("Helpdesk"));
        let full: SeedMembership =
            serde_json::from_str(r#"{"group":"Helpdesk","until":"2h"}"#).unwrap();
        assert_eq!(full.until, Some(When::After(7_200)));
        assert!(serde_json::from_str::<SeedMembership>(r#"{"grp":"x"}"#).is_err());
    }
}
