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
    let mut row =
        context.tenant.get(Table::Users, &id).cloned().ok_or_else(|| Failure::missing(&id))?;
    body::check(context.tenant, &USER, &body)?;
    privilege::require_unrestricted(context, &id)?;
    require_roles(context, &id, &body)?;
    check_values(context, &id, &row, &body)?;
    let name = body::text(&body, "userPrincipalName")
        .unwrap_or(text(&row, "userPrincipalName"))
        .to_owned();
    if let Some(password) = take_password(&mut body, &name)? {
        row["lastPasswordChangeDateTime"] = json!(context.moment());
        row["signInSessionsValidFromDateTime"] = json!(context.moment());
        context.tenant.put(Table::Passwords, &id, passwords::kept(&password));
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
    let mut names = body.keys().filter(|name| !name.starts_with("@odata.")).peekable();
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
    for name in ["accountEnabled", "displayName", "mailNickname", "userPrincipalName"] {
        let is_empty =
            body.get(name).is_some_and(|value| value.is_null() || value.as_str() == Some(""));
        if is_empty {
            return Err(Failure::invalid(name, USER.label));
        }
    }
    if let Some(nickname) = body::text(body, "mailNickname") {
        check_nickname(nickname)?;
    }
    if body.get("businessPhones").and_then(Value::as_array).is_some_and(|phones| phones.len() > 1) {
        return Err(Failure::invalid("businessPhones", USER.label));
    }
    body::text(body, "userPrincipalName")
        .map_or(Ok(()), |name| free_principal_name(context.tenant, name, Some(id)))
}

/// Carries a new user principal name over to the identity that signs in with it.
fn rename(row: &mut Value, body: &Map<String, Value>) {
    let (Some(name), Some(identities)) = (
        body::text(body, "userPrincipalName"),
        row.get_mut("identities").and_then(Value::as_array_mut),
    ) else {
        return;
    };
    for identity in
        identities.iter_mut().filter(|identity| text(identity, "signInType") == "userPrincipalName")
    {
        identity["issuerAssignedId"] = json!(name);
    }
}

pub(super) fn revoke(context: &mut Context<'_>) -> Result<Response, Failure> {
    let id = identify(context.tenant, ObjectKind::User, context.key(0))?;
    privilege::require_unrestricted(context, &id)?;
    let mut row =
        context.tenant.get(Table::Users, &id).cloned().ok_or_else(|| Failure::missing(&id))?;
    row["signInSessionsValidFromDateTime"] = json!(context.moment());
    context.tenant.put(Table::Users, id, row);
    let name = format!("{}/$metadata#Edm.Boolean", context.root());
    Ok(with_body(200, json!({"@odata.context": name, "value": true})))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::super::trial::{ALICE, MARK, PRINCIPAL, Trial};
    use crate::sandbox::store::Table;

    #[test]
    fn each_property_takes_its_own_permission() {
        let password = || json!({"passwordProfile": {"password": "Zk4-ppQ9xw"}});
        let table: [(&[&str], Value, u16); 12] = [
            (&["User.ReadUpdate.All"], json!({"city": "Oslo"}), 204),
            (&["User.ReadUpdate.All"], json!({MARK: "x"}), 204),
            (&["User.Read.All"], json!({"city": "Oslo"}), 403),
            (&["User.ReadUpdate.All"], json!({"accountEnabled": false}), 403),
            (&["User.EnableDisableAccount.All"], json!({"accountEnabled": false}), 403),
            (
                &["User.EnableDisableAccount.All", "User.Read.All"],
                json!({"accountEnabled": false}),
                204,
            ),
            (
                &["User.EnableDisableAccount.All", "User.Read.All"],
                json!({"accountEnabled": false, "city": "Oslo"}),
                403,
            ),
            (&["User.ReadWrite.All"], json!({"accountEnabled": false}), 204),
            (&["User.ReadWrite.All"], password(), 403),
            (&["User-PasswordProfile.ReadWrite.All"], password(), 204),
            (&["User.ReadUpdate.All"], json!({"mobilePhone": "1"}), 403),
            (&["User.ReadUpdate.All"], json!({}), 204),
        ];
        for (permissions, body, status) in table {
            let mut trial = Trial::new(permissions);
            trial.give(PRINCIPAL, "User Administrator", "/");
            let response = trial.ask("PATCH", &format!("/users/{ALICE}"), Some(body.clone()));
            assert_eq!(response.status, status, "{permissions:?} {body}");
        }
    }

    #[test]
    fn setting_a_password_dates_it() {
        let mut trial = Trial::new(&["User-PasswordProfile.ReadWrite.All", "User.Read.All"]);
        trial.give(PRINCIPAL, "User Administrator", "/");
        let mut set = |password: &str| {
            let body = json!({"passwordProfile": {"password": password, "forceChangePasswordNextSignIn": false}});
            trial.ask("PATCH", &format!("/users/{ALICE}"), Some(body)).status
        };
        assert_eq!(set("weak"), 400);
        assert_eq!(set("Zk4-ppQ9xw"), 204);
        let first = trial.tenant.get(Table::Passwords, ALICE).cloned();
        let read = trial.read(&format!("/users/{ALICE}?$select=lastPasswordChangeDateTime"));
        assert_eq!(read["lastPasswordChangeDateTime"], "2026-11-23T12:00:00Z");
        assert!(first.is_some());
    }

    #[test]
    fn values_are_checked_and_extensions_can_be_taken_away() {
        let mut trial = Trial::new(&["User.ReadWrite.All"]);
        let path = format!("/users/{ALICE}");
        for body in [
            json!({"displayName": null}),
            json!({"userPrincipalName": "admin@trial.example"}),
            json!({"accountEnabled": null}),
            json!({"businessPhones": ["1", "2"]}),
            json!({"id": "x"}),
        ] {
            assert_eq!(trial.ask("PATCH", &path, Some(body.clone())).status, 400, "{body}");
        }
        assert_eq!(trial.ask("PATCH", &path, Some(json!({MARK: "x", "city": "Oslo"}))).status, 204);
        assert_eq!(trial.ask("PATCH", &path, Some(json!({MARK: null, "city": null}))).status, 204);
        let read = trial.read(&format!("{path}?$select=city,{MARK}"));
        assert_eq!((&read["city"], read.get(MARK)), (&Value::Null, None));
        assert_eq!(
            trial.ask("PATCH", "/users/nobody@trial.example", Some(json!({"city": "x"}))).status,
            404
        );
    }

    #[test]
    fn synced_users_are_written_elsewhere() {
        let mut trial = Trial::new(&["User.ReadWrite.All"]);
        let mut row = trial.tenant.get(Table::Users, ALICE).unwrap().clone();
        row["onPremisesSyncEnabled"] = json!(true);
        trial.tenant.put(Table::Users, ALICE, row);
        let path = format!("/users/{ALICE}");
        assert_eq!(trial.ask("PATCH", &path, Some(json!({"displayName": "x"}))).status, 400);
        assert_eq!(trial.ask("PATCH", &path, Some(json!({MARK: "x"}))).status, 204);
    }

    #[test]
    fn sessions_are_revoked() {
        let mut trial = Trial::new(&["User.RevokeSessions.All", "User.Read.All"]);
        let response = trial.ask("POST", &format!("/users/{ALICE}/revokeSignInSessions"), None);
        assert_eq!((response.status, &response.body.unwrap()["value"]), (200, &json!(true)));
        let read = trial.read(&format!("/users/{ALICE}?$select=signInSessionsValidFromDateTime"));
        assert_eq!(read["signInSessionsValidFromDateTime"], "2026-11-23T12:00:00Z");
    }
}
