//! `roleManagement/directory/roleDefinitions`.

use std::borrow::Cow;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox::catalog::{self, BUILT_IN_ROLES, BuiltInRole};
use crate::sandbox::directory::body;
use crate::sandbox::directory::collection::{Listing, created, list, one};
use crate::sandbox::directory::context::Context;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::licences;
use crate::sandbox::directory::objects::{canonical, text};
use crate::sandbox::odata::facts::UNIFIED_ROLE_DEFINITION;
use crate::sandbox::store::{Table, Tenant};
use crate::sandbox::wire::Response;

const NAME: &str = "roleManagement/directory/roleDefinitions";

/// Finds a role definition, built in or custom.
pub(in super::super) fn definition(tenant: &Tenant, id: &str) -> Option<Value> {
    let id = canonical(id);
    if let Some(custom) = tenant.get(Table::RoleDefinitions, &id) {
        return Some(custom.clone());
    }
    BUILT_IN_ROLES.iter().find(|role| role.template_id == id).map(built_in)
}

fn built_in(role: &BuiltInRole) -> Value {
    json!({
        "id": role.template_id,
        "displayName": role.display_name,
        "description": null,
        "isBuiltIn": true,
        "isEnabled": true,
        "resourceScopes": ["/"],
        "rolePermissions": [],
        "templateId": role.template_id,
        "version": "1",
    })
}

pub(super) fn list_all(context: &mut Context<'_>) -> Result<Response, Failure> {
    let mut items: Vec<_> = BUILT_IN_ROLES.iter().map(|role| Cow::Owned(built_in(role))).collect();
    items.extend(context.tenant.rows(Table::RoleDefinitions).map(|(_, row)| Cow::Borrowed(row)));
    items.sort_by(|left, right| text(left, "id").cmp(text(right, "id")));
    list(context, Listing { entity: &UNIFIED_ROLE_DEFINITION, name: NAME.to_owned(), items })
}

pub(super) fn get_one(context: &mut Context<'_>) -> Result<Response, Failure> {
    let found = definition(context.tenant, context.key(0))
        .ok_or_else(|| Failure::missing(context.key(0)))?;
    one(context, &UNIFIED_ROLE_DEFINITION, NAME, &found)
}

pub(super) fn create(context: &mut Context<'_>) -> Result<Response, Failure> {
    let body = context.body()?;
    body::check(context.tenant, &UNIFIED_ROLE_DEFINITION, &body)?;
    let label = UNIFIED_ROLE_DEFINITION.label;
    let name = body::required(&body, "displayName", label)?.to_owned();
    if !body.contains_key("rolePermissions") {
        return Err(Failure::required("rolePermissions", label));
    }
    if !licences::has_p1(context.tenant) {
        return Err(Failure::denied());
    }
    let is_taken = catalog::role(&name)
        .is_some_and(|role| role.display_name.eq_ignore_ascii_case(&name))
        || context
            .tenant
            .rows(Table::RoleDefinitions)
            .any(|(_, row)| text(row, "displayName").eq_ignore_ascii_case(&name));
    if is_taken {
        return Err(Failure::conflicting());
    }
    let id = Uuid::new_v4().to_string();
    let mut row = json!({
        "id": id,
        "isBuiltIn": false,
        "isEnabled": true,
        "resourceScopes": ["/"],
        "templateId": id,
        "version": null,
    });
    body::merge(&mut row, body);
    context.tenant.put(Table::RoleDefinitions, &id, row.clone());
    Ok(created(context, &UNIFIED_ROLE_DEFINITION, NAME, &row))
}
