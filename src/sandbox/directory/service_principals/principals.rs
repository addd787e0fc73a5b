//! The service principals themselves, and the operations that the other file of this room does.

use std::borrow::Cow;

use serde_json::{Value, json};
use uuid::Uuid;

use super::app_roles::{self, Side};
use crate::sandbox::directory::collection::{Listing, count, created, list, one};
use crate::sandbox::directory::context::{Context, no_content};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::{ObjectKind, canonical, identify, text};
use crate::sandbox::directory::operation::{Operation, delete, get, patch, post};
use crate::sandbox::directory::permission::{
    APPLICATION_PARTS_WRITE, APPLICATION_PARTS_WRITE_ALL, APPLICATIONS_LIST, APPLICATIONS_READ,
    APPLICATIONS_READ_ALL, CONSENT_REMOVE, CONSENT_WRITE,
};
use crate::sandbox::directory::{body, deleted_items, memberships};
use crate::sandbox::odata::facts::{DIRECTORY_OBJECT, SERVICE_PRINCIPAL};
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

pub(in super::super) const OPERATIONS: &[Operation] = &[
    get("/servicePrincipals", APPLICATIONS_LIST, |context| list(context, all(context))),
    get("/servicePrincipals/$count", APPLICATIONS_LIST, |context| count(context, all(context))),
    post("/servicePrincipals", APPLICATION_PARTS_WRITE, create),
    get("/servicePrincipals/{id}", APPLICATIONS_READ, get_one),
    patch("/servicePrincipals/{id}", APPLICATION_PARTS_WRITE, update),
    delete("/servicePrincipals/{id}", APPLICATION_PARTS_WRITE, remove),
    get("/servicePrincipals/{id}/appRoleAssignments", APPLICATIONS_READ, |context| {
        app_roles::list_all(context, Side::Granted)
    }),
    post("/servicePrincipals/{id}/appRoleAssignments", CONSENT_WRITE, |context| {
        app_roles::create(context, Side::Granted)
    }),
    delete("/servicePrincipals/{id}/appRoleAssignments/{assignment}", CONSENT_REMOVE, |context| {
        app_roles::remove(context, Side::Granted)
    }),
    get("/servicePrincipals/{id}/appRoleAssignedTo", APPLICATIONS_READ, |context| {
        app_roles::list_all(context, Side::Granting)
    }),
    post("/servicePrincipals/{id}/appRoleAssignedTo", CONSENT_WRITE, |context| {
        app_roles::create(context, Side::Granting)
    }),
    delete("/servicePrincipals/{id}/appRoleAssignedTo/{assignment}", CONSENT_REMOVE, |context| {
        app_roles::remove(context, Side::Granting)
    }),
    get("/servicePrincipals/{id}/memberOf", APPLICATIONS_READ, member_of),
    get("/servicePrincipals/{id}/transitiveMemberOf", APPLICATIONS_READ, transitive_member_of),
];

fn all<'a>(context: &'a Context<'_>) -> Listing<'a> {
    let items =
        context.tenant.rows(Table::ServicePrincipals).map(|(_, row)| Cow::Borrowed(row)).collect();
    Listing { entity: &SERVICE_PRINCIPAL, name: "servicePrincipals".to_owned(), items }
}

/// Finds the service principal that the path names. A caller without one of the broad permissions
/// may touch its own only.
pub(super) fn named(context: &Context<'_>, is_broad: bool) -> Result<(String, Value), Failure> {
    let id = identify(context.tenant, ObjectKind::ServicePrincipal, context.key(0))?;
    let row = context
        .tenant
        .get(Table::ServicePrincipals, &id)
        .cloned()
        .ok_or_else(|| Failure::missing(&id))?;
    if is_broad || context.caller.principal_id.to_string() == id {
        return Ok((id, row));
    }
    Err(Failure::denied())
}

fn get_one(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (_, found) = named(context, context.meets(APPLICATIONS_READ_ALL))?;
    one(context, &SERVICE_PRINCIPAL, "servicePrincipals", &found)
}

fn create(context: &mut Context<'_>) -> Result<Response, Failure> {
    let body = context.body()?;
    body::check(context.tenant, &SERVICE_PRINCIPAL, &body)?;
    let app_id = canonical(body::required(&body, "appId", SERVICE_PRINCIPAL.label)?);
    let application = application(context, &app_id)?;
    let id = Uuid::new_v4().to_string();
    let mut row = json!({
        "id": id,
        "accountEnabled": true,
        "appDisplayName": text(&application, "displayName"),
        "appOwnerOrganizationId": context.tenant.id.to_string(),
        "appRoleAssignmentRequired": false,
        "displayName": text(&application, "displayName"),
        "servicePrincipalNames": [app_id],
        "servicePrincipalType": "Application",
        "signInAudience": text(&application, "signInAudience"),
    });
    body::merge(&mut row, body);
    row["appId"] = json!(app_id);
    context.tenant.put(Table::ServicePrincipals, &id, row.clone());
    Ok(created(context, &SERVICE_PRINCIPAL, "servicePrincipals", &row))
}

/// Finds the application that a new service principal stands for; it can stand for it once.
fn application(context: &Context<'_>, app_id: &str) -> Result<Value, Failure> {
    let is_its = |(_, row): &(&str, &Value)| text(row, "appId") == app_id;
    if context.tenant.rows(Table::ServicePrincipals).any(|row| is_its(&row)) {
        let message = format!(
            "The service principal cannot be created, updated, or restored because the service principal name \
             {app_id} is already in use."
        );
        return Err(Failure::new(409, "Request_MultipleObjectsWithSameKeyValue", message)
            .with_detail("ObjectConflict", Some("None")));
    }
    let found = context.tenant.rows(Table::Applications).find(is_its).map(|(_, row)| row.clone());
    found.ok_or_else(|| {
        Failure::bad(format!(
            "The appId '{app_id}' of the service principal does not reference a valid application object."
        ))
    })
}

fn update(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (id, mut row) = named(context, context.meets(APPLICATION_PARTS_WRITE_ALL))?;
    let body = context.body()?;
    body::check(context.tenant, &SERVICE_PRINCIPAL, &body)?;
    for name in ["appId", "keyCredentials", "passwordCredentials", "servicePrincipalType"] {
        if body.contains_key(name) {
            return Err(Failure::bad(format!("Property '{name}' is read-only and cannot be set.")));
        }
    }
    body::merge(&mut row, body);
    context.tenant.put(Table::ServicePrincipals, id, row);
    Ok(no_content())
}

fn remove(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (id, _) = named(context, context.meets(APPLICATION_PARTS_WRITE_ALL))?;
    deleted_items::soft_delete(context, ObjectKind::ServicePrincipal, &id)?;
    Ok(no_content())
}

fn member_of(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (id, _) = named(context, context.meets(APPLICATIONS_READ_ALL))?;
    let found = memberships::of(context.tenant, context.now, &id);
    list_mixed(context, found)
}

fn transitive_member_of(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (id, _) = named(context, context.meets(APPLICATIONS_READ_ALL))?;
    let found = memberships::transitive(context.tenant, context.now, &id);
    list_mixed(context, found)
}

fn list_mixed(context: &Context<'_>, mut found: Vec<Value>) -> Result<Response, Failure> {
    found.sort_by(|left, right| text(left, "id").cmp(text(right, "id")));
    let items = found.into_iter().map(Cow::Owned).collect();
    list(context, Listing { entity: &DIRECTORY_OBJECT, name: "directoryObjects".to_owned(), items })
}
