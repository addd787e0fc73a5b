//! `PATCH /users/{id}` and `revokeSignInSessions`.

use serde_json::{Map, Value, json};

use super::create::take_password;
use super::names::{check_nickname, free_principal_name};
use crate::sandbox::directory::context::{Context, no_content, with_body};
use crate::sandbox::directory::extensions::is_extension;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::{ObjectKind, identify, is_true, text};
use crate::sandbox::directory::permission::{
    Needs, USER_ENABLE, USER_IDENTITIES, USER_MAILS, USER_PASSWORD, USER_PHONES,
    USER_SECURITY_ATTRIBUTES, USER_UPDATE,
};
use crate::sandbox::directory::{body, passwords, privilege};
use crate::sandbox::odata::facts::USER;
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

/// Properties whose change is a sensitive action. `passwordProfile` is one too, with a rule of its
/// own.
const SENSITIVE: [&str; 6] = [
    "accountEnabled",
    "businessPhones",
    "mobilePhone",
    "onPremisesImmutableId",
    "otherMails",
    "userPrincipalName",
];

pub(super) fn update(context: &mut Context<'_>) -> Result<Response, Failure> {
    let mut body = context.body()?;
    require_permissions(context, &body)?;
    let id = identify(context.tenant, ObjectKind::User, context.key(0))?;
    let mut row = context
        .tenant
        .get(Table::Users, &id)
        .cloned()
        .ok_or_else(|| Failure::missing(&id))?;
    body::check(context.tenant, &USER, &body)?;
    privilege::require_unrestricted(context, &id)?;
    require_roles(context, &id, &body)?;
    check_values(context, &id, &row, &body)?;
    let name = body::text(&body, "userPrincipalName")
        .unwrap_or(text(&row, "userPrincipalName"))
        .to_owned();
    if let Some(password) = take_password(&mut body, &name)? {
        row["lastPasswordChangeDateTime"] = json!(context.moment());
        context
            .tenant
            .put(Table::Passwords, &id, passwords::kept(&password));
    }
    rename(&mut row, &body);
    body::merge(&mut row, body);
    context.tenant.put(Table::Users, id, row);
    Ok(no_content())
}

/// Requires for each property in the body the permission that its kind takes.
fn require_permissions(context: &Context<'_>, body: &Map<String, Value>) -> Result<(), Failure> {
    let needs = |name: &str| -> Needs {
        match name {
            "accountEnabled" => USER_ENABLE,
            "passwordProfile" => USER_PASSWORD,
            "businessPhones" | "mobilePhone" => USER_PHONES,
            "otherMails" => USER_MAILS,
            "identities" => USER_IDENTITIES,
            "customSecurityAttributes" => USER_SECURITY_ATTRIBUTES,
            _ => USER_UPDATE,
        }
    };
    let mut names = body
        .keys()
        .filter(|name| !name.starts_with("@odata."))
        .peekable();
    if names.peek().is_none() {
        return context.require(USER_UPDATE);
    }
    names.try_for_each(|name| context.require(needs(name)))
}

fn require_roles(
    context: &Context<'_>,
    id: &str,
    body: &Map<String, Value>,
) -> Result<(), Failure> {
    if body.contains_key("passwordProfile") {
        privilege::require_for_sensitive(context, id, true)?;
    }
    if SENSITIVE.iter().any(|name| body.contains_key(*name)) {
        privilege::require_for_sensitive(context, id, false)?;
    }
    Ok(())
}

fn check_values(
    context: &Context<'_>,
    id: &str,
    row: &Value,
    body: &Map<String, Value>,
) -> Result<(), Failure> {
    let is_local = |name: &String| {
        name == "usageLocation" || is_extension(name) || name.starts_with("@odata.")
    };
    if is_true(row, "onPremisesSyncEnabled") && !body.keys().all(is_local) {
        return Err(Failure::synced());
    }
    for name in [
        "accountEnabled",
        "displayName",
        "mailNickname",
        "userPrincipalName",
    ] {
        let is_empty = body
            .get(name)
            .is_some_and(|value| value.is_null() || value.as_str() == Some(""));
        if is_empty {
            return Err(Failure::invalid(name, USER.label));
        }
    }
    if let Some(nickname) = body::text(body, "mailNickname") {
        check_nickname(nickname)?;
    }
    if body
        .get("businessPhones")
        .and_then(Value::as_array)
        .is_some_and(|phones| phones.len() > 1)
    {
        return Err(Failure::invalid("businessPhones", USER.label));
    }
    body::text(body, "userPrincipalName").map_or(Ok(()), |name| {
        free_principal_name(context.tenant, name, Some(id))
    })
}

/// Carries a new user principal name over to the identity that signs in with it.
fn rename(row: &mut Value, body: &Map<String, Value>) {
    let (Some(name), Some(identities)) = (
        body::text(body, "userPrincipalName"),
        row.get_mut("identities").and_then(Value::as_array_mut),
    ) else {
        return;
    };
    for identity in identities
        .iter_mut()
        .filter(|identity| text(identity, "signInType") == "userPrincipalName")
    {
        identity["issuerAssignedId"] = json!(name);
    }
}

pub(super) fn revoke(context: &mut Context<'_>) -> Result<Response, Failure> {
    let id = identify(context.tenant, ObjectKind::User, context.key(0))?;
    privilege::require_unrestricted(context, &id)?;
    let mut row = context
        .tenant
        .get(Table::Users, &id)
        .cloned()
        .ok_or_else(|| Failure::missing(&id))?;
    row["signInSessionsValidFromDateTime"] = json!(context.moment());
    context.tenant.put(Table::Users, id, row);
    let name = format!("{}/$metadata#Edm.Boolean", context.root());
    Ok(with_body(
        200,
        json!({"@odata.context": name, "value": true}),
    ))
}
