//! A server that plays Microsoft's and says what a test tells it to.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::Response,
};
use axum_server::tls_rustls::RustlsConfig;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rcgen::{CertificateParams, KeyPair};
use serde_json::{Value, json};
use tenantry::graph::Graph;

use crate::bench::{APP, TENANT, settings};

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// With the query, as it came.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// An answer: status, headers, body.
pub(crate) type Said = (u16, Vec<(&'static str, String)>, Vec<u8>);

/// A server that says what it is told to.
pub(crate) struct Liar {
    pub(crate) origin: String,
    pub(crate) graph: Graph,
    pub(crate) asked: Arc<Mutex<Vec<Asked>>>,
}

impl Liar {
    /// Starts a server that answers with `say`, which is told its own origin.
    pub(crate) async fn start(say: impl Fn(&Asked, &str) -> Said + Send + Sync + 'static) -> Self {
        let key = KeyPair::generate().unwrap();
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let certificate = CertificateParams::new(names).unwrap().self_signed(&key).unwrap();
        let (chain, private) = (vec![certificate.der().to_vec()], key.serialize_der());
        let config = RustlsConfig::from_der(chain, private).await.unwrap();
        let handle = axum_server::Handle::new();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (say, heard, known) = (Arc::new(say), Arc::clone(&asked), handle.clone());
        let router = Router::new().fallback(move |request: Request| {
            let (say, heard, known) = (Arc::clone(&say), Arc::clone(&heard), known.clone());
            async move {
                let asked = read(request).await;
                let port = known.listening().await.map_or(0, |address: SocketAddr| address.port());
                let (status, headers, body) = say(&asked, &format!("https://localhost:{port}"));
                heard.lock().unwrap().push(asked);
                let mut response = Response::builder().status(status);
                for (name, value) in headers {
                    response = response.header(name, value);
                }
                response.body(Body::from(body)).unwrap()
            }
        });
        let server = axum_server::bind_rustls((Ipv4Addr::LOCALHOST, 0).into(), config)
            .handle(handle.clone());
        tokio::spawn(server.serve(router.into_make_service()));
        let origin = format!("https://localhost:{}", handle.listening().await.unwrap().port());
        let settings = settings(&origin, &origin, &certificate.pem(), Duration::from_secs(5));
        Self { graph: Graph::new(settings).unwrap(), origin, asked }
    }

    /// Returns the targets that were asked for, in order.
    pub(crate) fn targets(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|asked| asked.target.clone()).collect()
    }
}

async fn read(request: Request) -> Asked {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.iter();
    Asked {
        method: parts.method.to_string(),
        target: parts.uri.path_and_query().unwrap().to_string(),
        headers: headers
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect(),
        body: to_bytes(body, usize::MAX).await.unwrap(),
    }
}

/// Says JSON.
pub(crate) fn json_said(status: u16, body: &Value) -> Said {
    (status, vec![("content-type", "application/json".to_owned())], body.to_string().into())
}

/// Says a token of this tenant.
pub(crate) fn token_of(tenant: &str) -> Said {
    let claims = json!({ "tid": tenant, "appid": APP }).to_string();
    let token = format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims));
    json_said(200, &json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": token }))
}

/// Answers sign-in as it should, every item of a batch with an empty list, and the organization.
pub(crate) fn honest(asked: &Asked) -> Said {
    if asked.target.contains("/oauth2/") {
        return token_of(TENANT);
    }
    batch(asked, |url| {
        let organization = url.starts_with("/organization");
        let value = if organization {
            json!([{ "id": TENANT, "displayName": "Contoso" }])
        } else {
            json!([])
        };
        (200, json!({ "value": value }))
    })
}

/// Answers each item of a batch.
pub(crate) fn batch(asked: &Asked, say: impl Fn(&str) -> (u16, Value)) -> Said {
    let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    let requests = body["requests"].as_array().cloned().unwrap_or_default();
    let responses: Vec<_> = requests
        .iter()
        .map(|request| {
            let (status, body) = say(request["url"].as_str().unwrap());
            json!({ "id": request["id"], "status": status, "headers": {}, "body": body })
        })
        .collect();
    json_said(200, &json!({ "responses": responses }))
}
