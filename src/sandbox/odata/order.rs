//! `$orderby`.

use std::cmp::Ordering;

use serde_json::Value;

use super::entity::EntityType;
use super::problem::Problem;

/// One key of `$orderby`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The property.
    pub property: String,
    /// Whether the greatest comes first.
    pub is_descending: bool,
}

impl Order {
    /// Reads `$orderby`.
    ///
    /// # Errors
    ///
    /// Returns the service's refusal for unknown and unsortable properties and directions.
    pub(super) fn read(text: &str, entity: &EntityType) -> Result<Vec<Self>, Problem> {
        text.split(',').map(|key| Self::read_key(key, entity)).collect()
    }

    fn read_key(key: &str, entity: &EntityType) -> Result<Self, Problem> {
        let mut words = key.split_whitespace();
        let name = words.next().unwrap_or("");
        let is_descending = match (words.next(), words.next()) {
            (None | Some("asc"), None) => false,
            (Some("desc"), None) => true,
            _ => {
                return Err(Problem::malformed(format!(
                    "Invalid orderby clause: Syntax error in '{}'.",
                    key.trim()
                )));
            }
        };
        let property = entity.property(name).ok_or_else(|| {
            Problem::unknown_property("Invalid orderby clause", name, entity.name)
        })?;
        if !property.is_sortable {
            return Err(Problem::unsupported("Sorting not supported for current query."));
        }
        Ok(Self { property: name.to_owned(), is_descending })
    }
}

/// Orders two objects by keys; missing values come first.
#[must_use]
pub fn compare(keys: &[Order], left: &Value, right: &Value) -> Ordering {
    let text = |object: &Value, name: &str| {
        object.get(name).and_then(Value::as_str).map(str::to_lowercase)
    };
    keys.iter()
        .map(|key| {
            let order = text(left, &key.property).cmp(&text(right, &key.property));
            if key.is_descending { order.reverse() } else { order }
        })
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::facts::USER;
    use super::*;

    #[test]
    fn objects_are_ordered() {
        let keys = Order::read("displayName desc", &USER).unwrap();
        let (alice, bob) = (json!({"displayName": "alice"}), json!({"displayName": "Bob"}));
        assert_eq!(compare(&keys, &alice, &bob), Ordering::Greater);
        assert_eq!(
            compare(&Order::read("displayName", &USER).unwrap(), &alice, &bob),
            Ordering::Less
        );
        assert_eq!(compare(&keys, &alice, &json!({})), Ordering::Less);
    }

    #[test]
    fn only_sortable_properties_are_taken() {
        for text in ["nonsense", "department", "displayName sideways", "displayName asc now", ""] {
            assert!(Order::read(text, &USER).is_err(), "{text}");
        }
    }
}
