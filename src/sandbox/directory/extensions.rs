//! Directory extensions: values named `extension_{appId without dashes}_{name}` on users and groups.

use serde_json::{Map, Value};

use super::failure::Failure;
use super::objects::{is_true, text};
use crate::sandbox::odata::Kind;
use crate::sandbox::store::{Table, Tenant};

/// The longest text an extension holds, in characters.
const LONGEST: usize = 256;

/// Tells whether a property's name has the form of an extension's.
pub(super) fn is_extension(name: &str) -> bool {
    name.starts_with("extension_")
}

/// Finds a definition whose application has a service principal here, without which Graph does not
/// let it be used.
fn definition<'a>(tenant: &'a Tenant, name: &str) -> Option<&'a Value> {
    let (key, definition) = tenant
        .rows(Table::ExtensionProperties)
        .find(|(_, row)| text(row, "name").eq_ignore_ascii_case(name))?;
    let application = tenant.get(Table::Applications, key.split('/').next()?)?;
    let app_id = text(application, "appId");
    let has_principal =
        tenant.rows(Table::ServicePrincipals).any(|(_, row)| text(row, "appId") == app_id);
    has_principal.then_some(definition)
}

/// Returns the type of a usable extension.
pub(super) fn kind(tenant: &Tenant, name: &str) -> Option<Kind> {
    Some(match text(definition(tenant, name)?, "dataType") {
        "Boolean" => Kind::Boolean,
        "Integer" | "LargeInteger" => Kind::Integer,
        "DateTime" => Kind::Moment,
        _ => Kind::Text,
    })
}

/// Checks the extension values of a body for an object whose type is called `label`.
pub(super) fn check(
    tenant: &Tenant,
    body: &Map<String, Value>,
    label: &str,
) -> Result<(), Failure> {
    let values = || body.iter().filter(|(name, _)| is_extension(name));
    let unknown: Vec<_> = values()
        .filter(|(name, _)| !definition(tenant, name).is_some_and(|found| targets(found, label)))
        .map(|(name, _)| name.as_str())
        .collect();
    if !unknown.is_empty() {
        let names = unknown.join(",");
        return Err(Failure::bad(format!(
            "The following extension properties are not available: {names}."
        )));
    }
    for (name, value) in values() {
        if !definition(tenant, name).is_some_and(|definition| fits(definition, value)) {
            return Err(Failure::invalid(name, label));
        }
    }
    Ok(())
}

fn targets(definition: &Value, label: &str) -> bool {
    let targets = definition.get("targetObjects").and_then(Value::as_array);
    targets.into_iter().flatten().any(|target| target.as_str() == Some(label))
}

fn fits(definition: &Value, value: &Value) -> bool {
    if let (true, Value::Array(values)) = (is_true(definition, "isMultiValued"), value) {
        return values.iter().all(|value| fits_one(text(definition, "dataType"), value));
    }
    value.is_null() || fits_one(text(definition, "dataType"), value)
}

fn fits_one(data_type: &str, value: &Value) -> bool {
    match data_type {
        "Boolean" => value.is_boolean(),
        "Integer" => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        "LargeInteger" => value.is_i64(),
        "DateTime" => value.as_str().is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok()),
        _ => value.as_str().is_some_and(|text| !text.is_empty() && text.chars().count() <= LONGEST),
    }
}
