//! Drives a running sandbox over TLS as any client would: sign-in, batches, durability, faults.

use std::path::Path;
use std::time::{Duration, Instant};

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use reqwest::{Certificate, Client, Response};
use serde_json::{Value, json};
use tenantry::sandbox::{Options, Running, Sandbox, Seed};

const TENANT: &str = "3f2a8a2c-0000-4000-8000-000000000001";
const OTHER: &str = "3f2a8a2c-0000-4000-8000-000000000002";
const APP: &str = "7d1e0000-0000-4000-8000-00000000000a";
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const ISSUER: &str = "https://token.actions.githubusercontent.com";

/// A running sandbox and a client that trusts it.
struct Bench {
    running: Running,
    client: Client,
}

fn seed() -> Value {
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

fn options(seed: Value) -> Options {
    let seed: Seed = serde_json::from_value(seed).unwrap();
    Options { seed, ..Options::default() }
}

impl Bench {
    async fn start(options: Options) -> Self {
        let running = Sandbox::start(options).await.unwrap();
        let authority = Certificate::from_pem(running.ca_pem().as_bytes()).unwrap();
        let client = Client::builder().tls_certs_only([authority]).build().unwrap();
        Self { running, client }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.graph())
    }

    async fn sign_in(&self, tenant: &str, form: &[(&str, &str)]) -> Response {
        let mut form = form.to_vec();
        let scope = "https://graph.microsoft.com/.default";
        form.extend([("grant_type", "client_credentials"), ("scope", scope)]);
        let url = self.url(&format!("/{tenant}/oauth2/v2.0/token?api-version=1&x=y"));
        self.client.post(url).form(&form).send().await.unwrap()
    }

    /// Signs in and returns the status with the token, or with the AADSTS number.
    async fn outcome(&self, tenant: &str, form: &[(&str, &str)]) -> (u16, Value) {
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

    async fn token(&self) -> String {
        let form = [("client_id", APP), ("client_secret", "opensesame")];
        let (status, token) = self.outcome(TENANT, &form).await;
        assert_eq!(status, 200);
        token.as_str().unwrap().to_owned()
    }

    async fn get(&self, token: &str, path: &str) -> (u16, Value) {
        let response = self.client.get(self.url(path)).bearer_auth(token).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap_or_default())
    }

    async fn post(&self, token: &str, path: &str, body: &Value) -> (u16, Value) {
        let request = self.client.post(self.url(path)).bearer_auth(token).json(body);
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap_or_default())
    }

    /// Posts to a control endpoint.
    async fn control(&self, path: &str, body: Value) -> Value {
        let url = self.url(&format!("/sandbox/v1/{path}"));
        let response = self.client.post(url).json(&body).send().await.unwrap();
        assert!(response.status().is_success(), "{}", response.text().await.unwrap());
        response.json().await.unwrap()
    }

    async fn state(&self, tenant: &str) -> Value {
        let url = self.url(&format!("/sandbox/v1/tenants/{tenant}"));
        self.client.get(url).send().await.unwrap().json().await.unwrap()
    }
}

fn user(name: &str) -> Value {
    json!({
        "accountEnabled": false, "displayName": name, "mailNickname": name,
        "userPrincipalName": format!("{name}@contoso.onmicrosoft.com"),
        "passwordProfile": { "password": "Zx9-quite-l0ng", "forceChangePasswordNextSignIn": false },
    })
}

fn claims(token: &str) -> Value {
    jsonwebtoken::dangerous::insecure_decode_claims(token).unwrap()
}

#[tokio::test]
async fn a_secret_gets_a_token_that_says_who_and_what() {
    let bench = Bench::start(options(seed())).await;
    let said = claims(&bench.token().await);
    assert_eq!(said["tid"], TENANT);
    assert_eq!(said["appid"], APP);
    assert_eq!(said["aud"], "https://graph.microsoft.com");
    assert_eq!(said["iss"], format!("https://sts.windows.net/{TENANT}/"));
    assert_eq!(said["roles"], json!(["Organization.Read.All", "User.ReadWrite.All"]));
    assert_eq!((&said["idtyp"], &said["app_displayname"]), (&json!("app"), &json!("tenantry")));
    let roles = said["wids"].as_array().unwrap();
    assert!(roles.contains(&json!("7be44c8a-adaf-4e2a-84d6-ab2649e08a13")), "{roles:?}");
    assert_eq!(said["exp"].as_i64().unwrap() - said["iat"].as_i64().unwrap(), 3_599);
    assert_eq!(said["oid"], said["sub"]);
    let by_domain = [("client_id", APP), ("client_secret", "opensesame")];
    assert_eq!(bench.outcome("contoso.onmicrosoft.com", &by_domain).await.0, 200);
    let url = bench.url(&format!("/{TENANT}/oauth2/v2.0/token"));
    let form = [("grant_type", "client_credentials"), ("scope", "https://graph.microsoft.com/.default")];
    let basic = bench.client.post(url).basic_auth(APP, Some("opensesame")).form(&form);
    assert_eq!(basic.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn sign_in_is_refused_as_entra_refuses_it() {
    let bench = Bench::start(options(seed())).await;
    let secret = |secret| vec![("client_id", APP), ("client_secret", secret)];
    for (tenant, form, status, number) in [
        (TENANT, secret("wrong"), 401, 7_000_215),
        (TENANT, secret("stale"), 401, 7_000_222),
        (TENANT, vec![("client_id", APP)], 401, 7_000_218),
        (TENANT, vec![("client_secret", "x")], 400, 900_144),
        (OTHER, secret("opensesame"), 400, 700_016),
        ("00000000-0000-4000-8000-000000000009", secret("x"), 400, 90_002),
        ("later.example", secret("x"), 400, 90_002),
        ("nonsense", secret("x"), 400, 900_023),
        ("common", secret("x"), 400, 50_059),
    ] {
        assert_eq!(bench.outcome(tenant, &form).await, (status, json!(number)), "{tenant} {form:?}");
    }
    let url = bench.url(&format!("/{TENANT}/oauth2/v2.0/token"));
    for (scope, number) in [("User.Read", 1_002_012), ("https://foo.example/.default", 500_011)] {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", APP),
            ("client_secret", "opensesame"),
            ("scope", scope),
        ];
        let response = bench.client.post(&url).form(&form).send().await.unwrap();
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["error_codes"], json!([number]));
    }
}

/// An RSA key with a certificate of its own.
fn certificate() -> (KeyPair, rcgen::Certificate) {
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let certificate = CertificateParams::new(vec!["app".to_owned()]).unwrap().self_signed(&key).unwrap();
    (key, certificate)
}

fn signed(key: &KeyPair, header: &Header, claims: &Value) -> String {
    let key = EncodingKey::from_rsa_pem(key.serialize_pem().as_bytes()).unwrap();
    jsonwebtoken::encode(header, claims, &key).unwrap()
}

#[tokio::test]
async fn a_certificate_assertion_is_checked_in_both_forms() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
    use sha2::Digest as _;

    let (key, certificate) = certificate();
    let mut seed = seed();
    seed["tenants"][0]["apps"][0]["certificates"] = json!([{ "pem": certificate.pem() }]);
    let bench = Bench::start(options(seed)).await;
    let mut newer = Header::new(Algorithm::PS256);
    newer.x5t_s256 = Some(BASE64.encode(sha2::Sha256::digest(certificate.der())));
    let mut older = Header::new(Algorithm::RS256);
    older.x5t = Some(BASE64.encode(sha1_smol::Sha1::from(certificate.der()).digest().bytes()));
    let mut unknown = newer.clone();
    unknown.x5t_s256 = Some(BASE64.encode([7_u8; 32]));
    let now = jiff::Timestamp::now().as_second();
    let audience = format!("{}/{TENANT}/oauth2/v2.0/token", bench.running.login());
    let good = json!({
        "aud": audience, "iss": APP, "sub": APP, "jti": "1", "nbf": now - 5, "exp": now + 300,
    });
    let with = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        claims
    };
    let public = "https://login.microsoftonline.com/contoso.onmicrosoft.com/oauth2/v2.0/token";
    let stranger = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    for (assertion, expected) in [
        (signed(&key, &newer, &good), None),
        (signed(&key, &older, &good), None),
        (signed(&key, &newer, &with("aud", json!(public))), None),
        (signed(&key, &unknown, &good), Some(700_027)),
        (signed(&stranger, &newer, &good), Some(700_027)),
        (signed(&key, &newer, &with("exp", json!(now - 3_600))), Some(700_024)),
        (signed(&key, &newer, &with("aud", json!("https://evil.example/x"))), Some(700_023)),
        (signed(&key, &newer, &with("sub", json!("someone"))), Some(700_021)),
        ("not.a.token".to_owned(), Some(50_027)),
    ] {
        let form = [
            ("client_id", APP),
            ("client_assertion_type", JWT_BEARER),
            ("client_assertion", assertion.as_str()),
        ];
        let (status, body) = bench.outcome(TENANT, &form).await;
        match expected {
            None => assert_eq!(claims(body.as_str().unwrap())["appidacr"], "2"),
            Some(number) => assert_eq!((status, body), (401, json!(number))),
        }
    }
}

#[tokio::test]
async fn a_federated_assertion_is_compared_letter_by_letter() {
    let (key, certificate) = certificate();
    let subject = "repo:northwind/tenants:environment:production";
    let mut seed = seed();
    seed["tenants"][0]["apps"][0]["federated"] = json!([
        { "issuer": ISSUER, "subject": subject, "publicKey": certificate.pem() },
    ]);
    let bench = Bench::start(options(seed)).await;
    let now = jiff::Timestamp::now().as_second();
    let good = json!({
        "iss": ISSUER, "sub": subject, "aud": "api://AzureADTokenExchange", "exp": now + 300,
    });
    let with = |name: &str, value: &str| {
        let mut claims = good.clone();
        claims[name] = json!(value);
        claims
    };
    let mut late = good.clone();
    late["exp"] = json!(now - 3_600);
    for (claims, algorithm, expected) in [
        (good.clone(), Algorithm::RS256, 200),
        (with("iss", "https://token.actions.githubusercontent.com/"), Algorithm::RS256, 700_211),
        (with("sub", "repo:northwind/tenants:pull_request"), Algorithm::RS256, 700_213),
        (with("sub", &subject.to_uppercase()), Algorithm::RS256, 7_002_138),
        (with("aud", "https://github.com/northwind"), Algorithm::RS256, 700_212),
        (good.clone(), Algorithm::PS256, 50_013),
        (late, Algorithm::RS256, 700_024),
    ] {
        let assertion = signed(&key, &Header::new(algorithm), &claims);
        let form = [
            ("client_id", APP),
            ("client_assertion_type", JWT_BEARER),
            ("client_assertion", assertion.as_str()),
        ];
        let (status, body) = bench.outcome(TENANT, &form).await;
        let outcome = if status == 200 { json!(200) } else { body };
        assert_eq!(outcome, json!(expected), "{claims}");
    }
}

#[tokio::test]
async fn metadata_names_the_host_that_was_asked() {
    let bench = Bench::start(options(seed())).await;
    let read = async |path: &str| -> Value {
        bench.client.get(bench.url(path)).send().await.unwrap().json().await.unwrap()
    };
    let base = bench.running.login();
    let found = read("/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration").await;
    assert_eq!(found["issuer"], format!("{base}/{TENANT}/v2.0"));
    assert_eq!(found["token_endpoint"], format!("{base}/{TENANT}/oauth2/v2.0/token"));
    let keys = read(&format!("/{TENANT}/discovery/v2.0/keys")).await;
    let key: jsonwebtoken::jwk::Jwk = serde_json::from_value(keys["keys"][0].clone()).unwrap();
    let token = bench.token().await;
    let mut validation = jsonwebtoken::Validation::new(Algorithm::RS256);
    validation.set_audience(&["https://graph.microsoft.com"]);
    let decoding = jsonwebtoken::DecodingKey::from_jwk(&key).unwrap();
    assert!(jsonwebtoken::decode::<Value>(&token, &decoding, &validation).is_ok());
    assert_eq!(jsonwebtoken::decode_header(&token).unwrap().kid, key.common.key_id);
    let asked = "/common/discovery/instance?api-version=1.1&authorization_endpoint=\
                 https%3A%2F%2Flogin.microsoftonline.com%2Fx%2Foauth2%2Fv2.0%2Fauthorize";
    let found = read(asked).await;
    let endpoint = format!("{base}/x/v2.0/.well-known/openid-configuration");
    assert_eq!(found["tenant_discovery_endpoint"], endpoint);
    let found = read("/metadata/endpoints?api-version=2022-09-01").await;
    assert_eq!(found["microsoftGraphResourceId"], format!("{base}/"));
    assert_eq!(read("/subscriptions").await, json!({ "value": [] }));
}

#[tokio::test]
async fn graph_refuses_tokens_that_do_not_hold() {
    let bench = Bench::start(options(seed())).await;
    let token = bench.token().await;
    let message = async |request: reqwest::RequestBuilder| {
        let response = request.header("client-request-id", "abc").send().await.unwrap();
        assert_eq!(response.status(), 401);
        assert!(response.headers()["www-authenticate"].to_str().unwrap().starts_with("Bearer "));
        assert_eq!(response.headers()["client-request-id"], "abc");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["error"]["code"], "InvalidAuthenticationToken");
        assert_eq!(body["error"]["innerError"]["client-request-id"], "abc");
        body["error"]["message"].as_str().unwrap().to_owned()
    };
    let request = || bench.client.get(bench.url("/v1.0/organization"));
    assert_eq!(message(request()).await, "Access token is empty.");
    let malformed = message(request().bearer_auth("gibberish")).await;
    assert!(malformed.starts_with("CompactToken parsing failed"), "{malformed}");
    let mut parts: Vec<&str> = token.split('.').collect();
    let forged = claims(&token).to_string().replace(TENANT, OTHER);
    let forged = base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, forged);
    parts[1] = &forged;
    assert!(message(request().bearer_auth(parts.join("."))).await.contains("Invalid signature"));
    assert_eq!(bench.get(&token, "/v1.0/organization").await.0, 200);
    bench.control("clock", json!({ "by": "61m" })).await;
    let expired = message(request().bearer_auth(&token)).await;
    assert_eq!(expired, "Lifetime validation failed, the token is expired.");
}

#[tokio::test]
async fn answers_carry_graphs_headers_and_the_sandboxs_time() {
    let mut options = options(seed());
    options.at = Some("2031-05-06T07:08:09Z".parse().unwrap());
    let bench = Bench::start(options).await;
    let token = bench.token().await;
    let url = bench.url("/v1.0//organization?%24select=id");
    let response = bench.client.get(url).bearer_auth(token).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert!(header("date").starts_with("Tue, 06 May 2031 07:08:"), "{}", header("date"));
    assert!(header("content-type").starts_with("application/json;odata.metadata=minimal"));
    assert_eq!(header("odata-version"), "4.0");
    assert_eq!(header("cache-control"), "no-cache");
    assert_eq!(header("x-ms-resource-unit"), "1");
    assert_eq!(header("request-id"), header("client-request-id"));
    assert!(header("x-ms-ags-diagnostic").contains("ServerInfo"));
}

#[tokio::test]
async fn a_batch_keeps_graphs_rules() {
    let bench = Bench::start(options(seed())).await;
    let token = bench.token().await;
    let absolute = json!([{ "id": "1", "method": "GET", "url": bench.url("/v1.0/users") }]);
    for path in ["/v1.0/$batch", "/v1.0/%24batch", "/beta//$batch"] {
        let (status, body) = bench.post(&token, path, &json!({ "requests": absolute })).await;
        assert_eq!((status, &body["error"]["code"]), (400, &json!("BadRequest")), "{path}");
        assert_eq!(body["error"]["message"], "Invalid batch payload format.");
    }
    let headers = json!({ "Content-Type": "application/json" });
    let requests = json!({ "requests": [
        { "id": "make", "method": "POST", "url": "/users", "headers": headers, "body": user("bo") },
        { "id": "read", "method": "GET", "dependsOn": ["make"],
          "url": "/users/bo@contoso.onmicrosoft.com?$select=id,displayName" },
        { "id": "missing", "method": "GET", "url": "/users/nobody@contoso.onmicrosoft.com" },
        { "id": "never", "method": "GET", "url": "/users", "dependsOn": ["missing"] },
        { "id": "ignored", "method": "GET", "url": "/organization", "depends_on": ["missing"] },
    ] });
    let (status, body) = bench.post(&token, "/v1.0/$batch", &requests).await;
    assert_eq!(status, 200);
    let answers = body["responses"].as_array().unwrap();
    let of = |id: &str| answers.iter().find(|answer| answer["id"] == id).unwrap();
    let statuses = ["make", "read", "missing", "never", "ignored"].map(|id| of(id)["status"].clone());
    assert_eq!(json!(statuses), json!([201, 200, 404, 424, 200]));
    assert_eq!(of("never")["body"]["error"]["code"], "FailedDependency");
    assert_eq!(of("read")["body"]["displayName"], "bo");
    assert_eq!(of("read")["headers"]["x-ms-resource-unit"], "1");
    assert!(of("read")["headers"]["Content-Type"].as_str().unwrap().contains("json"));
    let (status, body) = bench.get(&token, "/v1.0/$batch").await;
    assert_eq!((status, &body["error"]["code"]), (405, &json!("Request_BadRequest")));
    let counts = bench.running.counts();
    assert_eq!((counts.tokens, counts.graph, counts.batched, counts.writes), (1, 5, 4, 1));
    assert_eq!(counts.tenants[&TENANT.parse().unwrap()].batched["GET /users/{id}"], 2);
    let url = bench.url("/sandbox/v1/requests");
    let told: Value = bench.client.get(&url).send().await.unwrap().json().await.unwrap();
    assert_eq!(told["tenants"][TENANT]["batched"]["POST /users"], 1);
    assert_eq!(bench.client.delete(&url).send().await.unwrap().status(), 204);
    assert_eq!(bench.running.counts().graph, 0);
}

fn durable(directory: &Path) -> Options {
    let state = Some(directory.join("state.ndjson"));
    let ca_file = Some(directory.join("ca.pem"));
    Options { state, ca_file, ..options(seed()) }
}

#[tokio::test]
async fn what_was_answered_is_there_after_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let bench = Bench::start(durable(directory.path())).await;
    let token = bench.token().await;
    assert_eq!(bench.post(&token, "/v1.0/users", &user("cy")).await.0, 201);
    bench.control("clock", json!({ "by": "30m" })).await;
    let refused = Sandbox::start(durable(directory.path())).await.unwrap_err();
    assert!(refused.to_string().contains("in use"), "{refused}");
    let ca = bench.running.ca_pem().to_owned();
    bench.running.stop().await;

    let start = Instant::now();
    let again = Bench::start(durable(directory.path())).await;
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(again.running.ca_pem(), ca);
    assert_eq!(std::fs::read_to_string(directory.path().join("ca.pem")).unwrap(), ca);
    let ahead = again.running.now().duration_since(jiff::Timestamp::now());
    assert!((1_790..1_810).contains(&ahead.as_secs()), "{ahead}");
    // The key that signed it was kept, so the token holds on.
    assert_eq!(again.get(&token, "/v1.0/users/cy@contoso.onmicrosoft.com").await.0, 200);
    again.running.stop().await;
    assert!(tenantry::sandbox::reset(&directory.path().join("state.ndjson")).unwrap());
    let fresh = Bench::start(durable(directory.path())).await;
    let token = fresh.token().await;
    assert_eq!(fresh.get(&token, "/v1.0/users/cy@contoso.onmicrosoft.com").await.0, 404);
}

#[tokio::test]
async fn no_secret_is_kept_in_the_state() {
    let directory = tempfile::tempdir().unwrap();
    let bench = Bench::start(durable(directory.path())).await;
    let token = bench.token().await;
    assert_eq!(bench.post(&token, "/v1.0/users", &user("di")).await.0, 201);
    bench.running.stop().await;
    let text = std::fs::read_to_string(directory.path().join("state.ndjson")).unwrap();
    for secret in ["opensesame", "Pass-w0rd!", "Zx9-quite-l0ng", token.as_str()] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_password_can_be_asked_for_but_not_read() {
    let bench = Bench::start(options(seed())).await;
    let path = format!("tenants/{TENANT}/password");
    let ask = |password: &str| {
        json!({ "user": "ANN@contoso.onmicrosoft.com", "password": password })
    };
    assert_eq!(bench.control(&path, ask("Pass-w0rd!")).await, json!({ "inForce": true }));
    assert_eq!(bench.control(&path, ask("pass-w0rd!")).await, json!({ "inForce": false }));
}

#[tokio::test]
async fn a_fault_refuses_some_requests_of_one_tenant() {
    let bench = Bench::start(options(seed())).await;
    let token = bench.token().await;
    bench
        .control("faults", json!({
            "on": { "tenant": TENANT, "method": "GET", "path": "/users*" }, "after": 1, "times": 2,
            "effect": { "status": { "code": 429, "retryAfter": { "fraction": 2.128 } } },
        }))
        .await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        let request = bench.client.get(bench.url("/v1.0/users")).bearer_auth(&token);
        let response = request.send().await.unwrap();
        let after = response.headers().get("retry-after").map(|it| it.to_str().unwrap().to_owned());
        seen.push((response.status().as_u16(), after));
    }
    let refused = (429, Some("2.128".to_owned()));
    assert_eq!(seen, [(200, None), refused.clone(), refused, (200, None)]);
    let url = bench.url("/sandbox/v1/faults");
    let listed: Value = bench.client.get(&url).send().await.unwrap().json().await.unwrap();
    assert_eq!(listed["faults"][0]["matched"], 4);
    assert_eq!(bench.client.delete(&url).send().await.unwrap().status(), 204);
}

#[tokio::test]
async fn a_cut_connection_leaves_a_write_done_or_not() {
    let directory = tempfile::tempdir().unwrap();
    let bench = Bench::start(durable(directory.path())).await;
    let token = bench.token().await;
    for (name, moment, expected) in [("before", "before", 404), ("after", "after", 200)] {
        let fault = json!({ "on": { "writes": true }, "times": 1, "effect": { "cut": moment } });
        bench.control("faults", fault).await;
        let request = bench.client.post(bench.url("/v1.0/users")).bearer_auth(&token);
        assert!(request.json(&user(name)).send().await.is_err(), "{name}");
        let path = format!("/v1.0/users/{name}@contoso.onmicrosoft.com");
        assert_eq!(bench.get(&token, &path).await.0, expected);
    }
    let counts = bench.running.counts();
    assert_eq!(counts.tenants[&TENANT.parse().unwrap()].statuses[&0], 2);
}

#[tokio::test]
async fn bodies_break_off_tokens_expire_and_answers_come_late() {
    let bench = Bench::start(options(seed())).await;
    let token = bench.token().await;
    bench.control("faults", json!({ "times": 1, "effect": "truncate" })).await;
    let request = bench.client.get(bench.url("/v1.0/users")).bearer_auth(&token);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.bytes().await.is_err());
    let login = json!({ "on": { "host": "login" }, "times": 1, "effect": "expiredToken" });
    bench.control("faults", login).await;
    let expired = bench.token().await;
    assert_eq!(bench.get(&expired, "/v1.0/users").await.0, 401);
    let slow = json!({ "times": 1, "effect": { "latency": { "milliseconds": 200 } } });
    bench.control("faults", slow).await;
    let start = Instant::now();
    bench.get(&token, "/v1.0/users").await;
    assert!(start.elapsed() >= Duration::from_millis(200));
    let refusal = json!({ "on": { "host": "login" }, "effect": { "status": { "code": 503 } } });
    bench.control("faults", refusal).await;
    let form = [("client_id", APP), ("client_secret", "opensesame")];
    assert_eq!(bench.outcome(TENANT, &form).await, (503, json!(90_033)));
}

#[tokio::test]
async fn a_replica_lags_behind_a_write() {
    let bench = Bench::start(options(seed())).await;
    let token = bench.token().await;
    let lag = json!({ "on": { "writes": true }, "times": 1, "effect": { "lag": { "reads": 2 } } });
    bench.control("faults", lag).await;
    assert_eq!(bench.post(&token, "/v1.0/users", &user("flo")).await.0, 201);
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(bench.get(&token, "/v1.0/users/flo@contoso.onmicrosoft.com").await.0);
    }
    assert_eq!(seen, [404, 404, 200]);
}

#[tokio::test]
async fn a_budget_throttles_with_graphs_headers() {
    let bench = Bench::start(options(seed())).await;
    let token = bench.token().await;
    bench.control("faults", json!({ "effect": { "budget": { "scale": 0.001 } } })).await;
    let mut refused = None;
    for _ in 0..4 {
        let request = bench.client.get(bench.url("/v1.0/organization")).bearer_auth(&token);
        let response = request.send().await.unwrap();
        if response.status() == 429 {
            refused = Some(response);
        }
    }
    let refused = refused.unwrap();
    let header = |name: &str| refused.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("x-ms-throttle-information"), "ResourceUnitLimitExceeded");
    let scope = format!("Tenant_Application/ReadWrite/{APP}/{TENANT}");
    assert_eq!(header("x-ms-throttle-scope"), scope);
    assert!(header("retry-after").parse::<u32>().unwrap() >= 1);
}

#[tokio::test]
async fn a_process_is_killed_before_or_after_a_write() {
    use std::os::unix::process::ExitStatusExt as _;

    let bench = Bench::start(options(seed())).await;
    let token = bench.token().await;
    for (name, moment, expected) in [("gil", "before", 404), ("hal", "after", 200)] {
        let mut victim = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let signal = json!({ "pid": victim.id(), "moment": moment });
        let on = json!({ "writes": true, "method": "POST" });
        let fault = json!({ "on": on, "times": 1, "effect": { "signal": signal } });
        bench.control("faults", fault).await;
        let request = bench.client.post(bench.url("/v1.0/users")).bearer_auth(&token);
        assert!(request.json(&user(name)).send().await.is_err());
        assert_eq!(victim.wait().unwrap().signal(), Some(9));
        let path = format!("/v1.0/users/{name}@contoso.onmicrosoft.com");
        assert_eq!(bench.get(&token, &path).await.0, expected, "{name}");
    }
}

#[tokio::test]
async fn every_request_is_recorded_without_secrets() {
    let directory = tempfile::tempdir().unwrap();
    let record = directory.path().join("record.ndjson");
    let bench = Bench::start(Options { record: Some(record.clone()), ..options(seed()) }).await;
    let token = bench.token().await;
    let headers = json!({ "Content-Type": "application/json" });
    let requests = json!({ "requests": [
        { "id": "1", "method": "POST", "url": "/users", "headers": headers, "body": user("ida") },
        { "id": "2", "method": "GET", "url": "/organization" },
    ] });
    bench.post(&token, "/v1.0/$batch", &requests).await;
    bench.get(&token, "/v1.0/organization").await;
    let text = std::fs::read_to_string(&record).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let seen: Vec<_> = lines.iter().map(|line| (line["path"].as_str().unwrap(), line["batched"] == true)).collect();
    assert_eq!(seen, [("/users", true), ("/organization", true), ("/organization", false)]);
    assert_eq!(lines[0]["requestBody"]["passwordProfile"]["password"], "[redacted]");
    assert!(!text.contains(&token) && !text.contains("Zx9-quite-l0ng"));
}

#[tokio::test]
async fn a_run_secret_stands_for_a_credential_in_force() {
    let mut seed = seed();
    seed["tenants"][1]["apps"][0]["secrets"] = json!([{ "value": "old", "ends": "-1d" }]);
    let options = Options { run_secret: Some("for this run".to_owned()), ..options(seed) };
    let bench = Bench::start(options).await;
    let form = [("client_id", APP), ("client_secret", "for this run")];
    assert_eq!(bench.outcome(TENANT, &form).await.0, 200);
    let ended = "7d1e0000-0000-4000-8000-00000000000b";
    let form = [("client_id", ended), ("client_secret", "for this run")];
    assert_eq!(bench.outcome(OTHER, &form).await, (401, json!(7_000_222)));
}

#[tokio::test]
async fn a_tenant_is_seeded_once() {
    let directory = tempfile::tempdir().unwrap();
    Bench::start(durable(directory.path())).await.running.stop().await;
    let mut changed = durable(directory.path());
    changed.seed.tenants[0].display_name = "Renamed".to_owned();
    changed.seed.fresh = serde_json::from_value(json!([
        { "tenantId": TENANT, "displayName": "Also renamed" },
        { "tenantId": "3f2a8a2c-0000-4000-8000-000000000003", "displayName": "Adatum" },
    ]))
    .unwrap();
    let bench = Bench::start(changed).await;
    assert_eq!(bench.running.tenants(), 3);
    let state = bench.state(TENANT).await;
    assert_eq!(state["tables"]["organization"][TENANT]["displayName"], "Contoso");
    let fresh = bench.state("3f2a8a2c-0000-4000-8000-000000000003").await;
    assert_eq!(fresh["tables"]["users"].as_object().unwrap().len(), 1);
}
