//! What became of one request that did not succeed.

/// What a failed request leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// The store will not do this for this credential.
    Refused,
    /// Nothing was done, and asking again is no use.
    Undone,
    /// What it holds, or how it answers, breaks a promise that is relied on.
    Unfit,
    /// Nothing was done this time.
    Again,
    /// It may have been done.
    Doubtful,
}

/// A request that did not succeed. The cause is made of words that are known here, a status and the
/// store's own error code: no address, no header, no body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{cause}")]
pub(super) struct Failure {
    pub(super) class: Class,
    pub(super) cause: String,
}

impl Failure {
    pub(super) fn new(class: Class, cause: impl Into<String>) -> Self {
        Self { class, cause: cause.into() }
    }
}

/// What an answer means, by its status and the error code in its body. `None` where the library
/// has to see it: success, an unfulfilled condition, and an object that is not there.
///
/// Sources: Azure Blob Storage "Blob service error codes" and "Status and error codes", Amazon S3
/// "Error responses" and "Conditional requests", Google Cloud Storage "XML API error responses".
pub(super) fn judge(status: u16, code: Option<&str>) -> Option<Failure> {
    let class = match (status, code) {
        (200..=299, _)
        | (404, Some("BlobNotFound" | "NoSuchKey"))
        | (409, Some("BlobAlreadyExists"))
        | (412, None | Some("ConditionNotMet" | "TargetConditionNotMet" | "PreconditionFailed")) => {
            return None;
        }
        (401 | 403, _) => Class::Refused,
        // S3: another conditional write to this name was in flight.
        (409, Some("ConditionalRequestConflict" | "OperationAborted")) | (429, _) => Class::Again,
        (408 | 500..=599, _) => Class::Doubtful,
        // A container that is not there, a rule that keeps objects from change, a lease, a redirect.
        _ => Class::Undone,
    };
    let cause = match code {
        Some(code) => format!("it answered {status} ({code})"),
        None => format!("it answered {status}"),
    };
    Some(Failure::new(class, cause))
}

/// Finds the error code in a body of XML; anything but letters and digits is none.
pub(super) fn code(body: &[u8]) -> Option<String> {
    let body = std::str::from_utf8(body).ok()?;
    let (_, rest) = body.split_once("<Code>")?;
    let (code, _) = rest.split_once("</Code>")?;
    let plain = (1..=64).contains(&code.len()) && code.chars().all(|c| c.is_ascii_alphanumeric());
    plain.then(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Class, code, judge};

    #[test]
    fn only_what_is_certain_counts_as_certain() {
        let class = |status, code| judge(status, code).map(|failure| failure.class);
        for (status, code, expected) in [
            (201, None, None),
            (404, Some("BlobNotFound"), None),
            (404, Some("NoSuchKey"), None),
            (404, Some("ContainerNotFound"), Some(Class::Undone)),
            (404, Some("NoSuchBucket"), Some(Class::Undone)),
            (404, None, Some(Class::Undone)),
            (409, Some("BlobAlreadyExists"), None),
            (409, Some("BlobImmutableDueToPolicy"), Some(Class::Undone)),
            (409, Some("ConditionalRequestConflict"), Some(Class::Again)),
            (412, Some("ConditionNotMet"), None),
            (412, Some("LeaseIdMissing"), Some(Class::Undone)),
            (302, None, Some(Class::Undone)),
            (400, Some("InvalidHeaderValue"), Some(Class::Undone)),
            (401, None, Some(Class::Refused)),
            (403, Some("AuthenticationFailed"), Some(Class::Refused)),
            (408, None, Some(Class::Doubtful)),
            (429, None, Some(Class::Again)),
            (500, Some("OperationTimedOut"), Some(Class::Doubtful)),
            (503, Some("SlowDown"), Some(Class::Doubtful)),
        ] {
            assert_eq!(class(status, code), expected, "{status} {code:?}");
        }
    }

    #[test]
    fn a_code_is_a_word_and_nothing_else_of_the_body() {
        let xml =
            |inner: &str| code(format!("<?xml?><Error>{inner}<Message>m</Message>").as_bytes());
        assert_eq!(xml("<Code>NoSuchKey</Code>").as_deref(), Some("NoSuchKey"));
        for bad in ["", "<Code></Code>", "<Code>sig=a b</Code>", "<Code>open", &"x".repeat(99)] {
            assert_eq!(xml(bad), None, "{bad}");
        }
        assert_eq!(code(b"\xff<Code>NoSuchKey</Code>"), None);
    }
}
