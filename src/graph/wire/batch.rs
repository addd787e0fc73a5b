//! `$batch` (Graph, JSON batching).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The body of a batch.
#[derive(Debug, Serialize)]
pub(in crate::graph) struct BatchBody<'a> {
    pub(in crate::graph) requests: Vec<BatchItem<'a>>,
}

/// One request of a batch.
#[derive(Debug, Serialize)]
pub(in crate::graph) struct BatchItem<'a> {
    pub(in crate::graph) id: String,
    pub(in crate::graph) method: &'static str,
    /// Relative to Graph's version: absolute addresses are refused.
    pub(in crate::graph) url: &'a str,
}

/// The answer to a batch; its items come in any order.
#[derive(Debug, Deserialize)]
pub(in crate::graph) struct BatchReplies {
    pub(in crate::graph) responses: Vec<BatchReply>,
}

/// The answer to one request of a batch.
#[derive(Debug, Deserialize)]
pub(in crate::graph) struct BatchReply {
    pub(in crate::graph) id: String,
    pub(in crate::graph) status: u16,
    #[serde(default)]
    headers: Option<BTreeMap<String, String>>,
    /// An object, or text in base64 where the body is not JSON.
    #[serde(default)]
    pub(in crate::graph) body: Option<Box<RawValue>>,
}

impl BatchReply {
    /// Returns a header, whose name may be in any case.
    pub(in crate::graph) fn header(&self, name: &str) -> Option<&str> {
        let headers = self.headers.as_ref()?;
        headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}
