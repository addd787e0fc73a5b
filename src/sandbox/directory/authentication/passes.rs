//! `users/{id}/authentication/temporaryAccessPassMethods`. A user has one pass at the most; its text
//! is in the answer that makes it and nowhere else, and what is kept is a salted hash.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::methods::{missing, require_unrestricted, user};
use super::needs::{PASS_READ, PASS_WRITE};
use super::usability::usability;
use crate::sandbox::directory::body;
use crate::sandbox::directory::collection::{Listing, created, list, one};
use crate::sandbox::directory::context::{Context, moment, no_content};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::text;
use crate::sandbox::directory::operation::{Operation, delete, get, post};
use crate::sandbox::directory::passwords;
use crate::sandbox::directory::policies::PassPolicy;
use crate::sandbox::odata::facts::TEMPORARY_ACCESS_PASS_AUTHENTICATION_METHOD as PASS;
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

/// The type of a pass.
pub(in super::super) const PASS_TYPE: &str =
    "#microsoft.graph.temporaryAccessPassAuthenticationMethod";
/// How far in the past a pass may begin, for callers whose clocks differ.
const GRACE: SignedDuration = SignedDuration::from_mins(5);
/// What passes are made of: letters and digits that nobody confuses, 64 with the signs.
const LETTERS: &[u8; 64] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789+*#&$%@?";

pub(in super::super) const OPERATIONS: &[Operation] = &[
    get("/users/{id}/authentication/temporaryAccessPassMethods", PASS_READ, list_all),
    post("/users/{id}/authentication/temporaryAccessPassMethods", PASS_WRITE, create),
    get("/users/{id}/authentication/temporaryAccessPassMethods/{id}", PASS_READ, get_one),
    delete("/users/{id}/authentication/temporaryAccessPassMethods/{id}", PASS_WRITE, remove),
];

fn name(user: &str) -> String {
    format!("users('{user}')/authentication/temporaryAccessPassMethods")
}

/// Returns a user's passes as they are shown now.
fn passes(context: &Context<'_>, user: &str) -> Vec<Value> {
    let prefix = format!("{user}/");
    let rows = context.tenant.rows_under(Table::AuthenticationMethods, &prefix);
    rows.map(|(_, row)| row)
        .filter(|row| text(row, "@odata.type") == PASS_TYPE)
        .map(|row| shown(context, user, row))
        .collect()
}

/// Adds to a pass whether it can be used now.
pub(super) fn shown(context: &Context<'_>, user: &str, pass: &Value) -> Value {
    let mut pass = pass.clone();
    let (is_usable, reason) = usability(context.tenant, (user, &pass), context.now);
    pass["isUsable"] = json!(is_usable);
    pass["methodUsabilityReason"] = json!(reason);
    pass
}

fn list_all(context: &mut Context<'_>) -> Result<Response, Failure> {
    let user = user(context)?;
    let items = passes(context, &user).into_iter().map(Cow::Owned).collect();
    list(context, Listing { entity: &PASS, name: name(&user), items })
}

fn named(context: &Context<'_>, user: &str) -> Result<Value, Failure> {
    let id = context.key(1);
    passes(context, user).into_iter().find(|pass| text(pass, "id") == id).ok_or_else(missing)
}

fn get_one(context: &mut Context<'_>) -> Result<Response, Failure> {
    let user = user(context)?;
    let found = named(context, &user)?;
    let mut response = one(context, &PASS, &name(&user), &found)?;
    if let Some(body) = &mut response.body {
        body["@odata.type"] = json!(PASS_TYPE);
    }
    Ok(response)
}

fn create(context: &mut Context<'_>) -> Result<Response, Failure> {
    let user = user(context)?;
    let body = context.body()?;
    body::check(context.tenant, &PASS, &body)
        .map_err(|failure| Failure::bad_method(failure.message))?;
    require_unrestricted(context, &user)?;
    let policy = PassPolicy::of(context.tenant);
    let mut row = wish(&policy, &body, context.now)?;
    let secret = make_up(policy.length());
    row["id"] = json!(Uuid::new_v4().to_string());
    row["createdDateTime"] = json!(context.moment());
    row["sandbox.pass"] = passwords::kept(&secret);
    let old: Vec<_> =
        passes(context, &user).iter().map(|pass| text(pass, "id").to_owned()).collect();
    for id in old {
        context.tenant.remove(Table::AuthenticationMethods, &format!("{user}/{id}"));
    }
    let key = format!("{user}/{}", text(&row, "id"));
    context.tenant.put(Table::AuthenticationMethods, key, row.clone());
    let mut shown = shown(context, &user, &row);
    shown["temporaryAccessPass"] = json!(secret);
    let mut response = created(context, &PASS, &name(&user), &shown);
    if let Some(body) = &mut response.body {
        body["@odata.type"] = json!(PASS_TYPE);
    }
    Ok(response)
}

/// Reads what a new pass is to be, within what the policy allows.
fn wish(policy: &PassPolicy, body: &Map<String, Value>, now: Timestamp) -> Result<Value, Failure> {
    let (shortest, longest) = policy.bounds();
    let asked = body.get("lifetimeInMinutes").and_then(Value::as_i64);
    let lifetime = asked.unwrap_or_else(|| policy.default_lifetime());
    if !(shortest..=longest).contains(&lifetime) {
        return Err(Failure::bad_method(format!(
            "Invalid LifetimeInMinutes specified. The valid range between {shortest} and {longest}."
        )));
    }
    let asked = body.get("isUsableOnce").and_then(Value::as_bool);
    let is_once = asked.unwrap_or_else(|| policy.is_once_only());
    if policy.is_once_only() && !is_once {
        return Err(Failure::bad_method(
            "Invalid IsUsableOnce specified. The policy allows passes for one-time use only.",
        ));
    }
    let start = body::text(body, "startDateTime").and_then(|start| start.parse().ok());
    let start: Timestamp = start.unwrap_or(now);
    if now.duration_since(start) > GRACE {
        return Err(Failure::bad_method("Invalid StartDateTime specified. It is in the past."));
    }
    Ok(json!({
        "@odata.type": PASS_TYPE,
        "isUsableOnce": is_once,
        "lifetimeInMinutes": lifetime,
        "startDateTime": moment(start),
    }))
}

/// Makes up a pass. Two of a version 4 UUID's bytes are not random and are left out; six bits of
/// each of the others choose a letter.
fn make_up(length: usize) -> String {
    let random = std::iter::repeat_with(|| Uuid::new_v4().into_bytes()).flat_map(|bytes| {
        bytes.into_iter().enumerate().filter(|(at, _)| !matches!(at, 6 | 8)).map(|(_, byte)| byte)
    });
    random.take(length).map(|byte| char::from(LETTERS[usize::from(byte & 63)])).collect()
}

fn remove(context: &mut Context<'_>) -> Result<Response, Failure> {
    let user = user(context)?;
    let found = named(context, &user)?;
    require_unrestricted(context, &user)?;
    let key = format!("{user}/{}", text(&found, "id"));
    context.tenant.remove(Table::AuthenticationMethods, &key);
    Ok(no_content())
}

#[cfg(test)]
mod tests {
    use super::super::super::trial::{ADMIN, ALICE, CLOSED, Trial};
    use super::*;

    const PERMISSION: &[&str] = &["UserAuthMethod-TAP.ReadWrite.All"];

    fn path(user: &str) -> String {
        format!("/users/{user}/authentication/temporaryAccessPassMethods")
    }

    #[test]
    fn a_pass_is_shown_once_and_kept_as_a_hash() {
        let mut trial = Trial::new(PERMISSION);
        let made = trial.ask("POST", &path(ALICE), Some(json!({"lifetimeInMinutes": 120})));
        assert_eq!(made.status, 201, "{:?}", made.body);
        let made = made.body.unwrap();
        let secret = made["temporaryAccessPass"].as_str().unwrap();
        assert_eq!(secret.chars().count(), 8);
        assert_eq!(
            (&made["isUsable"], &made["methodUsabilityReason"], &made["@odata.type"]),
            (&json!(true), &json!("EnabledByPolicy"), &json!(PASS_TYPE))
        );
        let id = made["id"].as_str().unwrap();
        let read = trial.read(&format!("{}/{id}", path(ALICE)));
        assert_eq!(
            (&read["temporaryAccessPass"], &read["lifetimeInMinutes"], &read["startDateTime"]),
            (&Value::Null, &json!(120), &json!("2026-11-23T12:00:00Z"))
        );
        let kept = serde_json::to_string(&trial.tenant).unwrap();
        assert!(!kept.contains(secret) && !read.to_string().contains("sandbox."));
        trial.now = "2026-11-23T14:00:00Z".parse().unwrap();
        let read = trial.read(&path("alice@trial.example"));
        assert_eq!(read["value"][0]["methodUsabilityReason"], "Expired");
    }

    #[test]
    fn a_new_pass_replaces_the_old_one_and_one_can_be_deleted() {
        let mut trial = Trial::new(PERMISSION);
        let ids = [(); 2].map(|()| {
            let made = trial.ask("POST", &path(ALICE), Some(json!({}))).body.unwrap();
            made["id"].as_str().unwrap().to_owned()
        });
        let all = trial.read(&path(ALICE));
        assert_eq!(all["value"].as_array().unwrap().len(), 1);
        assert_eq!(all["value"][0]["id"], ids[1]);
        let old = format!("{}/{}", path(ALICE), ids[0]);
        assert_eq!(trial.verdict("DELETE", &old, None), (404, "resourceNotFound".to_owned()));
        let new = format!("{}/{}", path(ALICE), ids[1]);
        assert_eq!(trial.ask("DELETE", &new, None).status, 204);
        assert_eq!(trial.read(&path(ALICE))["value"], json!([]));
        // Nobody else's is touched.
        assert_eq!(trial.ask("POST", &path(ADMIN), Some(json!({}))).status, 201);
    }

    #[test]
    fn what_the_policy_does_not_allow_is_refused_or_unusable() {
        let once = json!({"isUsableOnce": true, "state": "enabled", "minimumLifetimeInMinutes": 60, "maximumLifetimeInMinutes": 480, "defaultLifetimeInMinutes": 60, "includeTargets": [{"id": "all_users"}]});
        let usual = PassPolicy::of(&Trial::new(&[]).tenant);
        for (policy, wish, message) in [
            (None, json!({"lifetimeInMinutes": 59}), "The valid range between 60 and 480."),
            (None, json!({"lifetimeInMinutes": 481}), "The valid range between 60 and 480."),
            (None, json!({"startDateTime": "2026-11-23T11:00:00Z"}), "StartDateTime"),
            (None, json!({"temporaryAccessPass": "x"}), "read-only"),
            (None, json!({"nonsense": 1}), "nonsense"),
            (Some(&once), json!({"isUsableOnce": false}), "IsUsableOnce"),
        ] {
            let mut trial = Trial::new(PERMISSION);
            if let Some(policy) = policy {
                trial.tenant.put(Table::Settings, "temporaryAccessPass", policy.clone());
            }
            trial.tenant.take_recorded();
            let refused = trial.ask("POST", &path(ALICE), Some(wish.clone()));
            let error = refused.body.unwrap()["error"].clone();
            assert_eq!((refused.status, &error["code"]), (400, &json!("badRequest")), "{wish}");
            assert!(error["message"].as_str().unwrap().contains(message), "{error}");
            assert!(trial.tenant.take_recorded().is_empty());
        }
        assert_eq!(usual.bounds(), (60, 480));
        let mut trial = Trial::new(PERMISSION);
        trial.tenant.put(Table::Settings, "temporaryAccessPass", once);
        let made = trial.ask("POST", &path(ALICE), Some(json!({}))).body.unwrap();
        assert_eq!(made["isUsableOnce"], true);
        let mut off = Trial::new(PERMISSION);
        off.tenant.put(
            Table::Settings,
            "temporaryAccessPass",
            json!({"state": "disabled", "minimumLifetimeInMinutes": 60, "maximumLifetimeInMinutes": 480, "defaultLifetimeInMinutes": 60}),
        );
        let made = off.ask("POST", &path(ALICE), Some(json!({}))).body.unwrap();
        assert_eq!(
            (&made["isUsable"], &made["methodUsabilityReason"]),
            (&json!(false), &json!("DisabledByPolicy"))
        );
    }

    #[test]
    fn a_pass_can_be_made_for_later() {
        let mut trial = Trial::new(PERMISSION);
        let wish = json!({"startDateTime": "2026-11-23T13:00:00Z", "lifetimeInMinutes": 60});
        let made = trial.ask("POST", &path(ALICE), Some(wish)).body.unwrap();
        assert_eq!(made["methodUsabilityReason"], "NotYetValid");
        trial.now = "2026-11-23T13:00:00Z".parse().unwrap();
        assert_eq!(trial.read(&path(ALICE))["value"][0]["isUsable"], true);
    }

    #[test]
    fn permission_user_and_restricted_units_are_looked_at() {
        for (permission, read, write) in [
            ("UserAuthMethod-TAP.Read.All", 200, 403),
            ("UserAuthenticationMethod.Read.All", 200, 403),
            ("UserAuthenticationMethod.ReadWrite.All", 200, 201),
            ("User.ReadWrite.All", 403, 403),
        ] {
            let mut trial = Trial::new(&[permission]);
            assert_eq!(trial.ask("GET", &path(ALICE), None).status, read, "{permission}");
            let made = trial.verdict("POST", &path(ALICE), Some(json!({})));
            assert_eq!(made.0, write, "{permission}");
            assert!(write == 201 || made.1 == "accessDenied", "{made:?}");
        }
        let mut trial = Trial::new(PERMISSION);
        let verdict = trial.verdict("POST", &path("nobody@trial.example"), Some(json!({})));
        assert_eq!(verdict, (404, "resourceNotFound".to_owned()));
        trial.join(Table::AdministrativeUnitMembers, CLOSED, ALICE);
        let verdict = trial.verdict("POST", &path(ALICE), Some(json!({})));
        assert_eq!(verdict, (403, "accessDenied".to_owned()));
    }

    #[test]
    fn passes_are_as_long_as_asked_and_differ() {
        assert_eq!([8, 20, 48].map(|length| make_up(length).chars().count()), [8, 20, 48]);
        assert_ne!(make_up(48), make_up(48));
    }
}
