//! One text for one value, as RFC 8785 has it for what events hold: keys in order, no spaces.

use serde_json::Value;

/// Writes a value with its keys in order and without spaces.
///
/// Keys are ordered here, since the order in which `serde_json` keeps them can be changed by a
/// feature of any dependency.
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::canonical;

    #[test]
    fn keys_come_in_order_at_every_depth() {
        let value = json!({ "b": [{ "z": 1, "a": "\"\n" }], "a": null });
        assert_eq!(canonical(&value), r#"{"a":null,"b":[{"a":"\"\n","z":1}]}"#);
    }
}
