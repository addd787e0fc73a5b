//! Whether an object meets a filter.

use std::cmp::Ordering;

use jiff::Timestamp;
use serde_json::Value;

use super::filter::{Comparison, Filter, Literal};

/// Tells whether an object meets a filter. Text is compared without regard to letter case, as the
/// directory does.
#[must_use]
pub fn matches(filter: &Filter, object: &Value) -> bool {
    holds(filter, &Scope { object, element: None })
}

struct Scope<'a> {
    object: &'a Value,
    element: Option<(&'a str, &'a Value)>,
}

impl<'a> Scope<'a> {
    fn value(&self, path: &[String]) -> Option<&'a Value> {
        let (mut found, rest) = match (self.element, path.split_first()) {
            (Some((variable, element)), Some((first, rest))) if first == variable => {
                (element, rest)
            }
            _ => (self.object, path),
        };
        for name in rest {
            found = found.get(name)?;
        }
        Some(found)
    }
}

fn holds(filter: &Filter, scope: &Scope<'_>) -> bool {
    match filter {
        Filter::And(left, right) => holds(left, scope) && holds(right, scope),
        Filter::Or(left, right) => holds(left, scope) || holds(right, scope),
        Filter::Not(inner) => !holds(inner, scope),
        Filter::Compare(path, comparison, literal) => compare(scope, path, *comparison, literal),
        Filter::In(path, literals) => {
            literals.iter().any(|literal| compare(scope, path, Comparison::Equal, literal))
        }
        Filter::Function(name, path, literal) => call(name, scope.value(path), literal),
        Filter::Any(path, body) => any(scope, path, body.as_ref()),
    }
}

fn compare(scope: &Scope<'_>, path: &[String], comparison: Comparison, literal: &Literal) -> bool {
    if let Some((last, collection)) = path.split_last()
        && last == "$count"
    {
        let count = scope.value(collection).and_then(Value::as_array).map_or(0, Vec::len);
        return meets(order(&Value::from(count), literal), comparison);
    }
    let value = scope.value(path).unwrap_or(&Value::Null);
    meets(order(value, literal), comparison)
}

fn meets(order: Option<Ordering>, comparison: Comparison) -> bool {
    match comparison {
        Comparison::Equal => order == Some(Ordering::Equal),
        Comparison::NotEqual => order != Some(Ordering::Equal),
        Comparison::AtLeast => order.is_some_and(Ordering::is_ge),
        Comparison::AtMost => order.is_some_and(Ordering::is_le),
        Comparison::Above => order.is_some_and(Ordering::is_gt),
        Comparison::Below => order.is_some_and(Ordering::is_lt),
    }
}

/// Orders a value against a constant of its own type; `None` where they cannot be compared.
fn order(value: &Value, literal: &Literal) -> Option<Ordering> {
    match (value, literal) {
        (Value::Null, Literal::Null) => Some(Ordering::Equal),
        (Value::String(value), Literal::Text(literal) | Literal::Guid(literal)) => {
            Some(value.to_lowercase().cmp(&literal.to_lowercase()))
        }
        (Value::Bool(value), Literal::Boolean(literal)) => Some(value.cmp(literal)),
        (Value::Number(value), Literal::Integer(literal)) => Some(value.as_i64()?.cmp(literal)),
        (Value::String(value), Literal::Moment(literal)) => {
            Some(value.parse::<Timestamp>().ok()?.cmp(literal))
        }
        _ => None,
    }
}

fn call(name: &str, value: Option<&Value>, literal: &Literal) -> bool {
    let (Some(Value::String(value)), Literal::Text(part)) = (value, literal) else {
        return false;
    };
    let (value, part) = (value.to_lowercase(), part.to_lowercase());
    match name {
        "startswith" => value.starts_with(&part),
        "endswith" => value.ends_with(&part),
        _ => value.contains(&part),
    }
}

fn any(scope: &Scope<'_>, path: &[String], body: Option<&(String, Box<Filter>)>) -> bool {
    let Some(Value::Array(elements)) = scope.value(path) else {
        return false;
    };
    elements.iter().any(|element| match body {
        None => true,
        Some((variable, body)) => holds(
            body,
            &Scope { object: scope.object, element: Some((variable.as_str(), element)) },
        ),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::parse::parse;
    use super::*;

    #[test]
    fn objects_meet_filters() {
        let object = json!({
            "name": "Alice", "enabled": true, "age": 7, "at": "2026-01-02T00:00:00Z", "none": null,
            "types": ["Unified", "Other"], "plans": [{"id": "p1"}, {"id": "p2"}], "inner": {"value": "x"},
            "empty": [],
        });
        let table = [
            ("name eq 'alice'", true),
            ("name ne 'alice'", false),
            ("name ge 'alic'", true),
            ("name le 'alic'", false),
            ("name in ('bob','ALICE')", true),
            ("missing eq 'x'", false),
            ("missing ne 'x'", true),
            ("missing eq null", true),
            ("none eq null", true),
            ("name eq null", false),
            ("enabled eq true", true),
            ("enabled eq false", false),
            ("age ge 7", true),
            ("age ge 8", false),
            ("at ge 2026-01-01T00:00:00Z", true),
            ("at le 2026-01-01T00:00:00Z", false),
            ("startsWith(name,'AL')", true),
            ("endsWith(name,'CE')", true),
            ("endsWith(name,'x')", false),
            ("types/any(t:t eq 'Unified')", true),
            ("types/any(t:t eq 'None')", false),
            ("plans/any(p:p/id eq 'p2' and name eq 'Alice')", true),
            ("plans/any(p:p/id eq 'p3')", false),
            ("types/$count eq 2", true),
            ("empty/$count eq 0", true),
            ("empty/any()", false),
            ("inner/value eq 'x'", true),
            ("not(name eq 'alice') or age eq 7", true),
            ("name eq 'alice' and age eq 8", false),
        ];
        for (text, expected) in table {
            assert_eq!(matches(&parse(text).unwrap(), &object), expected, "{text}");
        }
    }
}
