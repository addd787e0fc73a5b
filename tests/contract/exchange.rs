//! One request and its answer.

use serde::Deserialize;
use serde_json::Value;

/// One line of a recording.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Exchange {
    /// The HTTP method.
    pub(crate) method: String,
    /// The path, decoded, with or without the version segment.
    pub(crate) path: String,
    /// The query's options, decoded.
    pub(crate) query: Vec<(String, String)>,
    /// The request's body.
    pub(crate) request_body: Option<Value>,
    /// The status of the answer; 0 where the connection was cut before one.
    pub(crate) status: u16,
    /// The answer's body.
    pub(crate) response_body: Option<Value>,
    /// Whether a fault made up the answer, so that its body says nothing.
    pub(crate) fault: bool,
}

impl Exchange {
    /// Returns the path behind the version segment.
    #[must_use]
    pub(crate) fn versionless(&self) -> &str {
        let path = self.path.split('?').next().unwrap_or("");
        ["/v1.0", "/beta"].iter().find_map(|version| path.strip_prefix(version)).unwrap_or(path)
    }
}
