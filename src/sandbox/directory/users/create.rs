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
    context.tenant.put(Table::Passwords, &id, passwords::kept(&password));
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
    let Some(profile) = body.get_mut("passwordProfile").and_then(Value::as_object_mut) else {
        return Ok(None);
    };
    let known =
        ["password", "forceChangePasswordNextSignIn", "forceChangePasswordNextSignInWithMfa"];
    if let Some(unknown) =
        profile.keys().find(|name| !known.contains(&name.as_str()) && !name.starts_with("@odata."))
    {
        return Err(Failure::bad(format!("Invalid property '{unknown}'.")));
    }
    let taken = profile.remove("password");
    for name in &known[1..] {
        if profile.get(*name).is_some_and(|value| !value.is_boolean() && !value.is_null()) {
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
        part.iter().rev().fold(0_u32, |number, byte| (number << 8) | u32::from(*byte)).to_string()
    });
    format!("S-1-12-1-{}", numbers.collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::super::trial::{ALICE, MARK, Trial};
    use crate::sandbox::store::Table;

    fn new() -> Value {
        json!({
            "accountEnabled": false, "displayName": "Bob", "mailNickname": "bob",
            "userPrincipalName": "bob@trial.example",
            "passwordProfile": {"password": "Zk4-ppQ9xw", "forceChangePasswordNextSignIn": false},
        })
    }

    #[test]
    fn a_user_is_made_and_its_password_kept_as_a_hash() {
        let mut trial = Trial::new(&["User.Create", "User.Read.All"]);
        let mut body = new();
        body[MARK] = json!("northwind");
        let response = trial.ask("POST", "/users", Some(body));
        assert_eq!(response.status, 201, "{:?}", response.body);
        let made = response.body.unwrap();
        assert_eq!(made["@odata.context"], "https://localhost:8443/v1.0/$metadata#users/$entity");
        assert_eq!(made.get("accountEnabled"), None);
        let id = made["id"].as_str().unwrap();
        assert_eq!(response.headers["location"], format!("https://localhost:8443/v1.0/users/{id}"));
        let select = format!(
            "accountEnabled,createdDateTime,lastPasswordChangeDateTime,passwordProfile,userType,{MARK}"
        );
        let read = trial.read(&format!("/users/{id}?$select={select}"));
        assert_eq!(read["accountEnabled"], false);
        assert_eq!(read["createdDateTime"], "2026-11-23T12:00:00Z");
        assert_eq!(read["passwordProfile"]["forceChangePasswordNextSignIn"], false);
        assert_eq!(read["passwordProfile"].get("password"), None);
        assert_eq!(read[MARK], "northwind");
        assert!(trial.tenant.get(Table::Passwords, id).unwrap()["sha256"].is_string());
        assert!(!serde_json::to_string(&trial.tenant).unwrap().contains("Zk4-ppQ9xw"));
    }

    #[test]
    fn what_is_wrong_is_refused_and_nothing_is_kept() {
        let other = MARK.replace("mark", "other");
        let table = [
            ("displayName", Value::Null, "A value is required for property 'displayName'"),
            ("displayName", json!(""), "Invalid value specified for property 'displayName'"),
            (
                "accountEnabled",
                json!("yes"),
                "Invalid value specified for property 'accountEnabled'",
            ),
            ("mailNickname", json!("b@b"), "Invalid value specified for property 'mailNickname'"),
            (
                "userPrincipalName",
                json!("ALICE@trial.example"),
                "Another object with the same value for property userPrincipalName",
            ),
            ("userPrincipalName", json!("bob@new.example"), "one of the verified domain names"),
            (
                "userPrincipalName",
                json!("bob@elsewhere.example"),
                "one of the verified domain names",
            ),
            ("passwordProfile", json!({"password": "weak"}), "password complexity"),
            ("passwordProfile", json!({}), "A value is required for property 'passwordProfile'"),
            ("nonsense", json!(1), "Invalid property 'nonsense'"),
            ("createdDateTime", json!("2026-01-01T00:00:00Z"), "read-only"),
            (MARK, json!("x".repeat(257)), "Invalid value"),
            (MARK, json!(7), "Invalid value"),
            (&other, json!("x"), "The following extension properties are not available: "),
        ];
        for (name, value, message) in table {
            let mut trial = Trial::new(&["User.Create"]);
            trial.tenant.take_recorded();
            let mut body = new();
            body[name] = value.clone();
            let response = trial.ask("POST", "/users", Some(body));
            assert_eq!(response.status, 400, "{name} {value}");
            let error = response.body.unwrap()["error"]["message"].as_str().unwrap().to_owned();
            assert!(error.contains(message), "{name} {value}: {error}");
            assert!(trial.tenant.take_recorded().is_empty(), "{name} {value}");
        }
    }

    #[test]
    fn an_extension_needs_its_apps_service_principal() {
        let mut trial = Trial::new(&["User.Create"]);
        trial.tenant.remove(Table::ServicePrincipals, super::super::super::trial::PRINCIPAL);
        let mut body = new();
        body[MARK] = json!("northwind");
        assert_eq!(trial.ask("POST", "/users", Some(body)).status, 400);
    }

    #[test]
    fn each_required_property_is_asked_for() {
        for name in [
            "accountEnabled",
            "displayName",
            "mailNickname",
            "userPrincipalName",
            "passwordProfile",
        ] {
            let mut trial = Trial::new(&["User.Create"]);
            let mut body = new();
            body.as_object_mut().unwrap().remove(name);
            let response = trial.ask("POST", "/users", Some(body));
            let message = response.body.unwrap()["error"]["message"].clone();
            assert_eq!(
                message,
                format!("A value is required for property '{name}' of resource 'User'.")
            );
        }
        assert_eq!(Trial::new(&["User.Create"]).ask("POST", "/users", None).status, 400);
    }

    #[test]
    fn a_deleted_users_name_is_free_at_once() {
        let mut trial = Trial::new(&["User.ReadWrite.All"]);
        assert_eq!(trial.ask("DELETE", "/users/alice@trial.example", None).status, 204);
        let mut body = new();
        body["userPrincipalName"] = json!("alice@trial.example");
        assert_eq!(trial.ask("POST", "/users", Some(body)).status, 201);
        let deleted = trial.read("/directory/deletedItems/microsoft.graph.user");
        let name = format!("{}alice@trial.example", ALICE.replace('-', ""));
        assert_eq!(deleted["value"][0]["userPrincipalName"], name);
        let verdict =
            trial.verdict("POST", &format!("/directory/deletedItems/{ALICE}/restore"), None);
        assert_eq!(verdict, (400, "Request_BadRequest".to_owned()));
    }
}
