//! The registrations themselves, and the operations that the other files of this room do.

use std::borrow::Cow;

use serde_json::{Value, json};
use uuid::Uuid;

use super::ownership::named;
use super::{credentials, extension_properties};
use crate::sandbox::directory::collection::{Listing, count, created, list, one};
use crate::sandbox::directory::context::{Context, no_content};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::{ObjectKind, text};
use crate::sandbox::directory::operation::{Operation, delete, get, patch, post};
use crate::sandbox::directory::permission::{
    APPLICATION_PARTS_WRITE, APPLICATIONS_LIST, APPLICATIONS_READ, APPLICATIONS_READ_ALL,
    APPLICATIONS_WRITE, APPLICATIONS_WRITE_ALL,
};
use crate::sandbox::directory::{body, deleted_items, memberships};
use crate::sandbox::odata::facts::{APPLICATION, DIRECTORY_OBJECT};
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

pub(in super::super) const OPERATIONS: &[Operation] = &[
    get("/applications", APPLICATIONS_LIST, |context| list(context, all(context))),
    get("/applications/$count", APPLICATIONS_LIST, |context| count(context, all(context))),
    post("/applications", APPLICATIONS_WRITE, create),
    get("/applications/{id}", APPLICATIONS_READ, get_one),
    patch("/applications/{id}", APPLICATIONS_WRITE, update),
    delete("/applications/{id}", APPLICATIONS_WRITE, remove),
    get("/applications/{id}/owners", APPLICATIONS_READ, owners),
    post("/applications/{id}/addPassword", APPLICATION_PARTS_WRITE, credentials::add),
    post("/applications/{id}/removePassword", APPLICATION_PARTS_WRITE, credentials::remove),
    get(
        "/applications/{id}/extensionProperties",
        APPLICATIONS_READ,
        extension_properties::list_all,
    ),
    post(
        "/applications/{id}/extensionProperties",
        APPLICATION_PARTS_WRITE,
        extension_properties::create,
    ),
    get(
        "/applications/{id}/extensionProperties/{extension}",
        APPLICATIONS_READ,
        extension_properties::get_one,
    ),
    delete(
        "/applications/{id}/extensionProperties/{extension}",
        APPLICATION_PARTS_WRITE,
        extension_properties::remove,
    ),
];

fn all<'a>(context: &'a Context<'_>) -> Listing<'a> {
    let items =
        context.tenant.rows(Table::Applications).map(|(_, row)| Cow::Borrowed(row)).collect();
    Listing { entity: &APPLICATION, name: "applications".to_owned(), items }
}

fn get_one(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (_, found) = named(context, APPLICATIONS_READ_ALL)?;
    one(context, &APPLICATION, "applications", &found)
}

fn create(context: &mut Context<'_>) -> Result<Response, Failure> {
    let body = context.body()?;
    body::check(context.tenant, &APPLICATION, &body)?;
    body::required(&body, "displayName", APPLICATION.label)?;
    check_values(&body)?;
    let unique_name = body::text(&body, "uniqueName").unwrap_or("");
    let is_taken =
        |(_, row): (&str, &Value)| text(row, "uniqueName").eq_ignore_ascii_case(unique_name);
    if !unique_name.is_empty() && context.tenant.rows(Table::Applications).any(is_taken) {
        return Err(Failure::taken("uniqueName"));
    }
    let id = Uuid::new_v4().to_string();
    let mut row = json!({
        "id": id,
        "appId": Uuid::new_v4().to_string(),
        "createdDateTime": context.moment(),
        "keyCredentials": [],
        "passwordCredentials": [],
        "requiredResourceAccess": [],
        "signInAudience": "AzureADMyOrg",
    });
    body::merge(&mut row, body);
    // What an application makes it owns.
    row["sandbox.owners"] = json!([context.caller.principal_id.to_string()]);
    row["sandbox.secrets"] = json!({});
    context.tenant.put(Table::Applications, &id, row.clone());
    Ok(created(context, &APPLICATION, "applications", &row))
}

/// Credentials are added by actions of their own, which alone know what to keep of a secret.
fn check_values(body: &serde_json::Map<String, Value>) -> Result<(), Failure> {
    if body.contains_key("passwordCredentials") || body.contains_key("keyCredentials") {
        return Err(Failure::bad("The sandbox takes credentials by addPassword only."));
    }
    Ok(())
}

fn update(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (id, mut row) = named(context, APPLICATIONS_WRITE_ALL)?;
    let body = context.body()?;
    body::check(context.tenant, &APPLICATION, &body)?;
    check_values(&body)?;
    if body.get("displayName").is_some_and(|name| name.as_str().is_none_or(str::is_empty)) {
        return Err(Failure::invalid("displayName", APPLICATION.label));
    }
    body::merge(&mut row, body);
    context.tenant.put(Table::Applications, id, row);
    Ok(no_content())
}

/// Deletes a registration, and with it the service principal that stands for it here.
fn remove(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (id, row) = named(context, APPLICATIONS_WRITE_ALL)?;
    let app_id = text(&row, "appId");
    let is_its = |(_, row): &(&str, &Value)| text(row, "appId") == app_id;
    let principal =
        context.tenant.rows(Table::ServicePrincipals).find(is_its).map(|row| row.0.to_owned());
    if let Some(principal) = principal {
        deleted_items::soft_delete(context, ObjectKind::ServicePrincipal, &principal)?;
    }
    deleted_items::soft_delete(context, ObjectKind::Application, &id)?;
    Ok(no_content())
}

fn owners(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (id, _) = named(context, APPLICATIONS_READ_ALL)?;
    let items = memberships::owners(context.tenant, &id).into_iter().map(Cow::Owned).collect();
    list(context, Listing { entity: &DIRECTORY_OBJECT, name: "directoryObjects".to_owned(), items })
}
