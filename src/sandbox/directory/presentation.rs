//! How an object is shown: which properties, with what in place of missing ones, and nothing private.

use serde_json::{Map, Value, json};

use super::context::Context;
use super::extensions::is_extension;
use super::objects::{ObjectKind, text};
use super::{expansion, privilege};
use crate::sandbox::catalog;
use crate::sandbox::odata::{EntityType, Expand, Property};

/// Properties that only the private side of an object may hold.
const PRIVATE: &str = "sandbox.";

/// What of an object is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields<'a> {
    /// `$select`; `None` for the type's default set.
    pub(super) select: Option<&'a [String]>,
    /// `$expand`.
    pub(super) expand: &'a [Expand],
}

impl Fields<'_> {
    /// The default set, nothing expanded.
    pub(super) const DEFAULT: Self = Self { select: None, expand: &[] };

    fn wants(&self, property: &Property) -> bool {
        match self.select {
            None => property.is_shown,
            Some(names) => {
                names.iter().any(|name| name == property.name)
                    || property.is_shown && names.iter().any(|name| name == "*")
            }
        }
    }
}

/// Shows an object. Objects of an abstract type must carry `@odata.type`; of those, the caller sees
/// only the id unless a permission covers their type.
pub(super) fn present(
    context: &Context<'_>,
    entity: &'static EntityType,
    object: &Value,
    fields: Fields<'_>,
) -> Value {
    let mut shown = Map::new();
    let mut actual = entity;
    let mut is_hidden = false;
    if entity.is_abstract {
        let odata_type = text(object, "@odata.type");
        shown.insert("@odata.type".to_owned(), json!(odata_type));
        if let Some(kind) = ObjectKind::of_type(odata_type) {
            actual = kind.entity();
            is_hidden = !context.meets(kind.read_needs());
        } else if let Some(record) = expansion::record_type(odata_type) {
            actual = record;
        }
    }
    for property in
        actual.properties.iter().filter(|property| !property.is_link() && fields.wants(property))
    {
        let value = if is_hidden && property.name != "id" {
            Value::Null
        } else {
            value(context, actual, object, property)
        };
        if !value.is_null() || !property.is_solid {
            shown.insert(property.name.to_owned(), fill(value, property));
        }
    }
    if !is_hidden {
        show_extensions(object, fields, &mut shown);
    }
    for expand in fields.expand {
        let value = expansion::follow(context, actual, object, expand);
        shown.insert(expand.name.clone(), value);
    }
    Value::Object(shown)
}

/// Extensions are shown when they are selected and have a value.
fn show_extensions(object: &Value, fields: Fields<'_>, shown: &mut Map<String, Value>) {
    for name in fields.select.unwrap_or_default().iter().filter(|name| is_extension(name)) {
        if let Some(value) = object.get(name).filter(|value| !value.is_null()) {
            shown.insert(name.clone(), value.clone());
        }
    }
}

fn fill(value: Value, property: &Property) -> Value {
    if value.is_null() && property.is_collection() { json!([]) } else { value }
}

fn value(context: &Context<'_>, entity: &EntityType, object: &Value, property: &Property) -> Value {
    let stored = object.get(property.name).map_or(Value::Null, public);
    match (entity.name, property.name) {
        ("user" | "group", "isManagementRestricted") => {
            let id = text(object, "id");
            if privilege::is_restricted(context.tenant, id) { json!(true) } else { Value::Null }
        }
        ("servicePrincipal", "appRoles")
            if is_empty(&stored) && text(object, "appId") == catalog::GRAPH_APP_ID =>
        {
            graph_app_roles()
        }
        ("organization", "verifiedDomains") => {
            super::organization::verified_domains(context.tenant)
        }
        _ => stored,
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_none_or(Vec::is_empty)
}

/// Returns a value without its private parts.
fn public(value: &Value) -> Value {
    match value {
        Value::Object(object) => object
            .iter()
            .filter(|(name, _)| !name.starts_with(PRIVATE))
            .map(|(name, value)| (name.clone(), public(value)))
            .collect(),
        Value::Array(values) => values.iter().map(public).collect(),
        other => other.clone(),
    }
}

/// The app roles of Microsoft Graph's own service principal.
fn graph_app_roles() -> Value {
    catalog::PERMISSIONS
        .iter()
        .map(|(name, id)| {
            json!({
                "allowedMemberTypes": ["Application"],
                "description": name,
                "displayName": name,
                "id": id,
                "isEnabled": true,
                "origin": "Application",
                "value": name,
            })
        })
        .collect()
}
