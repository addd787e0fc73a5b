//! One text for one value: keys in order, no spaces, so that bytes can be compared and digested.

use serde_json::Value;
use sha2::{Digest, Sha256};

/// Writes a value with its keys in order and without spaces.
///
/// The order does not rely on how `serde_json` keeps objects, which a feature of any dependency
/// can change.
pub(super) fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(key, _)| key.as_str());
            text.push('{');
            for (index, (key, value)) in fields.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            text.push_str(&value.to_string());
        }
    }
}

/// Returns `sha256:` and the digest of a value's canonical text.
pub(super) fn sha256(value: &Value) -> String {
    let digest = Sha256::digest(canonical(value).as_bytes());
    let hex = digest.iter().map(|byte| format!("{byte:02x}"));
    format!("sha256:{}", hex.collect::<String>())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{canonical, sha256};

    #[test]
    fn keys_come_in_order_at_every_depth() {
        let value = json!({ "b": [{ "z": 1, "a": "\"\n" }], "a": null });
        assert_eq!(canonical(&value), r#"{"a":null,"b":[{"a":"\"\n","z":1}]}"#);
        let empty = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
        assert_eq!(sha256(&json!({})), empty);
    }
}
