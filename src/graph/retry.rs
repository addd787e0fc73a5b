//! What may be sent again, and when.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use jiff::Timestamp;

use super::{
    failure::GraphProblem,
    transport::{Answer, NoAnswer, Purpose, header, http_date},
};

/// How often a request without any answer is tried, waits between them included in the patience:
/// a machine that is not there does not come back by being asked for minutes.
pub(super) const UNANSWERED_TRIES: u32 = 4;

/// What to do after an exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Take it as it is.
    Keep,
    /// Ask for a new token and send it once more.
    NewToken,
    /// Send it again, not before this much time has passed where the server says so.
    Again(Option<Duration>),
}

/// Judges an exchange.
///
/// 429 and 503 were not carried out, so everything is sent again. 5xx, timeouts and resets leave
/// open whether a write happened, so only reads are. A concurrency conflict (409) did not happen.
pub(super) fn judge(purpose: Purpose, exchange: &Result<Answer, NoAnswer>) -> Verdict {
    match exchange {
        Ok(answer) => judge_answer(purpose, answer),
        Err(NoAnswer::Cut { .. }) if purpose == Purpose::Write => Verdict::Keep,
        Err(NoAnswer::Cut { .. } | NoAnswer::NotSent(_)) => Verdict::Again(None),
    }
}

fn judge_answer(purpose: Purpose, answer: &Answer) -> Verdict {
    let after = || retry_after(header(&answer.headers, "retry-after").as_deref(), answer.date());
    match answer.status {
        401 if purpose != Purpose::Token => Verdict::NewToken,
        429 | 503 => Verdict::Again(after()),
        408 | 500..=599 if purpose != Purpose::Write => Verdict::Again(after()),
        409 if GraphProblem::read(&answer.body).code == "Directory_ConcurrencyViolation" => {
            Verdict::Again(after())
        }
        _ => Verdict::Keep,
    }
}

/// Reads `Retry-After`: whole seconds, seconds with a fraction, or a date.
pub(super) fn retry_after(value: Option<&str>, server_now: Option<Timestamp>) -> Option<Duration> {
    let value = value?.trim();
    if let Ok(seconds) = value.parse::<f64>() {
        // A negative or absurd number is as good as none.
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let until = http_date(value)?;
    let now = server_now.unwrap_or_else(Timestamp::now);
    Some(Duration::try_from(until.duration_since(now)).unwrap_or(Duration::ZERO))
}

/// Returns the waits used where the server names none: doubling from half a second to half a
/// minute, with jitter so that tenants do not come back in step.
pub(super) fn backoff() -> ExponentialBackoff {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(500))
        .with_max_delay(Duration::from_secs(30))
        .without_max_times()
        .with_jitter()
        .build()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    use super::{Verdict, judge, retry_after};
    use crate::graph::transport::{Answer, NoAnswer, Purpose};

    #[expect(clippy::unnecessary_wraps, reason = "it stands for an exchange that could fail")]
    fn answer(status: u16, retry_after: Option<&str>, body: &str) -> Result<Answer, NoAnswer> {
        let mut headers = HeaderMap::new();
        headers.insert("date", HeaderValue::from_static("Mon, 23 Nov 2026 10:00:00 GMT"));
        if let Some(value) = retry_after {
            headers.insert(HeaderName::from_static("retry-after"), value.parse().unwrap());
        }
        Ok(Answer { status, headers, body: body.to_owned().into() })
    }

    #[test]
    fn retry_after_is_read_in_every_form() {
        let server_now = Some("2026-11-23T10:00:00Z".parse().unwrap());
        let read = |value| retry_after(value, server_now);
        assert_eq!(read(Some("17")), Some(Duration::from_secs(17)));
        assert_eq!(read(Some(" 2.128 ")), Some(Duration::from_millis(2128)));
        assert_eq!(read(Some("Mon, 23 Nov 2026 10:00:05 GMT")), Some(Duration::from_secs(5)));
        assert_eq!(read(Some("Mon, 23 Nov 2026 09:00:00 GMT")), Some(Duration::ZERO));
        for bad in ["-1", "soon", "", "NaN", "1e400"] {
            assert_eq!(read(Some(bad)), None, "{bad}");
        }
        assert_eq!(read(None), None);
    }

    #[test]
    fn what_is_sent_again_depends_on_what_it_does() {
        use Purpose::{Read, Token, Write};
        let again = Verdict::Again(None);
        let cut = || Err(NoAnswer::Cut { message: "reset".to_owned(), request_id: None });
        let conflict = r#"{"error":{"code":"Directory_ConcurrencyViolation","message":"x"}}"#;
        let table: [(Purpose, Result<Answer, NoAnswer>, Verdict); 15] = [
            (Read, answer(200, None, ""), Verdict::Keep),
            (Read, answer(500, None, ""), again),
            (Write, answer(500, None, ""), Verdict::Keep),
            (Write, answer(504, None, ""), Verdict::Keep),
            (Token, answer(502, None, ""), again),
            (Write, answer(429, Some("3"), ""), Verdict::Again(Some(Duration::from_secs(3)))),
            (Write, answer(503, None, ""), again),
            (Read, answer(401, None, ""), Verdict::NewToken),
            (Token, answer(401, None, ""), Verdict::Keep),
            (Read, answer(403, None, ""), Verdict::Keep),
            (Write, answer(409, None, conflict), again),
            (Write, answer(409, None, "{}"), Verdict::Keep),
            (Read, cut(), again),
            (Write, cut(), Verdict::Keep),
            (Write, Err(NoAnswer::NotSent(String::new())), again),
        ];
        for (purpose, exchange, expected) in table {
            assert_eq!(judge(purpose, &exchange), expected, "{purpose:?} {exchange:?}");
        }
    }
}
