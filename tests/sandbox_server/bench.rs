//! A running sandbox, a client that trusts it, and what the tests have in common.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::{Certificate, Client, Response};
use serde_json::{Value, json};
use tenantry::sandbox::{Options, Running, Sandbox, Seed};

pub(crate) const TENANT: &str = "3f2a8a2c-0000-4000-8000-000000000001";
pub(crate) const OTHER: &str = "3f2a8a2c-0000-4000-8000-000000000002";
pub(crate) const APP: &str = "7d1e0000-0000-4000-8000-00000000000a";
pub(crate) const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
pub(crate) const ISSUER: &str = "https://token.actions.githubusercontent.com";

/// A running sandbox and a client that trusts it.
pub(crate) struct Bench {
    pub(crate) running: Running,
    pub(crate) client: Client,
}

pub(crate) fn seed() -> Value {
    json!({
        "tenants": [
            {
                "tenantId": TENANT, "displayName": "Contoso",
                "domains": [
                    { "name": "contoso.onmicrosoft.com" },
                    { "name": "later.example", "verified": false },
                ],
                "apps": [{
                    "clientId": APP,
                    "permissions": ["User.ReadWrite.All", "Organization.Read.All"],
                    "directoryRoles": ["Privileged Authentication Administrator"],
                    "secrets": [{ "value": "opensesame" }, { "value": "stale", "ends": "-1d" }],
                }],
                "users": [{ "userPrincipalName": "ann@contoso.onmicrosoft.com", "password": "Pass-w0rd!" }],
            },
            {
                "tenantId": OTHER, "displayName": "Fabrikam",
                "apps": [{ "clientId": "7d1e0000-0000-4000-8000-00000000000b" }],
            },
        ],
    })
}

pub(crate) fn options(seed: Value) -> Options {
    let seed: Seed = serde_json::from_value(seed).unwrap();
    Options { seed, record: recording(), ..Options::default() }
}

/// Names a new file for what the sandbox is asked and answers, where the run wants it recorded.
fn recording() -> Option<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let folder = std::env::var_os("TENANTRY_RECORDINGS")?;
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    Some(Path::new(&folder).join(format!("server-{}-{number}.ndjson", std::process::id())))
}

impl Bench {
    pub(crate) async fn start(options: Options) -> Self {
        let running = Sandbox::start(options).await.unwrap();
        let authority = Certificate::from_pem(running.ca_pem().as_bytes()).unwrap();
        let client = Client::builder().tls_certs_only([authority]).build().unwrap();
        Self { running, client }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.graph())
    }

    pub(crate) async fn sign_in(&self, tenant: &str, form: &[(&str, &str)]) -> Response {
        let mut form = form.to_vec();
        let scope = "https://graph.microsoft.com/.default";
        form.extend([("grant_type", "client_credentials"), ("scope", scope)]);
        let url = self.url(&format!("/{tenant}/oauth2/v2.0/token?api-version=1&x=y"));
        self.client.post(url).form(&form).send().await.unwrap()
    }

    /// Signs in and returns the status with the token, or with the AADSTS number.
    pub(crate) async fn outcome(&self, tenant: &str, form: &[(&str, &str)]) -> (u16, Value) {
        let response = self.sign_in(tenant, form).await;
        let status = response.status().as_u16();
        let body: Value = response.json().await.unwrap();
        if status == 200 {
            return (status, body["access_token"].clone());
        }
        let text = body["error_description"].as_str().unwrap();
        assert!(text.starts_with(&format!("AADSTS{}: ", body["error_codes"][0])), "{text}");
        assert!(text.contains("Trace ID: ") && text.contains("Correlation ID: "), "{text}");
        (status, body["error_codes"][0].clone())
    }

    pub(crate) async fn token(&self) -> String {
        let form = [("client_id", APP), ("client_secret", "opensesame")];
        let (status, token) = self.outcome(TENANT, &form).await;
        assert_eq!(status, 200);
        token.as_str().unwrap().to_owned()
    }

    pub(crate) async fn get(&self, token: &str, path: &str) -> (u16, Value) {
        let response = self.client.get(self.url(path)).bearer_auth(token).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap_or_default())
    }

    pub(crate) async fn post(&self, token: &str, path: &str, body: &Value) -> (u16, Value) {
        let request = self.client.post(self.url(path)).bearer_auth(token).json(body);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap_or_default())
    }

    /// Posts to a control endpoint.
    pub(crate) async fn control(&self, path: &str, body: Value) -> Value {
        let url = self.url(&format!("/sandbox/v1/{path}"));
        let response = self.client.post(url).json(&body).send().await.unwrap();
        assert!(response.status().is_success(), "{}", response.text().await.unwrap());
        response.json().await.unwrap()
    }

    pub(crate) async fn state(&self, tenant: &str) -> Value {
        let url = self.url(&format!("/sandbox/v1/tenants/{tenant}"));
        self.client.get(url).send().await.unwrap().json().await.unwrap()
    }
}

pub(crate) fn user(name: &str) -> Value {
    json!({
        "accountEnabled": false, "displayName": name, "mailNickname": name,
        "userPrincipalName": format!("{name}@contoso.onmicrosoft.com"),
        "passwordProfile": { "password": "Zx9-quite-l0ng", "forceChangePasswordNextSignIn": false },
    })
}

pub(crate) fn claims(token: &str) -> Value {
    jsonwebtoken::dangerous::insecure_decode_claims(token).unwrap()
}

/// Options with a state in a directory.
pub(crate) fn durable(directory: &Path) -> Options {
    let state = Some(directory.join("state.ndjson"));
    let ca_file = Some(directory.join("ca.pem"));
    Options { state, ca_file, ..options(seed()) }
}
