//! Graph's errors (Graph, error responses).

use serde::Deserialize;

/// An error's body.
#[derive(Debug, Deserialize)]
pub(in crate::graph) struct ErrorBody {
    pub(in crate::graph) error: ErrorObject,
}

/// The error itself.
#[derive(Debug, Deserialize)]
pub(in crate::graph) struct ErrorObject {
    pub(in crate::graph) code: Option<String>,
    pub(in crate::graph) message: Option<String>,
    pub(in crate::graph) details: Option<Vec<ErrorDetail>>,
    #[serde(rename = "innerError", alias = "innererror")]
    pub(in crate::graph) inner_error: Option<InnerError>,
}

/// One detail.
#[derive(Debug, Deserialize)]
pub(in crate::graph) struct ErrorDetail {
    pub(in crate::graph) code: Option<String>,
    pub(in crate::graph) target: Option<String>,
}

/// What to give to Microsoft's support.
#[derive(Debug, Deserialize)]
pub(in crate::graph) struct InnerError {
    #[serde(rename = "request-id")]
    pub(in crate::graph) request_id: Option<String>,
}
