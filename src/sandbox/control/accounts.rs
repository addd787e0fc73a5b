//! What a test asks of a tenant's accounts that Microsoft Graph does not tell: whether a password is
//! in force, what a credential can do now; and the one thing that only the person can do, registering
//! an authentication method.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::routes::{Refused, read, with};
use crate::sandbox::catalog::{METHOD_KINDS, method_kind};
use crate::sandbox::directory::{Credential, identify_user, sign_in};
use crate::sandbox::secret::is_hash_of;
use crate::sandbox::seed::rfc3339;
use crate::sandbox::store::{Table, Tenant};
use crate::sandbox::world::World;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PasswordQuestion {
    /// The user's object id or principal name; any user when left out.
    user: Option<String>,
    password: Passwords,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Passwords {
    One(String),
    Any(Vec<String>),
}

impl Passwords {
    fn is_in_force(&self, kept: &Value) -> bool {
        match self {
            Self::One(password) => is_hash_of(kept, password),
            Self::Any(passwords) => passwords.iter().any(|password| is_hash_of(kept, password)),
        }
    }
}

/// Tells whether a password, or any of several, is the one in force for a user, or for any.
pub(super) fn password(world: &World, id: &str, body: &[u8]) -> Result<Value, Refused> {
    let asked: PasswordQuestion = read(body)?;
    let in_force = with(world, id, |tenant| {
        let Some(user) = &asked.user else {
            let mut all = tenant.rows(Table::Passwords);
            return Some(all.any(|(_, kept)| asked.password.is_in_force(kept)));
        };
        let kept = tenant.get(Table::Passwords, &identify_user(tenant, user)?);
        Some(kept.is_some_and(|kept| asked.password.is_in_force(kept)))
    })?;
    Ok(json!({ "inForce": in_force.ok_or(Refused::NotFound)? }))
}

/// Somebody who tries to sign in, with one credential.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Attempt {
    /// The user's object id or principal name.
    user: String,
    password: Option<String>,
    /// A Temporary Access Pass.
    pass: Option<String>,
    /// The kind of a registered method.
    method: Option<String>,
    /// When a sign-in succeeded whose tokens are used again.
    session: Option<Timestamp>,
    /// Whether the attempt leaves no traces: no one-time pass is used up by it.
    #[serde(default)]
    pretend: bool,
}

impl Attempt {
    fn credential(&self) -> Option<Credential<'_>> {
        match (&self.password, &self.pass, &self.method, self.session) {
            (Some(password), None, None, None) => Some(Credential::Password(password)),
            (None, Some(pass), None, None) => Some(Credential::Pass(pass)),
            (None, None, Some(kind), None) => Some(Credential::Method(kind)),
            (None, None, None, Some(began)) => Some(Credential::Session(began)),
            _ => None,
        }
    }
}

/// Tells what somebody who comes with a credential could do now.
pub(super) async fn try_sign_in(world: &World, id: &str, body: &[u8]) -> Result<Value, Refused> {
    let asked: Attempt = read(body)?;
    let credential = asked.credential().ok_or_else(|| {
        Refused::Bad("one of `password`, `pass`, `method` and `session` is needed".to_owned())
    })?;
    change(world, id, |tenant| {
        let user = identify_user(tenant, &asked.user).ok_or(Refused::NotFound)?;
        let attempt = (user.as_str(), &credential);
        Ok(sign_in(tenant, world.clock.now(), attempt, !asked.pretend))
    })
    .await
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Registration {
    /// The user's object id or principal name.
    user: String,
    kind: String,
}

/// Registers an authentication method for a user, as the person would.
pub(super) async fn register(world: &World, id: &str, body: &[u8]) -> Result<Value, Refused> {
    let asked: Registration = read(body)?;
    let kind = method_kind(&asked.kind).ok_or_else(|| {
        let known = METHOD_KINDS.map(|kind| kind.name).join(", ");
        Refused::Bad(format!("`{}` is none of {known}", asked.kind))
    })?;
    let (method, now) = (Uuid::new_v4().to_string(), rfc3339(world.clock.now()));
    change(world, id, |tenant| {
        let user = identify_user(tenant, &asked.user).ok_or(Refused::NotFound)?;
        let row = kind.registered(&method, &now);
        tenant.put(Table::AuthenticationMethods, format!("{user}/{method}"), row);
        Ok(json!({ "id": method, "kind": kind.name }))
    })
    .await
}

/// Lets a function change a tenant, and answers once the change is durable.
async fn change(
    world: &World,
    id: &str,
    act: impl FnOnce(&mut Tenant) -> Result<Value, Refused>,
) -> Result<Value, Refused> {
    let id: Uuid = id.parse().map_err(|_| Refused::NotFound)?;
    let (answer, change) = world.store.with(id, act)?.ok_or(Refused::NotFound)?;
    world.store.settle(change).await?;
    answer
}
