//! How Graph is reached, and what may be said about that.

use std::time::Duration;

use jiff::SignedDuration;
use url::{Host, Url};

use crate::domain::Cloud;

/// How Microsoft's services are reached.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Another sign-in service, on this machine; `None` for the cloud's own.
    pub login_endpoint: Option<Url>,
    /// Another Graph, on this machine, without the version; `None` for the cloud's own.
    pub graph_endpoint: Option<Url>,
    /// Certificate authorities to trust beside the system's, as PEM.
    pub ca_pem: Option<String>,
    /// How long one request is retried (429, 503, and for reads 5xx) before it is given up.
    pub patience: Duration,
    /// How many requests are under way at once, over all tenants; at least one.
    pub max_in_flight: usize,
    /// How far the servers' clock is ahead on purpose: an embedded sandbox's can be moved, which
    /// is no fault of this machine's clock.
    pub clock_moved: SignedDuration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            login_endpoint: None,
            graph_endpoint: None,
            ca_pem: None,
            patience: Duration::from_mins(5),
            max_in_flight: 64,
            clock_moved: SignedDuration::ZERO,
        }
    }
}

/// Why the connection to Microsoft's services cannot even be set up.
#[derive(Debug, thiserror::Error)]
pub enum GraphError {
    /// An endpoint was to be replaced by one on another machine.
    #[error("the endpoint {0} is not on this machine: only loopback addresses are accepted")]
    NotLoopback(Url),
    /// An endpoint was to be replaced by one without TLS.
    #[error("the endpoint {0} does not use https")]
    NotHttps(Url),
    /// The certificate authorities could not be read.
    #[error("the certificate authorities cannot be read: {0}")]
    CertificateAuthorities(String),
    /// The HTTP client could not be made.
    #[error("the HTTP client cannot be made: {0}")]
    Client(String),
}

/// Where one cloud's services are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Endpoints {
    /// The sign-in service, without a path and without a slash at the end.
    pub(super) login: String,
    /// Graph with its version, without a slash at the end.
    pub(super) graph: String,
    /// What a token is asked for. Never the override: a token is for the cloud's Graph.
    pub(super) scope: String,
}

impl Settings {
    /// Checks the overrides.
    pub(super) fn check(&self) -> Result<(), GraphError> {
        for url in self.login_endpoint.iter().chain(&self.graph_endpoint) {
            if url.scheme() != "https" {
                return Err(GraphError::NotHttps(url.clone()));
            }
            if !is_loopback(url) {
                return Err(GraphError::NotLoopback(url.clone()));
            }
        }
        Ok(())
    }

    /// Returns where a cloud's services are.
    pub(super) fn endpoints(&self, cloud: Cloud) -> Endpoints {
        let origin = |url: &Option<Url>, default: &str| {
            url.as_ref()
                .map_or_else(|| default.to_owned(), |url| url.origin().ascii_serialization())
        };
        Endpoints {
            login: origin(&self.login_endpoint, cloud.authority()),
            graph: format!("{}/v1.0", origin(&self.graph_endpoint, cloud.graph())),
            scope: format!("{}/.default", cloud.graph()),
        }
    }

    /// Returns whether nothing outside this machine can be reached.
    pub(super) const fn is_local(&self) -> bool {
        self.login_endpoint.is_some() && self.graph_endpoint.is_some()
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{GraphError, Settings};
    use crate::domain::Cloud;

    fn check(url: &str) -> Result<(), GraphError> {
        let url = Some(url.parse().unwrap());
        Settings { graph_endpoint: url, ..Settings::default() }.check()
    }

    #[test]
    fn only_this_machine_can_stand_in_for_microsoft() {
        for good in [
            "https://localhost:8443",
            "https://127.0.0.1:1/",
            "https://127.9.9.9",
            "https://[::1]:5",
        ] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in [
            "https://graph.microsoft.com.example",
            "https://localhost.example:8443",
            "https://10.0.0.1",
            "https://0.0.0.0",
            "https://[::2]",
            "https://user@evil.example#localhost",
        ] {
            assert!(matches!(check(bad), Err(GraphError::NotLoopback(_))), "{bad}");
        }
        assert!(matches!(check("http://localhost"), Err(GraphError::NotHttps(_))));
    }

    #[test]
    fn a_token_is_always_asked_for_the_clouds_own_graph() {
        let settings = Settings {
            login_endpoint: Some("https://localhost:8443/ignored".parse().unwrap()),
            graph_endpoint: Some("https://localhost:8443".parse().unwrap()),
            ..Settings::default()
        };
        let endpoints = settings.endpoints(Cloud::UsGov);
        assert_eq!(endpoints.login, "https://localhost:8443");
        assert_eq!(endpoints.graph, "https://localhost:8443/v1.0");
        assert_eq!(endpoints.scope, "https://graph.microsoft.us/.default");
        assert_eq!(
            Settings::default().endpoints(Cloud::China).graph,
            "https://microsoftgraph.chinacloudapi.cn/v1.0"
        );
    }
}
