//! `policies/identitySecurityDefaultsEnforcementPolicy`.

use serde_json::{Value, json};

use crate::sandbox::directory::body;
use crate::sandbox::directory::collection::one;
use crate::sandbox::directory::context::{Context, no_content};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::operation::{Operation, get, patch};
use crate::sandbox::directory::permission::{POLICY_READ, SECURITY_DEFAULTS_WRITE};
use crate::sandbox::odata::facts::IDENTITY_SECURITY_DEFAULTS_ENFORCEMENT_POLICY as POLICY;
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

/// The row of the tenant's settings that holds the policy.
const KEY: &str = "identitySecurityDefaultsEnforcementPolicy";
/// The policy has the same id in every tenant.
const ID: &str = "00000000-0000-0000-0000-000000000005";

pub(in super::super) const OPERATIONS: &[Operation] = &[
    get("/policies/identitySecurityDefaultsEnforcementPolicy", POLICY_READ, read),
    patch("/policies/identitySecurityDefaultsEnforcementPolicy", SECURITY_DEFAULTS_WRITE, update),
];

fn current(context: &Context<'_>) -> Value {
    let stored = context.tenant.get(Table::Settings, KEY);
    let is_enabled =
        stored.and_then(|row| row.get("isEnabled")).and_then(Value::as_bool).unwrap_or(false);
    json!({
        "id": ID,
        "displayName": "Security Defaults",
        "description": "Security defaults is a set of basic identity security mechanisms recommended by Microsoft.",
        "isEnabled": is_enabled,
    })
}

fn read(context: &mut Context<'_>) -> Result<Response, Failure> {
    let policy = current(context);
    one(context, &POLICY, "policies/identitySecurityDefaultsEnforcementPolicy", &policy)
}

fn update(context: &mut Context<'_>) -> Result<Response, Failure> {
    let body = context.body()?;
    body::check(context.tenant, &POLICY, &body)?;
    let mut policy = current(context);
    body::merge(&mut policy, body);
    context.tenant.put(Table::Settings, KEY, policy);
    Ok(no_content())
}
