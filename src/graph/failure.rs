//! What Graph says when it does not do what it was asked.

use crate::{
    graph::{
        transport::{Answer, NoAnswer},
        wire::ErrorBody,
    },
    observed::{Refusal, RefusalKind, Unknown},
};

/// Graph's error, as far as it could be read; the parts that were missing are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct GraphProblem {
    /// What programs branch on.
    pub(super) code: String,
    /// What people read.
    pub(super) message: String,
    /// The codes of the details, with what each is about.
    pub(super) details: Vec<(String, String)>,
    /// Graph's `request-id` where only the body has it.
    pub(super) request_id: Option<String>,
}

impl GraphProblem {
    pub(super) fn read(body: &[u8]) -> Self {
        let Ok(ErrorBody { error }) = serde_json::from_slice(body) else {
            return Self::default();
        };
        let details = error.details.unwrap_or_default().into_iter();
        Self {
            code: error.code.unwrap_or_default(),
            message: error.message.unwrap_or_default(),
            details: details
                .map(|detail| (detail.code.unwrap_or_default(), detail.target.unwrap_or_default()))
                .collect(),
            request_id: error.inner_error.and_then(|inner| inner.request_id),
        }
    }

    /// Returns whether a detail has this code.
    pub(super) fn has_detail(&self, code: &str) -> bool {
        self.details.iter().any(|(known, _)| known == code)
    }

    /// Returns whether another object has the same value for this property.
    pub(super) fn has_conflict(&self, property: &str) -> bool {
        self.details.iter().any(|(code, target)| code == "ObjectConflict" && target == property)
    }
}

/// Why a request came to nothing, after every retry that is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// There was no token to send it with.
    SignIn(Refusal),
    /// No connection could be made.
    NotSent(String),
    /// The connection broke, or the answer is unusable.
    Cut { message: String, request_id: Option<String> },
}

impl From<NoAnswer> for Failure {
    fn from(none: NoAnswer) -> Self {
        match none {
            NoAnswer::NotSent(message) => Self::NotSent(message),
            NoAnswer::Cut { message, request_id } => Self::Cut { message, request_id },
        }
    }
}

impl From<Failure> for Unknown {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::SignIn(refusal) => Self {
                why: refusal.message,
                status: None,
                code: refusal.code,
                request_id: refusal.request_id,
            },
            Failure::NotSent(message) => {
                Self::because(format!("Graph cannot be reached: {message}"))
            }
            Failure::Cut { message, request_id } => {
                Self { request_id, ..Self::because(format!("no usable answer: {message}")) }
            }
        }
    }
}

/// Says why an answer is not what was asked for.
pub(super) fn unknown(status: u16, body: &[u8], request_id: Option<String>) -> Unknown {
    let problem = GraphProblem::read(body);
    let said = if problem.message.is_empty() { "no explanation" } else { &problem.message };
    let why = match status {
        300..=399 => format!("Graph answered with a redirect ({status}), which is never followed"),
        401 => format!("Graph does not accept the token: {said}"),
        403 => format!("permission is missing: {said}"),
        429 => format!("throttled until patience ran out: {said}"),
        500..=599 => format!("Graph failed ({status}): {said}"),
        _ => said.to_owned(),
    };
    Unknown {
        why,
        status: Some(status),
        code: Some(problem.code).filter(|code| !code.is_empty()),
        request_id: request_id.or(problem.request_id),
    }
}

/// Takes an answer as a success, or says why it is none.
pub(super) fn success(answer: Answer) -> Result<Answer, Unknown> {
    if (200..300).contains(&answer.status) {
        Ok(answer)
    } else {
        Err(unknown(answer.status, &answer.body, answer.request_id()))
    }
}

/// Turns the failure of a whole read into a refusal of the tenant.
pub(super) fn unreachable(unknown: Unknown) -> Refusal {
    let (kind, help) = match unknown.status {
        Some(401) => (
            RefusalKind::SignIn,
            "check that `auth.clientId`, `cloud` and the endpoints belong together, and this machine's clock",
        ),
        Some(_) => (
            RefusalKind::Unreachable,
            "try again; if it stays so, give the request-id to Microsoft's support",
        ),
        None => (
            RefusalKind::Unreachable,
            "check that this machine reaches Microsoft Graph by https, and `--ca-file` behind a proxy that inspects TLS",
        ),
    };
    Refusal {
        kind,
        message: unknown.why,
        help: help.to_owned(),
        code: unknown.code.or_else(|| unknown.status.map(|status| status.to_string())),
        request_id: unknown.request_id,
    }
}
