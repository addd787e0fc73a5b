//! `PATCH /groups/{id}`, and `PATCH /groups(uniqueName='…')`, which creates where
//! `Prefer: create-if-missing` was sent.

use serde_json::{Map, Value, json};

use super::{create, links, rules};
use crate::sandbox::directory::body;
use crate::sandbox::directory::context::{Context, no_content};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::{ObjectKind, identify};
use crate::sandbox::directory::path::alternate_key;
use crate::sandbox::directory::permission::{
    GROUP_CREATE, GROUP_UPDATE, MEMBERS_WRITE, OWNERS_WRITE,
};
use crate::sandbox::odata::facts::GROUP;
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

/// What is decided when a group is made.
const IMMUTABLE: [&str; 3] = ["isAssignableToRole", "mailEnabled", "uniqueName"];

pub(super) fn update(context: &mut Context<'_>) -> Result<Response, Failure> {
    let body = context.body()?;
    let key = context.key(0).to_owned();
    let found = identify(context.tenant, ObjectKind::Group, &key);
    let creates = context.has_header("prefer", "create-if-missing");
    match (found, alternate_key(&key)) {
        (Ok(id), _) => change(context, &id, body),
        (Err(missing), Some(("uniqueName", name))) if creates && missing.status == 404 => {
            upsert(context, &name, body)
        }
        (Err(failure), _) => {
            context.require(GROUP_UPDATE)?;
            Err(failure)
        }
    }
}

fn upsert(
    context: &mut Context<'_>,
    name: &str,
    mut body: Map<String, Value>,
) -> Result<Response, Failure> {
    context.require(GROUP_CREATE)?;
    if body::text(&body, "uniqueName").is_some_and(|written| written != name) {
        return Err(Failure::invalid("uniqueName", GROUP.label));
    }
    body.insert("uniqueName".to_owned(), json!(name));
    create::make(context, body)
}

fn change(
    context: &mut Context<'_>,
    id: &str,
    body: Map<String, Value>,
) -> Result<Response, Failure> {
    require_permissions(context, &body)?;
    rules::require_writable(context, id)?;
    let mut row = context
        .tenant
        .get(Table::Groups, id)
        .cloned()
        .ok_or_else(|| Failure::missing(id))?;
    body::check(context.tenant, &GROUP, &body)?;
    check_values(&row, &body)?;
    let mut linked = Vec::new();
    for link in [links::MEMBERS, links::OWNERS] {
        let bound = create::bound(&body, link.name())?;
        if !bound.is_empty() {
            links::require_open(context, link, id)?;
            linked.push((link, links::check_all(context, link, &row, &bound)?));
        }
    }
    for (link, far) in linked {
        links::put_all(context, link, id, far);
    }
    body::merge(&mut row, body);
    context.tenant.put(Table::Groups, id, row);
    Ok(no_content())
}

fn require_permissions(context: &Context<'_>, body: &Map<String, Value>) -> Result<(), Failure> {
    let mut is_ordinary = body.is_empty();
    for name in body.keys() {
        match name.as_str() {
            "members@odata.bind" => context.require(MEMBERS_WRITE)?,
            "owners@odata.bind" => context.require(OWNERS_WRITE)?,
            _ => is_ordinary = true,
        }
    }
    if is_ordinary {
        context.require(GROUP_UPDATE)
    } else {
        Ok(())
    }
}

fn check_values(row: &Value, body: &Map<String, Value>) -> Result<(), Failure> {
    let null = Value::Null;
    for name in IMMUTABLE {
        if body
            .get(name)
            .is_some_and(|value| value != row.get(name).unwrap_or(&null))
        {
            return Err(Failure::bad(format!(
                "Property '{name}' is immutable and cannot be changed."
            )));
        }
    }
    for name in ["displayName", "mailNickname", "securityEnabled"] {
        let is_empty = body
            .get(name)
            .is_some_and(|value| value.is_null() || value.as_str() == Some(""));
        if is_empty {
            return Err(Failure::invalid(name, GROUP.label));
        }
    }
    let turns = |name| {
        body.contains_key("groupTypes")
            && rules::is_type(body.get("groupTypes"), name)
                != rules::is_type(row.get("groupTypes"), name)
    };
    if turns("Unified")
        || turns("DynamicMembership") && row.get("isAssignableToRole") == Some(&Value::Bool(true))
    {
        return Err(Failure::invalid("groupTypes", GROUP.label));
    }
    Ok(())
}
