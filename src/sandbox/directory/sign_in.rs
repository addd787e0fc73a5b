//! What somebody who holds a credential could do now: whether it signs in, until when the tokens it
//! gets are good, and what the account holds, by every path. Not an operation of Microsoft Graph; a
//! test asks it to see what an attacker or a technician would see.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::authentication::{PASS_TYPE, end, usability};
use super::context::moment;
use super::memberships::{objects, transitive_groups};
use super::objects::{ObjectKind, identify, is_true, text};
use super::policies::{Strength, is_kept_out};
use super::roles;
use crate::sandbox::catalog::method_kind;
use crate::sandbox::secret::is_hash_of;
use crate::sandbox::store::{Table, Tenant};

/// What somebody comes with.
pub enum Credential<'a> {
    /// A password.
    Password(&'a str),
    /// A Temporary Access Pass.
    Pass(&'a str),
    /// A registered method of this kind, such as `fido2`.
    Method(&'a str),
    /// Tokens of a sign-in that succeeded at this time.
    Session(Timestamp),
}

/// Returns a user's object id by the id itself or the user principal name.
#[must_use]
pub fn identify_user(tenant: &Tenant, user: &str) -> Option<String> {
    identify(tenant, ObjectKind::User, user).ok()
}

/// Tries to sign in as a user, named by object id. The answer says whether it `succeeds`, `why` not,
/// `tokensUntil` when its tokens live (nothing where only a revocation ends them), and which `roles`
/// and `groups` the account has now. With `leaves_traces` a success counts as a sign-in: it uses a
/// one-time pass up and shows in the user's sign-in activity.
pub fn sign_in(
    tenant: &mut Tenant,
    now: Timestamp,
    (user, credential): (&str, &Credential<'_>),
    leaves_traces: bool,
) -> Value {
    super::settle(tenant, now);
    let judged = judge(tenant, now, user, credential);
    if let (true, Ok(_)) = (leaves_traces, &judged) {
        leave_traces(tenant, now, user, credential);
    }
    json!({
        "succeeds": judged.is_ok(),
        "why": judged.as_ref().err(),
        "tokensUntil": judged.as_ref().ok().copied().flatten().map(moment),
        "roles": held(tenant, now, user),
        "groups": groups(tenant, user),
    })
}

/// Returns until when the tokens of a sign-in are good, or why there is none.
fn judge(
    tenant: &Tenant,
    now: Timestamp,
    user: &str,
    credential: &Credential<'_>,
) -> Result<Option<Timestamp>, &'static str> {
    let row = tenant.get(Table::Users, user).ok_or("UserNotFound")?;
    let is_enabled = is_true(row, "accountEnabled");
    let until = match credential {
        Credential::Password(password) => {
            let kept = tenant.get(Table::Passwords, user);
            kept.filter(|kept| is_hash_of(kept, password)).ok_or("WrongCredential").map(|_| None)
        }
        Credential::Pass(pass) => {
            let kept = pass_of(tenant, user).ok_or("NoPass")?;
            if !is_hash_of(&kept["sandbox.pass"], pass) {
                return Err("WrongCredential");
            }
            match usability(tenant, (user, kept), now) {
                (true, _) => Ok(end(kept)),
                (false, reason) => Err(reason),
            }
        }
        Credential::Method(kind) => {
            has_method(tenant, user, kind).then_some(None).ok_or("NotRegistered")
        }
        Credential::Session(began) => {
            let valid = text(row, "signInSessionsValidFromDateTime").parse::<Timestamp>();
            let is_valid = valid.map_or(true, |valid| *began >= valid);
            is_valid.then_some(None).ok_or("SessionRevoked")
        }
    }?;
    if !is_enabled {
        Err("AccountDisabled")
    } else if !matches!(credential, Credential::Session(_))
        && is_kept_out(tenant, now, (user, strength(tenant, user, credential)))
    {
        Err("BlockedByConditionalAccess")
    } else {
        Ok(until)
    }
}

/// Names the way to sign in as an authentication strength does.
fn strength(tenant: &Tenant, user: &str, credential: &Credential<'_>) -> Strength {
    match credential {
        Credential::Pass(_) => {
            let is_once = pass_of(tenant, user).is_some_and(|pass| is_true(pass, "isUsableOnce"));
            Some(if is_once { "temporaryAccessPassOneTime" } else { "temporaryAccessPassMultiUse" })
        }
        Credential::Method("fido2") => Some("fido2"),
        Credential::Method("windowsHelloForBusiness" | "platformCredential") => {
            Some("windowsHelloForBusiness")
        }
        Credential::Method("microsoftAuthenticator") => Some("deviceBasedPush"),
        Credential::Method(_) | Credential::Password(_) | Credential::Session(_) => None,
    }
}

fn rows<'a>(tenant: &'a Tenant, prefix: &'a str) -> impl Iterator<Item = &'a Value> {
    tenant.rows_under(Table::AuthenticationMethods, prefix).map(|(_, row)| row)
}

fn pass_of<'a>(tenant: &'a Tenant, user: &str) -> Option<&'a Value> {
    let prefix = format!("{user}/");
    let key = rows(tenant, &prefix)
        .find(|row| text(row, "@odata.type") == PASS_TYPE)
        .map(|row| format!("{user}/{}", text(row, "id")))?;
    tenant.get(Table::AuthenticationMethods, &key)
}

fn has_method(tenant: &Tenant, user: &str, kind: &str) -> bool {
    let Some(kind) = method_kind(kind) else { return false };
    let prefix = format!("{user}/");
    rows(tenant, &prefix).any(|row| text(row, "@odata.type").ends_with(kind.type_name))
}

fn leave_traces(tenant: &mut Tenant, now: Timestamp, user: &str, credential: &Credential<'_>) {
    if let (Credential::Pass(_), Some(pass)) = (credential, pass_of(tenant, user)) {
        let mut pass = pass.clone();
        pass["sandbox.used"] = json!(moment(now));
        let key = format!("{user}/{}", text(&pass, "id"));
        tenant.put(Table::AuthenticationMethods, key, pass);
    }
    if matches!(credential, Credential::Session(_)) {
        return;
    }
    if let Some(row) = tenant.get(Table::Users, user) {
        let mut row = row.clone();
        row["signInActivity"]["lastSignInDateTime"] = json!(moment(now));
        row["signInActivity"]["lastSuccessfulSignInDateTime"] = json!(moment(now));
        tenant.put(Table::Users, user, row);
    }
}

/// The roles that an account holds, each with the group that it holds it through.
fn held(tenant: &Tenant, now: Timestamp, user: &str) -> Vec<Value> {
    let groups = transitive_groups(tenant, user);
    let assignments = roles::assignments(tenant, now).into_iter();
    assignments
        .filter_map(|row| {
            let principal = text(&row, "principalId");
            let through = (principal != user).then_some(principal);
            if through.is_some_and(|group| !groups.contains(group)) {
                return None;
            }
            let role = roles::definition(tenant, text(&row, "roleDefinitionId"));
            Some(json!({
                "role": role.as_ref().map(|role| text(role, "displayName")),
                "roleDefinitionId": row["roleDefinitionId"],
                "directoryScopeId": row["directoryScopeId"],
                "through": through,
            }))
        })
        .collect()
}

fn groups(tenant: &Tenant, user: &str) -> Vec<Value> {
    let found = objects(tenant, transitive_groups(tenant, user));
    let shown = |group: &Value| json!({"id": group["id"], "displayName": group["displayName"]});
    found.iter().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::passwords::kept;
    use super::super::trial::{ALICE, HELD, Trial};
    use super::*;

    fn why(trial: &mut Trial, credential: &Credential<'_>) -> Value {
        sign_in(&mut trial.tenant, trial.now, (ALICE, credential), true)["why"].clone()
    }

    fn set(trial: &mut Trial, property: &str, value: Value) {
        let mut row = trial.tenant.get(Table::Users, ALICE).unwrap().clone();
        row[property] = value;
        trial.tenant.put(Table::Users, ALICE, row);
    }

    #[test]
    fn a_password_signs_in_while_it_is_in_force_and_the_account_enabled() {
        let mut trial = Trial::new(&[]);
        trial.tenant.put(Table::Passwords, ALICE, kept("first"));
        assert_eq!(why(&mut trial, &Credential::Password("first")), Value::Null);
        assert_eq!(why(&mut trial, &Credential::Password("second")), "WrongCredential");
        set(&mut trial, "accountEnabled", json!(false));
        assert_eq!(why(&mut trial, &Credential::Password("first")), "AccountDisabled");
    }

    #[test]
    fn a_pass_signs_in_until_it_ends_and_once_where_it_is_for_once() {
        let mut trial = Trial::new(&["UserAuthMethod-TAP.ReadWrite.All"]);
        let path = format!("/users/{ALICE}/authentication/temporaryAccessPassMethods");
        assert_eq!(why(&mut trial, &Credential::Pass("x")), "NoPass");
        let make = |trial: &mut Trial, body: Value| {
            let made = trial.ask("POST", &path, Some(body)).body.unwrap();
            made["temporaryAccessPass"].as_str().unwrap().to_owned()
        };
        let pass = make(&mut trial, json!({"lifetimeInMinutes": 60}));
        let come = |trial: &mut Trial, pass: &str| {
            sign_in(&mut trial.tenant, trial.now, (ALICE, &Credential::Pass(pass)), true)
        };
        assert_eq!(come(&mut trial, &pass)["tokensUntil"], "2026-11-23T13:00:00Z");
        assert_eq!(come(&mut trial, &pass)["succeeds"], true);
        assert_eq!(come(&mut trial, "wrong")["why"], "WrongCredential");
        let once = make(&mut trial, json!({"isUsableOnce": true}));
        assert_eq!(come(&mut trial, &pass)["why"], "WrongCredential");
        assert_eq!(come(&mut trial, &once)["succeeds"], true);
        assert_eq!(come(&mut trial, &once)["why"], "OneTimeUsed");
        let pass = make(&mut trial, json!({}));
        trial.now = "2026-11-23T13:00:00Z".parse().unwrap();
        assert_eq!(come(&mut trial, &pass)["why"], "Expired");
    }

    #[test]
    fn asking_without_traces_changes_nothing() {
        let mut trial = Trial::new(&[]);
        trial.tenant.put(Table::Passwords, ALICE, kept("first"));
        trial.tenant.take_recorded();
        let asked = (ALICE, &Credential::Password("first"));
        assert_eq!(sign_in(&mut trial.tenant, trial.now, asked, false)["succeeds"], true);
        assert!(trial.tenant.take_recorded().is_empty());
        sign_in(&mut trial.tenant, trial.now, asked, true);
        let row = trial.tenant.get(Table::Users, ALICE).unwrap();
        assert_eq!(row["signInActivity"]["lastSignInDateTime"], "2026-11-23T12:00:00Z");
    }

    #[test]
    fn sessions_and_methods_are_credentials_too() {
        let mut trial = Trial::new(&[]);
        let began = "2026-11-23T11:00:00Z".parse().unwrap();
        assert_eq!(why(&mut trial, &Credential::Session(began)), Value::Null);
        set(&mut trial, "signInSessionsValidFromDateTime", json!("2026-11-23T11:00:01Z"));
        assert_eq!(why(&mut trial, &Credential::Session(began)), "SessionRevoked");
        assert_eq!(why(&mut trial, &Credential::Method("fido2")), "NotRegistered");
        let row = method_kind("fido2").unwrap().registered("k", "2026-11-23T11:00:00Z");
        trial.tenant.put(Table::AuthenticationMethods, format!("{ALICE}/k"), row);
        assert_eq!(why(&mut trial, &Credential::Method("fido2")), Value::Null);
        assert_eq!(why(&mut trial, &Credential::Method("phone")), "NotRegistered");
    }

    #[test]
    fn a_policy_can_keep_a_pass_out_and_let_a_key_in() {
        let mut trial = Trial::new(&["UserAuthMethod-TAP.ReadWrite.All"]);
        let path = format!("/users/{ALICE}/authentication/temporaryAccessPassMethods");
        let made = trial.ask("POST", &path, Some(json!({}))).body.unwrap();
        let pass = made["temporaryAccessPass"].as_str().unwrap();
        let row = method_kind("fido2").unwrap().registered("k", "2026-11-23T11:00:00Z");
        trial.tenant.put(Table::AuthenticationMethods, format!("{ALICE}/k"), row);
        let policy = json!({
            "id": "p", "state": "enabled", "conditions": {"users": {"includeUsers": ["All"]}},
            "grantControls": {"authenticationStrength": {"allowedCombinations": ["fido2"]}},
        });
        trial.tenant.put(Table::Settings, "conditionalAccessPolicies/p", policy);
        assert_eq!(why(&mut trial, &Credential::Pass(pass)), "BlockedByConditionalAccess");
        assert_eq!(why(&mut trial, &Credential::Method("fido2")), Value::Null);
    }

    #[test]
    fn roles_are_found_by_every_path() {
        let mut trial = Trial::new(&[]);
        trial.give(ALICE, "Global Reader", "/");
        trial.give(HELD, "User Administrator", "/");
        trial.join(Table::GroupMembers, HELD, ALICE);
        let asked = (ALICE, &Credential::Password("x"));
        let said = sign_in(&mut trial.tenant, trial.now, asked, true);
        let mut roles: Vec<_> = said["roles"]
            .as_array()
            .unwrap()
            .iter()
            .map(|role| (role["role"].as_str().unwrap(), role["through"].clone()))
            .collect();
        roles.sort_by_key(|(name, _)| *name);
        assert_eq!(roles, [("Global Reader", Value::Null), ("User Administrator", json!(HELD))]);
        assert_eq!(said["groups"][0]["displayName"], "Held");
    }
}
