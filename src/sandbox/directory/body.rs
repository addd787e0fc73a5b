//! Whether a body is one for its type, and how it is laid over an object.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::extensions;
use super::failure::Failure;
use crate::sandbox::odata::{EntityType, Kind, Property};
use crate::sandbox::store::Tenant;

/// Checks names and types of a body's properties.
pub(super) fn check(
    tenant: &Tenant,
    entity: &EntityType,
    body: &Map<String, Value>,
) -> Result<(), Failure> {
    for (name, value) in body {
        if name.starts_with("@odata.")
            || name.ends_with("@odata.bind")
            || extensions::is_extension(name)
        {
            continue;
        }
        let Some(property) = entity.property(name) else {
            return Err(Failure::bad(format!("Invalid property '{name}'.")));
        };
        if property.is_read_only {
            return Err(Failure::bad(format!("Property '{name}' is read-only and cannot be set.")));
        }
        if !fits(property, value) {
            return Err(Failure::invalid(name, entity.label));
        }
    }
    extensions::check(tenant, body, entity.label)
}

fn fits(property: &Property, value: &Value) -> bool {
    if value.is_null() {
        return !property.is_solid && !property.is_collection();
    }
    match property.kind {
        Kind::Text => value.is_string(),
        Kind::Boolean => value.is_boolean(),
        Kind::Integer => value.is_i64(),
        Kind::Moment => value.as_str().is_some_and(|text| text.parse::<Timestamp>().is_ok()),
        Kind::Guid => value.as_str().is_some_and(|text| uuid::Uuid::try_parse(text).is_ok()),
        Kind::Texts => value.as_array().is_some_and(|values| values.iter().all(Value::is_string)),
        Kind::Complex => value.is_object(),
        Kind::Complexes => {
            value.as_array().is_some_and(|values| values.iter().all(Value::is_object))
        }
        Kind::Link | Kind::Links => false,
    }
}

/// Lays a body over an object: an extension set to null is taken away, complex values are merged.
pub(super) fn merge(object: &mut Value, body: Map<String, Value>) {
    let Some(object) = object.as_object_mut() else {
        return;
    };
    for (name, value) in body {
        if name.starts_with("@odata.") || name.ends_with("@odata.bind") {
            continue;
        }
        if value.is_null() && extensions::is_extension(&name) {
            object.remove(&name);
            continue;
        }
        match (object.get_mut(&name), value) {
            (Some(Value::Object(old)), Value::Object(new)) => old.extend(new),
            (_, value) => drop(object.insert(name, value)),
        }
    }
}

/// Returns the text of a body's property.
pub(super) fn text<'a>(body: &'a Map<String, Value>, property: &str) -> Option<&'a str> {
    body.get(property).and_then(Value::as_str)
}

/// Returns the text of a property that a create cannot do without.
pub(super) fn required<'a>(
    body: &'a Map<String, Value>,
    property: &str,
    label: &str,
) -> Result<&'a str, Failure> {
    match text(body, property) {
        Some(value) if !value.trim().is_empty() => Ok(value),
        Some(_) => Err(Failure::invalid(property, label)),
        None => Err(Failure::required(property, label)),
    }
}
