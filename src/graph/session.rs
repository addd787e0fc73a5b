//! One tenant's conversation with Graph. A session is bound to its tenant when it is made; no
//! request can be sent with a token from elsewhere.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use reqwest::{
    Method, Request, Url,
    header::{AUTHORIZATION, HeaderValue},
};
use secrecy::ExposeSecret;
use serde_json::value::RawValue;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::{
    failure::{Failure, success},
    pace::Pace,
    retry::{self, UNANSWERED_TRIES, Verdict, judge},
    settings::Endpoints,
    tokens::{Kept, Tokens},
    transport::{Answer, NoAnswer, Purpose, Transport, header},
};
use crate::observed::{Identity, Refusal, Unknown};

/// One tenant's conversation with Graph.
pub(super) struct Session {
    pub(super) transport: Arc<Transport>,
    pub(super) endpoints: Endpoints,
    pub(super) tokens: Tokens,
    pub(super) pace: Pace,
    pub(super) patience: Duration,
    pub(super) clock: Mutex<ServerClock>,
    pub(super) clock_moved: SignedDuration,
}

/// What is known of the server's clock.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ServerClock {
    /// This machine's clock minus the server's.
    pub(super) skew: SignedDuration,
    /// The time of the last answer, by the server's clock.
    pub(super) last: Option<Timestamp>,
}

impl Session {
    pub(super) async fn identity(&self) -> Result<Arc<Identity>, Refusal> {
        self.tokens.current().await.map(|kept| kept.identity)
    }

    /// Returns the server's clock as of the last answer.
    pub(super) fn clock(&self) -> ServerClock {
        *self.clock.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the time by the server's clock.
    pub(super) fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        now.checked_sub(self.clock().skew).unwrap_or(now)
    }

    /// Returns the full address of a path relative to Graph's version.
    pub(super) fn url(&self, path: &str) -> Result<Url, Failure> {
        let text = format!("{}{path}", self.endpoints.graph);
        Url::parse(&text)
            .map_err(|error| Failure::NotSent(format!("no address can be made: {error}")))
    }

    /// Reads one JSON document. An answer that is no JSON is asked for again like one that broke
    /// off.
    pub(super) async fn read(&self, request: &Request) -> Result<(Answer, Box<RawValue>), Unknown> {
        for tried in 1.. {
            let answer = success(self.send(Purpose::Read, request).await?)?;
            match serde_json::from_slice::<Box<RawValue>>(&answer.body) {
                Ok(body) => return Ok((answer, body)),
                Err(_) if tried < UNANSWERED_TRIES => {}
                Err(error) => {
                    let why = format!("no usable answer: it is not whole JSON ({error})");
                    let (status, request_id) = (Some(answer.status), answer.request_id());
                    return Err(Unknown { why, status, code: None, request_id });
                }
            }
        }
        unreachable!("the loop ends by returning")
    }

    /// Sends a request, again where that is safe, and returns the last answer whatever its status.
    pub(super) async fn send(
        &self,
        purpose: Purpose,
        request: &Request,
    ) -> Result<Answer, Failure> {
        self.send_before(None, (purpose, request)).await
    }

    /// As `send`, and sends nothing from the deadline on, by the server's clock.
    pub(super) async fn send_before(
        &self,
        deadline: Option<Timestamp>,
        (purpose, request): (Purpose, &Request),
    ) -> Result<Answer, Failure> {
        let started = Instant::now();
        let mut waits = retry::backoff();
        let mut token = self.tokens.current().await.map_err(Failure::SignIn)?;
        let (mut is_renewed, mut unanswered) = (false, 0);
        loop {
            let exchange = self.exchange(purpose, request, (&token, deadline)).await;
            if self.is_late(deadline) {
                return Ok(exchange?);
            }
            unanswered += u32::from(exchange.is_err());
            let wait = match judge(purpose, &exchange) {
                Verdict::NewToken if !is_renewed => {
                    is_renewed = true;
                    token = self.tokens.renewed(&token).await.map_err(Failure::SignIn)?;
                    continue;
                }
                Verdict::Keep | Verdict::NewToken => return Ok(exchange?),
                Verdict::Again(_) if unanswered >= UNANSWERED_TRIES => return Ok(exchange?),
                Verdict::Again(named) => named.or_else(|| waits.next()).unwrap_or_default(),
            };
            if started.elapsed() + wait > self.patience {
                return Ok(exchange?);
            }
            tracing::debug!(wait_ms = wait.as_millis(), "asking again");
            self.wait(&exchange, wait).await;
        }
    }

    /// Waits before the next try; a throttled tenant rests as a whole.
    async fn wait(&self, exchange: &Result<Answer, NoAnswer>, wait: Duration) {
        if exchange.as_ref().is_ok_and(|answer| answer.status == 429) {
            self.pace.rest(wait);
        } else {
            tokio::time::sleep(wait).await;
        }
    }

    fn is_late(&self, deadline: Option<Timestamp>) -> bool {
        deadline.is_some_and(|deadline| self.now() >= deadline)
    }

    /// Sends a request once, unless its deadline comes before its turn.
    pub(super) async fn exchange(
        &self,
        purpose: Purpose,
        request: &Request,
        (token, deadline): (&Kept, Option<Timestamp>),
    ) -> Result<Answer, NoAnswer> {
        let Some(mut request) = request.try_clone() else {
            return Err(NoAnswer::NotSent("the request cannot be repeated".to_owned()));
        };
        let bearer = Zeroizing::new(format!("Bearer {}", token.secret.expose_secret()));
        let Ok(mut bearer) = HeaderValue::from_str(&bearer) else {
            return Err(NoAnswer::NotSent("the token is no token".to_owned()));
        };
        bearer.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, bearer);
        let _turn = self.pace.turn().await;
        if self.is_late(deadline) {
            return Err(NoAnswer::NotSent("its deadline came before its turn".to_owned()));
        }
        let exchange = self.transport.exchange(purpose, request).await;
        if let Ok(answer) = &exchange {
            self.pace.note(header(&answer.headers, "x-ms-throttle-limit-percentage").as_deref());
            self.note_date(answer);
        }
        exchange
    }

    fn note_date(&self, answer: &Answer) {
        if let Some(date) = answer.date() {
            let skew = Timestamp::now().duration_since(date);
            // `Date` has whole seconds, so less than one is no skew.
            let skew =
                if skew.abs() < SignedDuration::from_secs(1) { SignedDuration::ZERO } else { skew };
            *self.clock.lock().unwrap_or_else(PoisonError::into_inner) =
                ServerClock { skew, last: Some(date) };
        }
    }

    /// Makes a `GET` of a path relative to Graph's version.
    pub(super) fn get(&self, path: &str) -> Result<Request, Failure> {
        self.url(path).map(|url| Request::new(Method::GET, url))
    }
}
