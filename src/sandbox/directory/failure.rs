//! A refused request, with Graph's own codes and messages.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::sandbox::odata::Problem;
use crate::sandbox::wire::{Request, Response};

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Failure {
    /// The HTTP status.
    pub(super) status: u16,
    /// Graph's error code.
    pub(super) code: &'static str,
    /// Graph's message.
    pub(super) message: String,
    /// `details`: code and target of each; the message is repeated in them.
    details: Vec<(&'static str, Option<String>)>,
}

impl Failure {
    /// Refuses with any status and code.
    pub(super) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), details: Vec::new() }
    }

    /// Refuses a request that is wrong in itself.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(400, "Request_BadRequest", message)
    }

    /// Refuses for want of a permission, a directory role, or an administrative unit's consent:
    /// Graph gives all three the same body.
    pub(super) fn denied() -> Self {
        Self::new(
            403,
            "Authorization_RequestDenied",
            "Insufficient privileges to complete the operation.",
        )
    }

    /// Refuses, for the same reasons, what is about the authentication methods of a user: that part
    /// of Graph has a body of its own.
    pub(super) fn method_denied() -> Self {
        Self::new(403, "accessDenied", "Request Authorization failed")
    }

    /// Answers for an authentication method, or its user, that does not exist.
    pub(super) fn method_missing() -> Self {
        Self::new(404, "resourceNotFound", "Resource could not be discovered.")
    }

    /// Refuses a request about authentication methods that is wrong in itself.
    pub(super) fn bad_method(message: impl Into<String>) -> Self {
        Self::new(400, "badRequest", message)
    }

    /// Answers for an object that does not exist.
    pub(super) fn missing(id: &str) -> Self {
        Self::new(
            404,
            "Request_ResourceNotFound",
            format!(
                "Resource '{id}' does not exist or one of its queried reference-property objects are not present."
            ),
        )
    }

    /// Refuses a value that another object has.
    pub(super) fn taken(property: &str) -> Self {
        Self::bad(format!(
            "Another object with the same value for property {property} already exists."
        ))
        .with_detail("ObjectConflict", Some(property))
    }

    /// Refuses an object or a link that is there already.
    pub(super) fn conflicting() -> Self {
        Self::bad(
            "A conflicting object with one or more of the specified property values is present in the directory.",
        )
        .with_detail("ConflictingObjects", None)
    }

    /// Refuses a value.
    pub(super) fn invalid(property: &str, label: &str) -> Self {
        Self::bad(format!(
            "Invalid value specified for property '{property}' of resource '{label}'."
        ))
        .with_detail("InvalidValue", Some(property))
    }

    /// Refuses a create without something it needs.
    pub(super) fn required(property: &str, label: &str) -> Self {
        Self::bad(format!("A value is required for property '{property}' of resource '{label}'."))
            .with_detail("InvalidValue", Some(property))
    }

    /// Refuses a write to something that is synchronised from elsewhere.
    pub(super) fn synced() -> Self {
        Self::bad(
            "Unable to update the specified properties for on-premises mastered Directory Sync objects or \
             objects currently undergoing migration.",
        )
    }

    /// Adds an entry of `details`.
    pub(super) fn with_detail(mut self, code: &'static str, target: Option<&str>) -> Self {
        self.details.push((code, target.map(str::to_owned)));
        self
    }

    /// Writes the answer. `innerError.date` is UTC without a zone, as Graph has it.
    pub(super) fn respond(&self, request: &Request, now: Timestamp) -> Response {
        let mut error = json!({
            "code": self.code,
            "message": self.message,
            "innerError": {
                "date": now.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
                "request-id": request.request_id.to_string(),
                "client-request-id": request.client_request_id,
            },
        });
        if !self.details.is_empty() {
            let detail = |(code, target): &(&str, Option<String>)| json!({"code": code, "message": self.message, "target": target});
            error["details"] = self.details.iter().map(detail).collect::<Value>();
        }
        Response { status: self.status, body: Some(json!({"error": error})), ..Response::default() }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::new(400, problem.code, problem.message)
    }
}
