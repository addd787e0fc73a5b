//! The directory's rules: what each operation of Microsoft Graph does to a tenant.

use serde_json::json;

use crate::sandbox::store::{Table, Tenant};
use crate::sandbox::wire::{Caller, Request, Response};

/// Answers one Graph request.
pub fn answer(tenant: &mut Tenant, _: &Caller, request: &Request, _: jiff::Timestamp) -> Response {
    let of = |status, body| Response { status, headers: [].into(), body: Some(body) };
    let segments: Vec<&str> = request.path.split('/').filter(|it| !it.is_empty()).collect();
    match (request.method.as_str(), segments.as_slice()) {
        ("GET", ["organization"]) => {
            let rows: Vec<_> = tenant.rows(Table::Organization).map(|(_, row)| row).collect();
            of(200, json!({ "value": rows }))
        }
        ("GET", ["users"]) => {
            let rows: Vec<_> = tenant.rows(Table::Users).map(|(_, row)| row).collect();
            of(200, json!({ "value": rows }))
        }
        ("GET", ["users", name]) => {
            let found = tenant.rows(Table::Users).find(|(key, row)| {
                key == name || row["userPrincipalName"].as_str() == Some(name)
            });
            let missing = json!({ "error": { "code": "Request_ResourceNotFound" } });
            found.map_or_else(|| of(404, missing), |(_, row)| of(200, row.clone()))
        }
        ("POST", ["users"]) => {
            let id = uuid::Uuid::new_v4().to_string();
            let mut row = request.body.clone().unwrap_or_default();
            row["id"] = json!(id);
            row.as_object_mut().map(|row| row.remove("passwordProfile"));
            tenant.put(Table::Users, id, row.clone());
            of(201, row)
        }
        _ => of(404, json!({ "error": { "code": "Request_ResourceNotFound" } })),
    }
}
