//! One text for one value, so that bytes can be compared and digested.

use std::fmt::Write as _;

use serde_json::Value;

/// Writes a value with its keys in order and without spaces: RFC 8785, for the whole numbers that
/// plans and events hold.
///
/// The order does not rely on how `serde_json` keeps objects, which a feature of any dependency
/// can change.
#[must_use]
pub fn canonical_json(value: &Value) -> String {
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

/// Writes bytes as hexadecimal digits in lower case.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{canonical_json, hexadecimal};

    #[test]
    fn keys_come_in_order_at_every_depth() {
        let value = json!({ "b": [{ "z": 1, "a": "\"\n" }], "a": null });
        assert_eq!(canonical_json(&value), r#"{"a":null,"b":[{"a":"\"\n","z":1}]}"#);
    }

    #[test]
    fn every_byte_has_two_digits() {
        assert_eq!(hexadecimal(&[0, 10, 255]), "000aff");
    }
}
