//! `all`, or a list of tenants.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{SeqAccess, Visitor, value::SeqAccessDeserializer},
};

use crate::{domain::TenantName, source::Spanned};

/// `all`, or a list of tenants.
#[derive(Debug, Clone)]
pub enum TenantsSpec {
    /// Every tenant.
    All,
    /// These.
    Only(Vec<Spanned<TenantName>>),
}

impl Serialize for TenantsSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => serializer.serialize_str("all"),
            Self::Only(names) => names.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for TenantsSpec {
    fn deserialize<D: Deserializer<'de>>(de: D) -> Result<Self, D::Error> {
        de.deserialize_any(TenantsVisitor)
    }
}

struct TenantsVisitor;

impl<'de> Visitor<'de> for TenantsVisitor {
    type Value = TenantsSpec;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`all` or a list of tenants")
    }

    fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<TenantsSpec, E> {
        match word {
            "all" => Ok(TenantsSpec::All),
            other => Err(E::invalid_type(serde::de::Unexpected::Str(other), &self)),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, names: A) -> Result<TenantsSpec, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(names)).map(TenantsSpec::Only)
    }
}

impl JsonSchema for TenantsSpec {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Tenants".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let names = generator.subschema_for::<Vec<TenantName>>();
        json_schema!({ "anyOf": [{ "const": "all" }, names] })
    }
}
