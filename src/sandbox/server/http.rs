//! An HTTP request and answer as the sandbox's hosts see them.

use std::collections::BTreeMap;

use serde_json::Value;

/// A request as it arrived, its body read.
#[derive(Debug)]
pub(crate) struct Arrived {
    /// The method.
    pub(crate) method: String,
    /// The path, percent-decoded, `//` collapsed.
    pub(crate) path: String,
    /// The query's parameters in order, decoded.
    pub(crate) query: Vec<(String, String)>,
    /// Header names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    /// The body.
    pub(crate) body: Vec<u8>,
}

impl Arrived {
    /// Returns a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// Returns the host the client believes to talk to.
    pub(crate) fn host(&self) -> &str {
        self.header("host").unwrap_or("localhost")
    }

    /// Returns a parameter of the query.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// An answer.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    /// The status.
    pub(crate) status: u16,
    /// Headers; names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    /// The body; `None` for none at all.
    pub(crate) body: Option<Vec<u8>>,
    /// Whether the body breaks off half way.
    pub(crate) truncated: bool,
}

impl Reply {
    /// Answers with JSON.
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        let content_type = "application/json; charset=utf-8".to_owned();
        Self {
            status,
            headers: [("content-type".to_owned(), content_type)].into(),
            body: Some(body.to_string().into_bytes()),
            truncated: false,
        }
    }

    /// Adds a header.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.insert(name.to_owned(), value.into());
        self
    }
}

/// The connection is cut without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sandbox cut the connection")]
pub(crate) struct Cut;

/// Splits and decodes a request's target: the path with `//` collapsed and the query's parameters.
pub(crate) fn read_target(path: &str, query: Option<&str>) -> (String, Vec<(String, String)>) {
    let mut plain = String::with_capacity(path.len());
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        plain.push('/');
        plain.push_str(&percent_encoding::percent_decode_str(segment).decode_utf8_lossy());
    }
    let query = query.unwrap_or_default();
    (plain, url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_decoded_and_double_slashes_collapsed() {
        let (path, query) = read_target("/v1.0//users/%24count", Some("%24select=id,a&$top=5"));
        assert_eq!(path, "/v1.0/users/$count");
        let expected = [("$select", "id,a"), ("$top", "5")];
        assert_eq!(query, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(read_target("/", None), (String::new(), Vec::new()));
    }
}
