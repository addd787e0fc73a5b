//! The one place where HTTP happens: one client for all tenants, counted, limited and logged.
//! Bodies and `Authorization` are never logged; redirects are never followed.

use std::{
    error::Error as _,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::{Duration, Instant},
};

use bytes::Bytes;
use jiff::Timestamp;
use reqwest::{
    Certificate, Client, Request,
    header::{HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::settings::{GraphError, Settings};

/// The largest body that is read; a larger one counts as no answer.
const BODY_LIMIT: usize = 16 * 1024 * 1024;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const TOTAL_TIMEOUT: Duration = Duration::from_mins(1);
const CORRELATION: HeaderName = HeaderName::from_static("client-request-id");

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Signs in.
    Token,
    /// Reads: a `GET`, or a `$batch` of nothing else.
    Read,
    /// Writes.
    Write,
}

/// How many HTTP requests were sent since the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RequestCounts {
    /// Requests for tokens.
    pub token: u64,
    /// Requests to Graph, writes included; a `$batch` is one.
    pub graph: u64,
    /// Requests to Graph that write.
    pub writes: u64,
}

/// An answer, whatever its status.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NoAnswer {
    /// No connection could be made: the request certainly had no effect.
    NotSent(String),
    /// The connection broke, or the answer is unusable: the request may have had its effect.
    Cut { message: String, request_id: Option<String> },
}

/// The shared HTTP client.
#[derive(Debug)]
pub(super) struct Transport {
    client: Client,
    in_flight: Semaphore,
    token: AtomicU64,
    graph: AtomicU64,
    writes: AtomicU64,
}

impl Transport {
    pub(super) fn new(settings: &Settings) -> Result<Self, GraphError> {
        let mut builder = Client::builder()
            .https_only(true)
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TOTAL_TIMEOUT)
            .user_agent(concat!("tenantry/", env!("CARGO_PKG_VERSION")));
        if settings.is_local() {
            // A proxy of the environment could not reach this machine's loopback anyway.
            builder = builder.no_proxy();
        }
        if let Some(pem) = &settings.ca_pem {
            let authorities = Certificate::from_pem_bundle(pem.as_bytes())
                .map_err(|error| GraphError::CertificateAuthorities(chain(&error)))?;
            if authorities.is_empty() {
                let none = "there is no certificate in it".to_owned();
                return Err(GraphError::CertificateAuthorities(none));
            }
            builder = if settings.is_local() {
                builder.tls_certs_only(authorities)
            } else {
                builder.tls_certs_merge(authorities)
            };
        }
        Ok(Self {
            client: builder.build().map_err(|error| GraphError::Client(chain(&error)))?,
            in_flight: Semaphore::new(settings.max_in_flight.max(1)),
            token: AtomicU64::new(0),
            graph: AtomicU64::new(0),
            writes: AtomicU64::new(0),
        })
    }

    pub(super) fn counts(&self) -> RequestCounts {
        RequestCounts {
            token: self.token.load(Relaxed),
            graph: self.graph.load(Relaxed),
            writes: self.writes.load(Relaxed),
        }
    }

    /// Sends one request once and reads its answer.
    pub(super) async fn exchange(
        &self,
        purpose: Purpose,
        mut request: Request,
    ) -> Result<Answer, NoAnswer> {
        let Ok(_permit) = self.in_flight.acquire().await else {
            return Err(NoAnswer::NotSent("the client is closed".to_owned()));
        };
        let correlation = Uuid::new_v4().to_string();
        if let Ok(value) = HeaderValue::from_str(&correlation) {
            request.headers_mut().insert(CORRELATION, value);
        }
        self.count(purpose);
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let started = Instant::now();
        let result = self.send(request).await;
        let took = started.elapsed().as_millis();
        match &result {
            Ok(answer) => tracing::debug!(
                %method, path, status = answer.status, took_ms = took, client_request_id = correlation,
                request_id = answer.request_id().as_deref(), "answered"
            ),
            Err(NoAnswer::NotSent(why) | NoAnswer::Cut { message: why, .. }) => tracing::debug!(
                %method, path, took_ms = took, client_request_id = correlation, why, "not answered"
            ),
        }
        result
    }

    fn count(&self, purpose: Purpose) {
        match purpose {
            Purpose::Token => self.token.fetch_add(1, Relaxed),
            Purpose::Read => self.graph.fetch_add(1, Relaxed),
            Purpose::Write => {
                self.writes.fetch_add(1, Relaxed);
                self.graph.fetch_add(1, Relaxed)
            }
        };
    }

    async fn send(&self, request: Request) -> Result<Answer, NoAnswer> {
        let mut response = self.client.execute(request).await.map_err(no_answer)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut body = Vec::new();
        let cut =
            |message: String| NoAnswer::Cut { message, request_id: header(&headers, "request-id") };
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() + chunk.len() > BODY_LIMIT => {
                    return Err(cut(format!("the answer is larger than {BODY_LIMIT} bytes")));
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => return Err(cut(chain(&error.without_url()))),
            }
        }
        Ok(Answer { status, headers, body: body.into() })
    }
}

impl Answer {
    /// Returns Graph's `request-id`.
    pub(super) fn request_id(&self) -> Option<String> {
        header(&self.headers, "request-id")
    }

    /// Returns the server's time.
    pub(super) fn date(&self) -> Option<Timestamp> {
        http_date(&header(&self.headers, "date")?)
    }
}

/// Returns a header as text.
pub(super) fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// Reads a time as HTTP writes it.
pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    httpdate::parse_http_date(text).ok().and_then(|time| Timestamp::try_from(time).ok())
}

/// Tells a request that was never sent from one whose fate is open.
fn no_answer(error: reqwest::Error) -> NoAnswer {
    let never_sent = error.is_connect() || error.is_builder();
    let message = chain(&error.without_url());
    if never_sent {
        NoAnswer::NotSent(message)
    } else {
        NoAnswer::Cut { message, request_id: None }
    }
}

/// Words an error with all its causes; an address in it would only repeat what the log has.
fn chain(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.ends_with(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}
