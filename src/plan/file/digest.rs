//! What identifies a plan.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::domain::{canonical_json, hexadecimal};

/// Returns the digest of a plan document given as JSON, also of one whose fields this version does
/// not know: what a later minor version adds to a change is covered.
pub(super) fn digest(document: &Value) -> String {
    let tenants = document["tenants"].as_array().into_iter().flatten();
    let ids: Vec<&Value> = tenants.map(|tenant| &tenant["tenantId"]).collect();
    let changes = document["changes"].as_array().into_iter().flatten();
    let changes: Vec<Value> = changes.map(bare).collect();
    sha256(&json!({
        "formatVersion": document["formatVersion"],
        "configuration": document["source"]["digest"],
        "tenants": ids,
        "changes": changes,
    }))
}

/// Returns `sha256:` and the digest of a value's canonical text.
pub(super) fn sha256(value: &Value) -> String {
    format!("sha256:{}", hexadecimal(&Sha256::digest(canonical_json(value).as_bytes())))
}

/// A change is the same wherever in its file it stands and whatever is noted beside its fields: a
/// note tells how long ago something was.
fn bare(change: &Value) -> Value {
    let mut change = change.clone();
    if let Some(fields) = change.as_object_mut() {
        fields.remove("source");
        let attributes = fields.get_mut("attributes").and_then(Value::as_array_mut);
        for attribute in attributes.into_iter().flatten().filter_map(Value::as_object_mut) {
            attribute.remove("note");
        }
    }
    change
}
