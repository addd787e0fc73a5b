//! `addPassword` and `removePassword`. The secret is shown once and kept as a salted hash, under the
//! credential's key in `sandbox.secrets`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use super::ownership::named;
use crate::sandbox::directory::context::{Context, moment, no_content, with_body};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::text;
use crate::sandbox::directory::passwords::kept;
use crate::sandbox::directory::permission::APPLICATION_PARTS_WRITE_ALL;
use crate::sandbox::odata::facts::APPLICATION;
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

/// How long a secret lives unless the request says otherwise: two years.
const LIFE: SignedDuration = SignedDuration::from_hours(2 * 365 * 24);

pub(super) fn add(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (id, mut row) = named(context, APPLICATION_PARTS_WRITE_ALL)?;
    let asked =
        context.request.body.as_ref().and_then(|body| body.get("passwordCredential")).cloned();
    let asked = asked.unwrap_or(Value::Null);
    let (start, end) = life(context, &asked)?;
    let secret = make_secret();
    let key = Uuid::new_v4().to_string();
    let mut credential = json!({
        "customKeyIdentifier": null,
        "displayName": asked.get("displayName").cloned().unwrap_or(Value::Null),
        "endDateTime": moment(end),
        "hint": &secret[..3],
        "keyId": key,
        "secretText": null,
        "startDateTime": moment(start),
    });
    push(&mut row, &credential);
    row["sandbox.secrets"][&key] = kept(&secret);
    context.tenant.put(Table::Applications, id, row);
    credential["secretText"] = json!(secret);
    credential["@odata.context"] =
        json!(format!("{}/$metadata#microsoft.graph.passwordCredential", context.root()));
    Ok(with_body(200, credential))
}

/// Reads from when to when a credential is good.
fn life(context: &Context<'_>, asked: &Value) -> Result<(Timestamp, Timestamp), Failure> {
    let at = |name: &str, usual: Timestamp| match asked.get(name).and_then(Value::as_str) {
        None => Ok(usual),
        Some(text) => text.parse().map_err(|_| Failure::invalid(name, APPLICATION.label)),
    };
    let start = at("startDateTime", context.now)?;
    let end = at("endDateTime", context.now.saturating_add(LIFE).unwrap_or(Timestamp::MAX))?;
    if end > start {
        Ok((start, end))
    } else {
        Err(Failure::invalid("endDateTime", APPLICATION.label))
    }
}

/// Makes a secret of 256 bits, less the twelve that version 4 ids give away.
fn make_secret() -> String {
    let random = [Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat();
    format!("{}~", URL_SAFE_NO_PAD.encode(random))
}

fn push(row: &mut Value, credential: &Value) {
    if let Some(credentials) = row.get_mut("passwordCredentials").and_then(Value::as_array_mut) {
        credentials.push(credential.clone());
    } else {
        row["passwordCredentials"] = json!([credential]);
    }
}

pub(super) fn remove(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (id, mut row) = named(context, APPLICATION_PARTS_WRITE_ALL)?;
    let body = context.body()?;
    let key = body.get("keyId").and_then(Value::as_str).unwrap_or("").to_lowercase();
    let credentials = row.get_mut("passwordCredentials").and_then(Value::as_array_mut);
    let found = credentials.and_then(|all| {
        let at = all.iter().position(|credential| text(credential, "keyId") == key)?;
        Some(all.remove(at))
    });
    if found.is_none() {
        return Err(Failure::bad(format!("No password credential found with keyId '{key}'.")));
    }
    if let Some(secrets) = row.get_mut("sandbox.secrets").and_then(Value::as_object_mut) {
        secrets.remove(&key);
    }
    context.tenant.put(Table::Applications, id, row);
    Ok(no_content())
}
