//! `users/{id}/authentication`: all methods of a user, those of one kind, and their removal. The
//! password is a method too, and one that cannot be removed.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::needs::{
    APP_READ, APP_WRITE, EMAIL_READ, EMAIL_WRITE, HELLO_READ, HELLO_WRITE, METHODS_READ, OATH_READ,
    OATH_WRITE, PASSKEY_READ, PASSKEY_WRITE, PASSWORD_READ, PHONE_READ, PHONE_WRITE, PLATFORM_READ,
    PLATFORM_WRITE,
};
use super::passes::{self, PASS_TYPE};
use crate::sandbox::catalog::METHOD_KINDS;
use crate::sandbox::directory::collection::{Listing, list, one};
use crate::sandbox::directory::context::{Context, no_content};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::{ObjectKind, identify, text};
use crate::sandbox::directory::operation::{Operation, delete, get};
use crate::sandbox::directory::privilege;
use crate::sandbox::odata::EntityType;
use crate::sandbox::odata::facts::{
    AUTHENTICATION_METHOD, EMAIL_AUTHENTICATION_METHOD as EMAIL,
    FIDO2_AUTHENTICATION_METHOD as FIDO2, MICROSOFT_AUTHENTICATOR_AUTHENTICATION_METHOD as APP,
    PASSWORD_AUTHENTICATION_METHOD as PASSWORD, PHONE_AUTHENTICATION_METHOD as PHONE,
    PLATFORM_CREDENTIAL_AUTHENTICATION_METHOD as PLATFORM,
    SOFTWARE_OATH_AUTHENTICATION_METHOD as OATH,
    WINDOWS_HELLO_FOR_BUSINESS_AUTHENTICATION_METHOD as HELLO,
};
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

/// The password has the same id for every user.
const PASSWORD_ID: &str = "28c10230-6103-485e-b985-444c60001490";

pub(in super::super) const OPERATIONS: &[Operation] = &[
    get("/users/{id}/authentication/methods", METHODS_READ, list_all),
    get("/users/{id}/authentication/methods/{id}", METHODS_READ, get_any),
    get("/users/{id}/authentication/passwordMethods", PASSWORD_READ, |it| listed(it, &PASSWORD)),
    get("/users/{id}/authentication/passwordMethods/{id}", PASSWORD_READ, |it| {
        shown(it, &PASSWORD)
    }),
    get("/users/{id}/authentication/emailMethods", EMAIL_READ, |it| listed(it, &EMAIL)),
    get("/users/{id}/authentication/emailMethods/{id}", EMAIL_READ, |it| shown(it, &EMAIL)),
    delete("/users/{id}/authentication/emailMethods/{id}", EMAIL_WRITE, |it| remove(it, &EMAIL)),
    get("/users/{id}/authentication/fido2Methods", PASSKEY_READ, |it| listed(it, &FIDO2)),
    get("/users/{id}/authentication/fido2Methods/{id}", PASSKEY_READ, |it| shown(it, &FIDO2)),
    delete("/users/{id}/authentication/fido2Methods/{id}", PASSKEY_WRITE, |it| remove(it, &FIDO2)),
    get("/users/{id}/authentication/microsoftAuthenticatorMethods", APP_READ, |it| {
        listed(it, &APP)
    }),
    get("/users/{id}/authentication/microsoftAuthenticatorMethods/{id}", APP_READ, |it| {
        shown(it, &APP)
    }),
    delete("/users/{id}/authentication/microsoftAuthenticatorMethods/{id}", APP_WRITE, |it| {
        remove(it, &APP)
    }),
    get("/users/{id}/authentication/phoneMethods", PHONE_READ, |it| listed(it, &PHONE)),
    get("/users/{id}/authentication/phoneMethods/{id}", PHONE_READ, |it| shown(it, &PHONE)),
    delete("/users/{id}/authentication/phoneMethods/{id}", PHONE_WRITE, |it| remove(it, &PHONE)),
    get("/users/{id}/authentication/platformCredentialMethods", PLATFORM_READ, |it| {
        listed(it, &PLATFORM)
    }),
    get("/users/{id}/authentication/platformCredentialMethods/{id}", PLATFORM_READ, |it| {
        shown(it, &PLATFORM)
    }),
    delete("/users/{id}/authentication/platformCredentialMethods/{id}", PLATFORM_WRITE, |it| {
        remove(it, &PLATFORM)
    }),
    get("/users/{id}/authentication/softwareOathMethods", OATH_READ, |it| listed(it, &OATH)),
    get("/users/{id}/authentication/softwareOathMethods/{id}", OATH_READ, |it| shown(it, &OATH)),
    delete("/users/{id}/authentication/softwareOathMethods/{id}", OATH_WRITE, |it| {
        remove(it, &OATH)
    }),
    get("/users/{id}/authentication/windowsHelloForBusinessMethods", HELLO_READ, |it| {
        listed(it, &HELLO)
    }),
    get("/users/{id}/authentication/windowsHelloForBusinessMethods/{id}", HELLO_READ, |it| {
        shown(it, &HELLO)
    }),
    delete("/users/{id}/authentication/windowsHelloForBusinessMethods/{id}", HELLO_WRITE, |it| {
        remove(it, &HELLO)
    }),
];

/// Finds the user that the path names.
pub(super) fn user(context: &Context<'_>) -> Result<String, Failure> {
    identify(context.tenant, ObjectKind::User, context.key(0)).map_err(|_| missing())
}

/// Answers for what is not there.
pub(super) fn missing() -> Failure {
    Failure::method_missing()
}

/// Keeps everyone else out of a restricted management unit.
pub(super) fn require_unrestricted(context: &Context<'_>, user: &str) -> Result<(), Failure> {
    privilege::require_unrestricted(context, user).map_err(|_| Failure::method_denied())
}

/// Returns everything a user can sign in with, the password first.
fn methods(context: &Context<'_>, user: &str) -> Vec<Value> {
    let row = context.tenant.get(Table::Users, user).unwrap_or(&Value::Null);
    let password = json!({
        "@odata.type": "#microsoft.graph.passwordAuthenticationMethod",
        "id": PASSWORD_ID,
        "createdDateTime": row["lastPasswordChangeDateTime"],
    });
    let prefix = format!("{user}/");
    let rows = context.tenant.rows_under(Table::AuthenticationMethods, &prefix);
    let others = rows.map(|(_, row)| match text(row, "@odata.type") {
        PASS_TYPE => passes::shown(context, user, row),
        _ => row.clone(),
    });
    std::iter::once(password).chain(others).collect()
}

fn is_of(entity: &EntityType, method: &Value) -> bool {
    text(method, "@odata.type").strip_prefix("#microsoft.graph.") == Some(entity.name)
}

/// Names the collection that the path asks for, in the user whose it is.
fn name(context: &Context<'_>, user: &str) -> String {
    let path = crate::sandbox::directory::path::split(&context.request.path);
    let collection = path.get(3).map_or("methods", String::as_str);
    format!("users('{user}')/authentication/{collection}")
}

fn list_all(context: &mut Context<'_>) -> Result<Response, Failure> {
    let user = user(context)?;
    let items = methods(context, &user).into_iter().map(Cow::Owned).collect();
    let name = name(context, &user);
    list(context, Listing { entity: &AUTHENTICATION_METHOD, name, items })
}

fn listed(context: &Context<'_>, entity: &'static EntityType) -> Result<Response, Failure> {
    let user = user(context)?;
    let items = methods(context, &user).into_iter().filter(|method| is_of(entity, method));
    let name = name(context, &user);
    list(context, Listing { entity, name, items: items.map(Cow::Owned).collect() })
}

fn get_any(context: &mut Context<'_>) -> Result<Response, Failure> {
    let user = user(context)?;
    let id = context.key(1);
    let all = methods(context, &user);
    let found = all.iter().find(|method| text(method, "id") == id).ok_or_else(missing)?;
    one(context, &AUTHENTICATION_METHOD, &name(context, &user), found)
}

fn named(context: &Context<'_>, user: &str, entity: &EntityType) -> Result<Value, Failure> {
    let id = context.key(1);
    let mut all = methods(context, user).into_iter();
    all.find(|method| is_of(entity, method) && text(method, "id") == id).ok_or_else(missing)
}

fn shown(context: &Context<'_>, entity: &'static EntityType) -> Result<Response, Failure> {
    let user = user(context)?;
    one(context, entity, &name(context, &user), &named(context, &user, entity)?)
}

fn remove(context: &mut Context<'_>, entity: &EntityType) -> Result<Response, Failure> {
    let user = user(context)?;
    let found = named(context, &user, entity)?;
    require_unrestricted(context, &user)?;
    let id = text(&found, "id").to_owned();
    require_not_default(context, &user, &id)?;
    context.tenant.remove(Table::AuthenticationMethods, &format!("{user}/{id}"));
    Ok(no_content())
}

/// Refuses to take the default second factor away while there is another one. The one that was
/// registered first is the default.
fn require_not_default(context: &Context<'_>, user: &str, id: &str) -> Result<(), Failure> {
    let is_second = |method: &&Value| {
        let of = text(method, "@odata.type").trim_start_matches("#microsoft.graph.");
        METHOD_KINDS.iter().any(|kind| kind.is_second_factor && kind.type_name == of)
    };
    let all = methods(context, user);
    let factors: Vec<_> = all.iter().filter(is_second).collect();
    let first =
        factors.iter().min_by_key(|method| (text(method, "createdDateTime"), text(method, "id")));
    if factors.len() > 1 && first.is_some_and(|first| text(first, "id") == id) {
        return Err(Failure::bad_method(format!(
            "The requested authentication method id of [{id}] matches the user's current default \
             authentication method, and cannot be deleted until the default authentication method is changed"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::super::trial::{ALICE, CLOSED, Trial};
    use super::*;
    use crate::sandbox::catalog::{MethodKind, method_kind};

    const READ: &str = "UserAuthenticationMethod.Read.All";
    const WRITE: &str = "UserAuthenticationMethod.ReadWrite.All";

    fn register(trial: &mut Trial, kind: &MethodKind, id: &str) {
        let row = kind.registered(id, "2026-11-23T11:00:00Z");
        trial.tenant.put(Table::AuthenticationMethods, format!("{ALICE}/{id}"), row);
    }

    fn path(rest: &str) -> String {
        format!("/users/{ALICE}/authentication/{rest}")
    }

    fn collection(kind: &MethodKind) -> String {
        kind.type_name.replace("AuthenticationMethod", "Methods")
    }

    #[test]
    fn every_kind_is_listed_read_and_removed() {
        let mut trial = Trial::new(&[WRITE]);
        for kind in &METHOD_KINDS {
            register(&mut trial, kind, kind.name);
        }
        let all = trial.read(&path("methods"));
        let types: Vec<_> =
            all["value"].as_array().unwrap().iter().map(|it| &it["@odata.type"]).collect();
        assert_eq!(types.len(), METHOD_KINDS.len() + 1);
        assert_eq!(types[0], "#microsoft.graph.passwordAuthenticationMethod");
        // The default second factor goes last.
        let (second, first): (Vec<_>, Vec<_>) =
            METHOD_KINDS.iter().partition(|kind| kind.is_second_factor);
        for kind in first.into_iter().chain(second.into_iter().rev()) {
            let own = path(&collection(kind));
            let listed = trial.read(&own);
            assert_eq!(listed["value"][0]["id"], kind.name, "{own}");
            assert!(listed["value"][0].get("@odata.type").is_none(), "{own}");
            let one = format!("{own}/{}", kind.name);
            assert_eq!(trial.read(&one)["id"], kind.name, "{one}");
            assert_eq!(trial.read(&path(&format!("methods/{}", kind.name)))["id"], kind.name);
            assert_eq!(trial.ask("DELETE", &one, None).status, 204, "{one}");
            assert_eq!(trial.verdict("DELETE", &one, None), (404, "resourceNotFound".to_owned()));
        }
        assert_eq!(trial.read(&path("methods"))["value"].as_array().unwrap().len(), 1);
    }

    #[test]
    fn the_password_and_the_untyped_collection_take_no_delete() {
        let mut trial = Trial::new(&[WRITE]);
        let password = trial.read(&path("passwordMethods"))["value"][0].clone();
        assert_eq!((&password["id"], &password["password"]), (&json!(PASSWORD_ID), &Value::Null));
        for collection in ["passwordMethods", "methods"] {
            let path = path(&format!("{collection}/{PASSWORD_ID}"));
            assert_eq!(trial.ask("DELETE", &path, None).status, 405, "{path}");
        }
    }

    #[test]
    fn the_default_second_factor_stays_while_there_is_another() {
        let mut trial = Trial::new(&[WRITE]);
        register(&mut trial, method_kind("phone").unwrap(), "a");
        register(&mut trial, method_kind("softwareOath").unwrap(), "b");
        let (phone, oath) = (path("phoneMethods/a"), path("softwareOathMethods/b"));
        assert_eq!(trial.verdict("DELETE", &phone, None), (400, "badRequest".to_owned()));
        assert_eq!(trial.ask("DELETE", &oath, None).status, 204);
        assert_eq!(trial.ask("DELETE", &phone, None).status, 204);
    }

    #[test]
    fn permissions_and_restricted_units_are_looked_at() {
        let fido2 = method_kind("fido2").unwrap();
        for (permission, all, own, removed) in [
            (READ, 200, 200, 403),
            (WRITE, 200, 200, 204),
            ("UserAuthMethod-Passkey.Read.All", 403, 200, 403),
            ("UserAuthMethod-Passkey.ReadWrite.All", 403, 200, 204),
            ("UserAuthMethod-Phone.ReadWrite.All", 403, 403, 403),
        ] {
            let mut trial = Trial::new(&[permission]);
            register(&mut trial, fido2, "key");
            assert_eq!(trial.ask("GET", &path("methods"), None).status, all, "{permission}");
            assert_eq!(trial.ask("GET", &path("fido2Methods"), None).status, own, "{permission}");
            let one = path("fido2Methods/key");
            assert_eq!(trial.ask("DELETE", &one, None).status, removed, "{permission}");
        }
        let mut trial = Trial::new(&[WRITE]);
        register(&mut trial, fido2, "key");
        trial.join(Table::AdministrativeUnitMembers, CLOSED, ALICE);
        let verdict = trial.verdict("DELETE", &path("fido2Methods/key"), None);
        assert_eq!(verdict, (403, "accessDenied".to_owned()));
    }
}
