//! Addresses as Graph reads them: paths relative to the version, with the query encoded.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stays as it is in a query's value.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b',')
    .remove(b'/');
/// What stays as it is in a segment of a path.
const SEGMENT: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'@');

/// How many values Graph takes in one `in`.
pub(super) const LARGEST_IN: usize = 15;
/// The largest page that Graph gives.
const LARGEST_PAGE: &str = "999";

/// A path with a query, being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address(String);

impl Address {
    /// Begins with a path whose segments are encoded already.
    pub(super) fn path(path: impl Into<String>) -> Self {
        Self(path.into())
    }

    pub(super) fn select<T: AsRef<str>>(self, names: &[T]) -> Self {
        let names: Vec<_> = names.iter().map(AsRef::as_ref).collect();
        self.option("$select", &names.join(","))
    }

    pub(super) fn filter(self, expression: &str) -> Self {
        self.option("$filter", expression)
    }

    pub(super) fn expand(self, name: &str) -> Self {
        self.option("$expand", name)
    }

    /// Asks for the largest pages there are.
    pub(super) fn large_pages(self) -> Self {
        self.option("$top", LARGEST_PAGE)
    }

    pub(super) fn finish(self) -> String {
        self.0
    }

    fn option(mut self, name: &str, value: &str) -> Self {
        let separator = if self.0.contains('?') { '&' } else { '?' };
        let value = utf8_percent_encode(value, QUERY);
        write!(self.0, "{separator}{name}={value}").expect("writing to a string succeeds");
        self
    }
}

/// Encodes a segment of a path.
pub(super) fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// Writes a text as a filter takes it, in single quotes.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Writes the condition that a property is one of some texts.
pub(super) fn one_of<T: AsRef<str>>(property: &str, values: &[T]) -> String {
    let values: Vec<_> = values.iter().map(|value| literal(value.as_ref())).collect();
    format!("{property} in ({})", values.join(","))
}

#[cfg(test)]
mod tests {
    use super::{Address, literal, one_of, segment};

    #[test]
    fn hostile_names_stay_inside_their_quotes_and_segments() {
        assert_eq!(literal("O'Brien"), "'O''Brien'");
        assert_eq!(
            one_of("displayName", &["a", "b' or 1 eq 1"]),
            "displayName in ('a','b'' or 1 eq 1')"
        );
        assert_eq!(segment("a_b#EXT#@c.example"), "a_b%23EXT%23@c.example");
        assert_eq!(segment("../users?x"), "..%2Fusers%3Fx");
        let address = Address::path("/groups")
            .filter("displayName eq 'R&D + x'")
            .select(&["id", "displayName"]);
        assert_eq!(
            address.finish(),
            "/groups?$filter=displayName%20eq%20'R%26D%20%2B%20x'&$select=id,displayName"
        );
    }
}
