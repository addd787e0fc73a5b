//! What makes the same change in several tenants one row.

use serde_json::{Value, json};

use super::digest::sha256;
use crate::plan::{Attribute, Change};

/// Returns a key that is equal for changes which only differ in what every tenant has its own of:
/// ids, domains and the times of grants.
pub(super) fn group_key(change: &Change) -> String {
    let attributes: Vec<Value> = change.attributes.iter().map(general).collect();
    sha256(&json!({
        "address": change.address,
        "action": change.action,
        "reason": change.reason,
        "risk": change.risk,
        "attributes": attributes,
    }))
}

fn general(attribute: &Attribute) -> Value {
    let value = |value: &Value| match (attribute.path.as_str(), value) {
        ("/tenantryGrant", _) => Value::Null,
        ("/userPrincipalName", Value::String(text)) => {
            json!(text.split_once('@').map_or(text.as_str(), |(name, _)| name))
        }
        (_, other) => other.clone(),
    };
    json!([attribute.path, value(&attribute.before), value(&attribute.after)])
}
