//! `applications/{id}/extensionProperties`.

use std::borrow::Cow;

use serde_json::{Value, json};
use uuid::Uuid;

use super::ownership::named;
use crate::sandbox::directory::body;
use crate::sandbox::directory::collection::{Listing, created, list, one};
use crate::sandbox::directory::context::{Context, no_content};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::{canonical, text};
use crate::sandbox::directory::permission::{APPLICATION_PARTS_WRITE_ALL, APPLICATIONS_READ_ALL};
use crate::sandbox::odata::facts::EXTENSION_PROPERTY;
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

/// What an extension can hold.
const DATA_TYPES: [&str; 6] =
    ["Binary", "Boolean", "DateTime", "Integer", "LargeInteger", "String"];
/// What can carry one.
const TARGETS: [&str; 6] =
    ["AdministrativeUnit", "Application", "Device", "Group", "Organization", "User"];

pub(super) fn list_all(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (id, _) = named(context, APPLICATIONS_READ_ALL)?;
    let prefix = format!("{id}/");
    let rows = context.tenant.rows_under(Table::ExtensionProperties, &prefix);
    let items = rows.map(|(_, row)| Cow::Borrowed(row)).collect();
    let name = format!("applications('{id}')/extensionProperties");
    list(context, Listing { entity: &EXTENSION_PROPERTY, name, items })
}

pub(super) fn get_one(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (id, _) = named(context, APPLICATIONS_READ_ALL)?;
    let extension = canonical(context.key(1));
    let found = context.tenant.get(Table::ExtensionProperties, &format!("{id}/{extension}"));
    let found = found.ok_or_else(|| Failure::missing(&extension))?;
    one(context, &EXTENSION_PROPERTY, &format!("applications('{id}')/extensionProperties"), found)
}

pub(super) fn create(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (id, application) = named(context, APPLICATION_PARTS_WRITE_ALL)?;
    let row = define(context, &application)?;
    let full = text(&row, "name");
    let prefix = format!("{id}/");
    let is_same = |(_, row): (&str, &Value)| text(row, "name").eq_ignore_ascii_case(full);
    if context.tenant.rows_under(Table::ExtensionProperties, &prefix).any(is_same) {
        let message = format!("An extension property exists with the name {full}.");
        return Err(Failure::bad(message).with_detail("ObjectConflict", Some("name")));
    }
    let key = format!("{id}/{}", text(&row, "id"));
    context.tenant.put(Table::ExtensionProperties, key, row.clone());
    let name = format!("applications('{id}')/extensionProperties");
    Ok(created(context, &EXTENSION_PROPERTY, &name, &row))
}

/// Makes a definition from the request's body.
fn define(context: &Context<'_>, application: &Value) -> Result<Value, Failure> {
    let body = context.body()?;
    let label = EXTENSION_PROPERTY.label;
    body::check(context.tenant, &EXTENSION_PROPERTY, &body)?;
    let name = body::required(&body, "name", label)?;
    if name.len() > 120 || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return Err(Failure::invalid("name", label));
    }
    let data_type = body::required(&body, "dataType", label)?;
    if !DATA_TYPES.contains(&data_type) {
        return Err(Failure::invalid("dataType", label));
    }
    let targets = body.get("targetObjects").and_then(Value::as_array).cloned().unwrap_or_default();
    let is_target =
        |target: &Value| target.as_str().is_some_and(|target| TARGETS.contains(&target));
    if targets.is_empty() || !targets.iter().all(is_target) {
        return Err(Failure::invalid("targetObjects", label));
    }
    Ok(json!({
        "id": Uuid::new_v4().to_string(),
        "appDisplayName": text(application, "displayName"),
        "dataType": data_type,
        "deletedDateTime": null,
        "isMultiValued": body.get("isMultiValued").and_then(Value::as_bool).unwrap_or(false),
        "isSyncedFromOnPremises": false,
        "name": format!("extension_{}_{name}", text(application, "appId").replace('-', "")),
        "targetObjects": targets,
    }))
}

/// Takes a definition away. The values stay where they are, out of reach, as they do in Entra ID.
pub(super) fn remove(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (id, _) = named(context, APPLICATION_PARTS_WRITE_ALL)?;
    let extension = canonical(context.key(1));
    let removed = context.tenant.remove(Table::ExtensionProperties, &format!("{id}/{extension}"));
    removed.map(|_| no_content()).ok_or_else(|| Failure::missing(&extension))
}
