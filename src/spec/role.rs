//! A role, or a role in an administrative unit.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, Visitor, value::MapAccessDeserializer},
};

use crate::{
    domain::{AdministrativeUnitName, RoleName},
    source::Spanned,
};

/// A role: its name alone, or a mapping with the administrative unit that it applies in.
#[derive(Debug, Clone)]
pub enum RoleSpec {
    /// Everywhere in the tenant.
    Tenant(Spanned<RoleName>),
    /// In one administrative unit.
    Scoped(ScopedRoleSpec),
}

/// A role in an administrative unit.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ScopedRoleSpec {
    /// The role, by display name or template id.
    pub role: Spanned<RoleName>,
    /// The administrative unit, by display name or object id.
    pub administrative_unit: Spanned<AdministrativeUnitName>,
}

impl RoleSpec {
    /// Returns the role's name.
    #[must_use]
    pub const fn role(&self) -> &Spanned<RoleName> {
        match self {
            Self::Tenant(role) => role,
            Self::Scoped(scoped) => &scoped.role,
        }
    }
}

impl Serialize for RoleSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Tenant(role) => role.serialize(serializer),
            Self::Scoped(scoped) => scoped.serialize(serializer),
        }
    }
}

/// The position is asked for first, since only a name written alone has one of its own.
impl<'de> Deserialize<'de> for RoleSpec {
    fn deserialize<D: Deserializer<'de>>(de: D) -> Result<Self, D::Error> {
        let Spanned { value, at, through } = Spanned::<Written>::deserialize(de)?;
        Ok(match value {
            Written::Name(value) => Self::Tenant(Spanned { value, at, through }),
            Written::Scoped(scoped) => Self::Scoped(scoped),
        })
    }
}

enum Written {
    Name(RoleName),
    Scoped(ScopedRoleSpec),
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(de: D) -> Result<Self, D::Error> {
        de.deserialize_any(WrittenVisitor)
    }
}

struct WrittenVisitor;

impl<'de> Visitor<'de> for WrittenVisitor {
    type Value = Written;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a role's name, or a mapping with `role` and `administrativeUnit`")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Written, E> {
        name.parse().map(Written::Name).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Written, A::Error> {
        ScopedRoleSpec::deserialize(MapAccessDeserializer::new(map)).map(Written::Scoped)
    }
}

impl JsonSchema for RoleSpec {
    fn schema_name() -> Cow<'static, str> {
        "RoleSpec".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let name = generator.subschema_for::<RoleName>();
        let scoped = generator.subschema_for::<ScopedRoleSpec>();
        json_schema!({
            "description": "A role by display name or template id, alone or with the administrative unit it applies in.",
            "anyOf": [name, scoped],
        })
    }
}
