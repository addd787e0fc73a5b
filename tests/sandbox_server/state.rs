//! What lasts, and what never gets into the state.

use std::time::{Duration, Instant};

use serde_json::json;
use tenantry::sandbox::Sandbox;

use crate::bench::{Bench, TENANT, durable, options, seed, user};

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
    let ask =
        |password: &str| json!({ "user": "ANN@contoso.onmicrosoft.com", "password": password });
    assert_eq!(bench.control(&path, ask("Pass-w0rd!")).await, json!({ "inForce": true }));
    assert_eq!(bench.control(&path, ask("pass-w0rd!")).await, json!({ "inForce": false }));
    // Of nobody in particular, and many at once.
    let any = |words: [&str; 2]| json!({ "password": words });
    assert_eq!(bench.control(&path, any(["x", "Pass-w0rd!"])).await, json!({ "inForce": true }));
    assert_eq!(bench.control(&path, any(["x", "y"])).await, json!({ "inForce": false }));
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
