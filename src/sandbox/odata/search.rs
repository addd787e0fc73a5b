//! `$search` as the directory speaks it: quoted `"property:text"` terms, `AND`, `OR`, parentheses
//! not included.

use serde_json::Value;

use super::entity::{EntityType, Kind};
use super::problem::Problem;

/// A search: any of these groups, in each of which all terms must be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search(Vec<Vec<(String, String)>>);

impl Search {
    /// Reads `$search`.
    ///
    /// # Errors
    ///
    /// Returns the service's refusal for text that is no search and properties without an index.
    pub(super) fn read(text: &str, entity: &EntityType) -> Result<Self, Problem> {
        let malformed =
            || Problem::malformed(format!("Syntax error in the $search clause '{text}'."));
        let mut groups = vec![Vec::new()];
        let mut rest = text.trim();
        loop {
            let (term, after) = rest
                .strip_prefix('"')
                .and_then(|inner| inner.split_once('"'))
                .ok_or_else(malformed)?;
            if let Some(group) = groups.last_mut() {
                group.push(Self::read_term(term, entity).ok_or_else(malformed)??);
            }
            rest = after.trim_start();
            if rest.is_empty() {
                return Ok(Self(groups));
            } else if let Some(next) = rest.strip_prefix("OR ") {
                groups.push(Vec::new());
                rest = next.trim_start();
            } else {
                rest = rest.strip_prefix("AND ").unwrap_or(rest).trim_start();
            }
        }
    }

    fn read_term(term: &str, entity: &EntityType) -> Option<Result<(String, String), Problem>> {
        let (name, value) = term.split_once(':')?;
        let Some(property) = entity.property(name.trim()) else {
            return Some(Err(Problem::unknown_property(
                "Invalid search clause",
                name,
                entity.name,
            )));
        };
        // The pages list mail, userPrincipalName and the like under `$search` without a mark of
        // their own, so that every default text property of a searchable type is taken.
        if property.kind != Kind::Text
            || !(property.is_searchable || property.supports("startsWith"))
        {
            return Some(Err(Problem::unfilterable(property.name, entity.label)));
        }
        Some(Ok((property.name.to_owned(), value.trim().to_lowercase())))
    }

    /// Tells whether an object is found. Words of `displayName` and `description` are matched one
    /// by one, other properties from their beginning.
    #[must_use]
    pub fn finds(&self, object: &Value) -> bool {
        self.0.iter().any(|group| group.iter().all(|(name, part)| Self::has(object, name, part)))
    }

    fn has(object: &Value, name: &str, part: &str) -> bool {
        let Some(value) = object.get(name).and_then(Value::as_str).map(str::to_lowercase) else {
            return false;
        };
        let is_worded = matches!(name, "displayName" | "description");
        value.starts_with(part)
            || is_worded
                && value.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(part))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::facts::{DOMAIN, USER};
    use super::*;

    #[test]
    fn objects_are_found() {
        let object = json!({"displayName": "Alice van Dyke", "mail": "alice@x.example"});
        for (text, expected) in [
            (r#""displayName:dyk""#, true),
            (r#""displayName:yke""#, false),
            (r#""mail:alice@""#, true),
            (r#""mail:x.example""#, false),
            (r#""displayName:alice" AND "displayName:bob""#, false),
            (r#""displayName:bob" OR "displayName:alice""#, true),
            (r#""displayName:alice" "displayName:van""#, true),
        ] {
            assert_eq!(Search::read(text, &USER).unwrap().finds(&object), expected, "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in
            ["alice", "\"alice\"", "\"nothing:x\"", "\"displayName:x", "\"createdDateTime:x\""]
        {
            assert!(Search::read(text, &USER).is_err(), "{text}");
        }
        assert!(Search::read("\"model:x\"", &DOMAIN).is_err());
    }
}
