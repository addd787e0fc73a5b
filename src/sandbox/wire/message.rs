//! One Graph request after routing, and its answer.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use uuid::Uuid;

/// Who calls, as the verified access token says.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    /// The application's client id (`appid`).
    pub app_id: String,
    /// The service principal's object id (`oid`).
    pub principal_id: Uuid,
    /// Granted application permissions (`roles`), such as `User.Read.All`.
    pub permissions: BTreeSet<String>,
}

/// A request to the Graph host, or one item of a `$batch`.
#[derive(Debug, Clone)]
pub struct Request {
    /// `GET`, `POST`, `PATCH`, `PUT` or `DELETE`.
    pub method: String,
    /// The path behind the version segment, percent-decoded, `//` collapsed: `/users/{id}`.
    pub path: String,
    /// `v1.0` or `beta`.
    pub version: String,
    /// The query's parameters in order, decoded (`$select`, not `%24select`).
    pub query: Vec<(String, String)>,
    /// Header names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The parsed body; `None` where there was none.
    pub body: Option<Value>,
    /// `https://{Host header}`, what links in the answer begin with.
    pub base: String,
    /// The request's id, for error bodies and the `request-id` header.
    pub request_id: Uuid,
    /// The caller's `client-request-id`, or the request's id where none was sent.
    pub client_request_id: String,
}

/// The answer to a request.
#[derive(Debug, Clone, Default)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Headers beside those that the server adds to every answer; names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body; `None` for 204.
    pub body: Option<Value>,
}
