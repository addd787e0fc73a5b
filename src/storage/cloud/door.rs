//! The one door through which requests to stores go: encrypted or to this machine, never
//! redirected, and every failure told apart by what it leaves behind.

use std::time::Duration;

use async_trait::async_trait;
use object_store::{
    ClientOptions,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
    },
};
use reqwest::{Client, Url, redirect::Policy};

use super::failure::{Class, Failure, code, judge};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(30);

/// Sends requests to one store, and to where its tokens come from.
#[derive(Debug, Clone)]
pub(super) struct Door {
    client: Client,
    store: Option<String>,
}

impl Door {
    /// Opens the door to a store at an address.
    ///
    /// # Errors
    ///
    /// Says why no request may go there, or that this machine has no certificates to trust.
    pub(super) fn new(endpoint: &str) -> Result<Self, String> {
        let url = Url::parse(endpoint).map_err(|_| "its endpoint is not a URL".to_owned())?;
        if !is_safe(&url) {
            return Err("its endpoint is neither https nor on this machine".to_owned());
        }
        let builder = Client::builder()
            .user_agent(concat!("tenantry/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TOTAL_TIMEOUT)
            .redirect(Policy::none())
            .referer(false)
            .no_gzip()
            .http1_only();
        let builder = if is_loopback(&url) { builder.no_proxy() } else { builder };
        let client = builder.build().map_err(|_| "TLS cannot be set up here".to_owned())?;
        Ok(Self { client, store: url.host_str().map(ToOwned::to_owned) })
    }

    async fn pass(&self, request: HttpRequest) -> Result<HttpResponse, Failure> {
        let url = Url::parse(&request.uri().to_string())
            .map_err(|_| Failure::new(Class::Undone, "its address is not a URL"))?;
        if !is_safe(&url) && !is_metadata(&url) {
            return Err(Failure::new(Class::Undone, "a request would have left unencrypted"));
        }
        let answer = self.client.call(request).await.map_err(|error| unanswered(&error))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(answer);
        }
        let (parts, body) = answer.into_parts();
        let body = body.bytes().await.unwrap_or_default();
        match judge(status.as_u16(), code(&body).as_deref()) {
            Some(failure) if self.store.as_deref() == url.host_str() => Err(failure),
            // Tokens come from elsewhere, and without one nothing is sent to the store.
            Some(failure) if failure.class == Class::Doubtful => {
                Err(Failure { class: Class::Again, ..failure })
            }
            Some(failure) => Err(failure),
            None => Ok(HttpResponse::from_parts(parts, body.into())),
        }
    }
}

impl HttpConnector for Door {
    /// Options are the library's way to loosen the rules of this door, so they are not asked.
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.clone()))
    }
}

#[async_trait]
impl HttpService for Door {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        // Of this kind is what the library never repeats on its own.
        self.pass(request).await.map_err(|failure| HttpError::new(HttpErrorKind::Decode, failure))
    }
}

/// Tells what a request leaves behind that got no answer.
fn unanswered(error: &HttpError) -> Failure {
    let unconnected = std::error::Error::source(error)
        .and_then(|source| source.downcast_ref::<reqwest::Error>())
        .is_some_and(reqwest::Error::is_connect);
    match error.kind() {
        _ if unconnected => Failure::new(Class::Again, "it cannot be reached"),
        HttpErrorKind::Connect => Failure::new(Class::Again, "it cannot be reached"),
        HttpErrorKind::Timeout => Failure::new(Class::Doubtful, "it did not answer in time"),
        _ => Failure::new(Class::Doubtful, "the connection broke"),
    }
}

/// Returns whether what is sent there cannot be read on the way.
pub(super) fn is_safe(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// Returns whether a cloud's own metadata service is there, which hands out tokens to the machines
/// on it, unencrypted, and never over a network.
fn is_metadata(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "metadata.google.internal" || name == "metadata",
        Some(url::Host::Ipv4(address)) => address.is_link_local(),
        Some(url::Host::Ipv6(_)) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Door, Url, is_metadata, is_safe};

    #[test]
    fn only_encrypted_or_local_addresses_are_safe() {
        for (address, safe) in [
            ("https://account.blob.core.windows.net/", true),
            ("http://127.0.0.1:10000/devstoreaccount1", true),
            ("http://localhost:9000", true),
            ("http://[::1]:9000", true),
            ("http://account.blob.core.windows.net/", false),
            ("http://127.0.0.1.example/", false),
            ("http://localhost.example/", false),
            ("http://10.0.0.1/", false),
            ("http://169.254.169.254/", false),
            ("file:///etc/passwd", false),
        ] {
            let url = Url::parse(address).expect(address);
            assert_eq!(is_safe(&url), safe, "{address}");
            assert_eq!(Door::new(address).is_ok(), safe, "{address}");
        }
        let metadata = Url::parse("http://169.254.169.254/latest").expect("valid");
        assert!(is_metadata(&metadata));
    }
}
