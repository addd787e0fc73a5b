//! Graph's error bodies for what is refused before the directory is asked.

use jiff::Timestamp;
use serde_json::json;

use crate::sandbox::faults::{Refusal, RetryAfter};
use crate::sandbox::wire::{Request, Response};

/// Makes an error answer.
pub(super) fn problem(
    request: &Request,
    now: Timestamp,
    status: u16,
    (code, message): (&str, &str),
) -> Response {
    let date = now.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let body = json!({ "error": {
        "code": code, "message": message,
        "innerError": {
            "date": date, "request-id": request.request_id,
            "client-request-id": request.client_request_id,
        },
    } });
    Response { status, headers: [].into(), body: Some(body) }
}

/// Makes the error answer that a fault asks for.
pub(super) fn refusal(request: &Request, now: Timestamp, asked: &Refusal) -> Response {
    let (code, message) = usual(asked.code);
    let code = asked.error.as_deref().unwrap_or(code);
    let message = asked.message.as_deref().unwrap_or(message);
    let mut response = problem(request, now, asked.code, (code, message));
    if let Some(value) = retry_after(asked.retry_after, now) {
        response.headers.insert("retry-after".to_owned(), value);
    }
    response
}

/// Writes a `Retry-After` header in the form asked for.
pub(crate) fn retry_after(form: RetryAfter, now: Timestamp) -> Option<String> {
    match form {
        RetryAfter::None => None,
        RetryAfter::Seconds(seconds) => Some(seconds.to_string()),
        RetryAfter::Fraction(seconds) => Some(format!("{seconds:.3}")),
        RetryAfter::Date(seconds) => {
            let at = now.checked_add(jiff::SignedDuration::from_secs(seconds.into())).ok()?;
            Some(http_date(at))
        }
    }
}

/// Writes a time as HTTP does.
pub(crate) fn http_date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// The code and message that usually come with a status.
fn usual(status: u16) -> (&'static str, &'static str) {
    match status {
        401 => ("InvalidAuthenticationToken", "Access token validation failure."),
        403 => {
            ("Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
        }
        404 => ("Request_ResourceNotFound", "The resource does not exist."),
        409 => ("Directory_ConcurrencyViolation", "The directory object was changed meanwhile."),
        429 => ("TooManyRequests", "Please retry again later."),
        502 => ("BadGateway", "The server received an invalid response."),
        503 => ("ServiceUnavailable", "The service is temporarily unavailable."),
        504 => ("GatewayTimeout", "The request timed out."),
        500.. => ("Service_InternalServerError", "Encountered an internal server error."),
        _ => ("BadRequest", "The request was refused."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_has_every_form() {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let form = |form| retry_after(form, now);
        assert_eq!(form(RetryAfter::None), None);
        assert_eq!(form(RetryAfter::Seconds(10)).as_deref(), Some("10"));
        assert_eq!(form(RetryAfter::Fraction(2.128)).as_deref(), Some("2.128"));
        assert_eq!(form(RetryAfter::Date(30)).as_deref(), Some("Thu, 01 Jan 2026 00:00:30 GMT"));
    }
}
