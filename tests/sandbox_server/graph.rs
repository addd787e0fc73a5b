//! What the Graph host does before and around the directory.

use serde_json::{Value, json};
use tenantry::sandbox::Options;

use crate::bench::{Bench, OTHER, TENANT, claims, options, seed, user};

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
    let statuses =
        ["make", "read", "missing", "never", "ignored"].map(|id| of(id)["status"].clone());
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
    let seen: Vec<_> = lines
        .iter()
        .map(|line| (line["path"].as_str().unwrap(), line["batched"] == true))
        .collect();
    assert_eq!(seen, [("/users", true), ("/organization", true), ("/organization", false)]);
    assert_eq!(lines[0]["requestBody"]["passwordProfile"]["password"], "[redacted]");
    assert!(!text.contains(&token) && !text.contains("Zx9-quite-l0ng"));
}
