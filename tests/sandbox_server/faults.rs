//! What can be made difficult.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::bench::{APP, Bench, TENANT, durable, options, seed, user};

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
    let (mut refused, mut told) = (None, None);
    for _ in 0..4 {
        let request = bench.client.get(bench.url("/v1.0/organization")).bearer_auth(&token);
        let response = request.send().await.unwrap();
        if response.status() == 429 {
            refused = Some(response);
        } else if let Some(share) = response.headers().get("x-ms-throttle-limit-percentage") {
            told = Some(share.to_str().unwrap().parse::<f64>().unwrap());
        }
    }
    assert!(told.is_some_and(|share| share > 0.8), "{told:?}");
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
