//! `POST /users`.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::names::{check_nickname, free_principal_name};
use crate::sandbox::directory::collection::created;
use crate::sandbox::directory::context::Context;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::{is_true, text};
use crate::sandbox::directory::{body, passwords};
use crate::sandbox::odata::facts::USER;
use crate::sandbox::store::{Table, Tenant};
use crate::sandbox::wire::Response;

pub(super) fn create(context: &mut Context<'_>) -> Result<Response, Failure> {
    let mut body = context.body()?;
    body::check(context.tenant, &USER, &body)?;
    check_required(context.tenant, &body)?;
    let name = body::required(&body, "userPrincipalName", USER.label)?.to_owned();
    let password = take_password(&mut body, &name)?
        .ok_or_else(|| Failure::required("passwordProfile", USER.label))?;
    let id = Uuid::new_v4().to_string();
    let now = context.moment();
    let mut row = json!({
        "id": id,
        "businessPhones": [],
        "createdDateTime": now,
        "identities": [{
            "signInType": "userPrincipalName",
            "issuer": initial_domain(context.tenant),
            "issuerAssignedId": name,
        }],
        "lastPasswordChangeDateTime": now,
        "securityIdentifier": security_identifier(&id),
        "signInSessionsValidFromDateTime": now,
        "userType": "Member",
    });
    body::merge(&mut row, body);
    row["sandbox.createdBy"] = json!(context.caller.app_id);
    context
        .tenant
        .put(Table::Passwords, &id, passwords::kept(&password));
    context.tenant.put(Table::Users, &id, row.clone());
    Ok(created(context, &USER, "users", &row))
}

fn check_required(tenant: &Tenant, body: &Map<String, Value>) -> Result<(), Failure> {
    if !body.get("accountEnabled").is_some_and(Value::is_boolean) {
        return Err(Failure::required("accountEnabled", USER.label));
    }
    let display_name = body::required(body, "displayName", USER.label)?;
    if display_name.chars().count() > 256 {
        return Err(Failure::invalid("displayName", USER.label));
    }
    check_nickname(body::required(body, "mailNickname", USER.label)?)?;
    let name = body::required(body, "userPrincipalName", USER.label)?;
    free_principal_name(tenant, name, None)?;
    let domain = name.split('@').nth(1).unwrap_or("").to_lowercase();
    let is_federated = tenant
        .get(Table::Domains, &domain)
        .is_some_and(|row| text(row, "authenticationType") == "Federated");
    if is_federated && body::text(body, "onPremisesImmutableId").is_none() {
        return Err(Failure::required("onPremisesImmutableId", USER.label));
    }
    Ok(())
}

/// Takes the password out of a body, checked, so that it cannot be kept by mistake. What is left
/// of the profile is what Graph shows of it.
pub(super) fn take_password(
    body: &mut Map<String, Value>,
    user_name: &str,
) -> Result<Option<String>, Failure> {
    let Some(profile) = body
        .get_mut("passwordProfile")
        .and_then(Value::as_object_mut)
    else {
        return Ok(None);
    };
    let known = [
        "password",
        "forceChangePasswordNextSignIn",
        "forceChangePasswordNextSignInWithMfa",
    ];
    if let Some(unknown) = profile
        .keys()
        .find(|name| !known.contains(&name.as_str()) && !name.starts_with("@odata."))
    {
        return Err(Failure::bad(format!("Invalid property '{unknown}'.")));
    }
    let taken = profile.remove("password");
    for name in &known[1..] {
        if profile
            .get(*name)
            .is_some_and(|value| !value.is_boolean() && !value.is_null())
        {
            return Err(Failure::invalid("passwordProfile", USER.label));
        }
    }
    match taken {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(password)) => {
            passwords::check(&password, user_name)?;
            // Graph's default for a password that an administrator sets.
            profile.entry(known[1]).or_insert(Value::Bool(true));
            profile.entry(known[2]).or_insert(Value::Bool(false));
            Ok(Some(password))
        }
        Some(_) => Err(Failure::invalid("passwordProfile", USER.label)),
    }
}

fn initial_domain(tenant: &Tenant) -> String {
    let mut domains = tenant.rows(Table::Domains);
    domains
        .find(|(_, row)| is_true(row, "isInitial"))
        .map(|(name, _)| name.to_owned())
        .unwrap_or_default()
}

/// Makes the identifier that Windows knows an object by: its id as four numbers.
pub(in super::super) fn security_identifier(id: &str) -> String {
    let bytes = Uuid::try_parse(id).unwrap_or_default().to_bytes_le();
    let numbers = bytes.chunks(4).map(|part| {
        part.iter()
            .rev()
            .fold(0_u32, |number, byte| (number << 8) | u32::from(*byte))
            .to_string()
    });
    format!("S-1-12-1-{}", numbers.collect::<Vec<_>>().join("-"))
}
