//! What a request's `$filter` demands with `eq`, for collections that Graph serves only to those
//! who say whose they want.

use super::context::Context;
use super::failure::Failure;
use crate::sandbox::odata::{Comparison, Filter, Literal, parse};

/// Returns the text that a `$filter` demands of a property; nothing where it demands none.
pub(super) fn demanded(context: &Context<'_>, property: &str) -> Result<Option<String>, Failure> {
    let option = context
        .request
        .query
        .iter()
        .find(|(name, _)| name.strip_prefix('$').unwrap_or(name) == "filter");
    match option {
        Some((_, filter)) => Ok(find(&parse(filter)?, property).map(str::to_owned)),
        None => Ok(None),
    }
}

/// What only one side of an `or` says is not demanded.
fn find<'a>(filter: &'a Filter, property: &str) -> Option<&'a str> {
    match filter {
        Filter::And(left, right) => find(left, property).or_else(|| find(right, property)),
        Filter::Compare(path, Comparison::Equal, Literal::Text(value)) => {
            matches!(path.as_slice(), [name] if name == property).then_some(value)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_must_hold_is_demanded() {
        for (filter, expected) in [
            ("scopeId eq '/' and scopeType eq 'Group'", Some("Group")),
            ("scopeType eq 'Group' or scopeId eq '/'", None),
            ("not (scopeType eq 'Group')", None),
            ("scopeId eq '/'", None),
        ] {
            assert_eq!(find(&parse(filter).unwrap(), "scopeType"), expected, "{filter}");
        }
    }
}
