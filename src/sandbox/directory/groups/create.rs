//! `POST /groups`.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{links, rules};
use crate::sandbox::directory::body;
use crate::sandbox::directory::collection::created;
use crate::sandbox::directory::context::Context;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::{is_true, referenced};
use crate::sandbox::odata::facts::GROUP;
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

/// How many references one `@odata.bind` takes.
const MOST_BOUND: usize = 20;

pub(super) fn create(context: &mut Context<'_>) -> Result<Response, Failure> {
    let body = context.body()?;
    make(context, body)
}

/// Makes a group. Nothing is kept unless everything in the body is accepted.
pub(super) fn make(
    context: &mut Context<'_>,
    body: Map<String, Value>,
) -> Result<Response, Failure> {
    body::check(context.tenant, &GROUP, &body)?;
    rules::check_new(context, &body)?;
    let members = bound(&body, "members")?;
    let owners = bound(&body, "owners")?;
    let now = context.moment();
    let id = Uuid::new_v4().to_string();
    let mut row = json!({
        "id": id,
        "createdDateTime": now,
        "deletedDateTime": null,
        "groupTypes": [],
        "proxyAddresses": [],
        "renewedDateTime": now,
        "securityIdentifier": crate::sandbox::directory::users::security_identifier(&id),
    });
    body::merge(&mut row, body);
    if is_true(&row, "isAssignableToRole") {
        row["visibility"] = json!("Private");
    }
    let members = links::check_all(context, links::MEMBERS, &row, &members)?;
    let owners = links::check_all(context, links::OWNERS, &row, &owners)?;
    context.tenant.put(Table::Groups, &id, row.clone());
    links::put_all(context, links::MEMBERS, &id, members);
    links::put_all(context, links::OWNERS, &id, owners);
    Ok(created(context, &GROUP, "groups", &row))
}

/// Reads the references of `members@odata.bind` or `owners@odata.bind`.
pub(super) fn bound(body: &Map<String, Value>, name: &str) -> Result<Vec<String>, Failure> {
    let key = format!("{name}@odata.bind");
    let Some(value) = body.get(&key) else {
        return Ok(Vec::new());
    };
    let values = value.as_array().ok_or_else(|| Failure::invalid(&key, GROUP.label))?;
    if values.len() > MOST_BOUND {
        return Err(Failure::bad(format!(
            "The number of references in '{key}' is more than the {MOST_BOUND} that one request takes."
        )));
    }
    values.iter().map(|value| referenced(value.as_str().unwrap_or(""))).collect()
}
