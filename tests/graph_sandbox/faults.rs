//! Reading a tenant that fails: for a while, for ever, in part, altogether.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tenantry::observed::RefusalKind;

use crate::bench::{APP, Bench, needs, tenant, unknown};

fn status(code: u16, retry_after: &Value) -> Value {
    json!({ "status": { "code": code, "retryAfter": retry_after } })
}

fn app_part(collection: &str, part: &str) -> String {
    format!("/{collection}(appId='{APP}'){part}")
}

#[tokio::test]
async fn a_collection_that_fails_for_ever_is_unknown_and_nothing_else_is() {
    let collections = [
        ("/organization", "organization"),
        ("/domains", "domains"),
        ("/groups", "groups"),
        ("/roleManagement/directory/roleDefinitions", "roleDefinitions"),
        ("/roleManagement/directory/roleAssignments", "roleAssignments"),
        ("/roleManagement/directory/roleAssignmentScheduleInstances", "roleSchedules"),
        ("/directory/administrativeUnits", "administrativeUnits"),
        (&app_part("servicePrincipals", ""), "servicePrincipal"),
        (&app_part("servicePrincipals", "/appRoleAssignments"), "permissions"),
        (&app_part("applications", ""), "application"),
        (&app_part("applications", "/extensionProperties"), "extensions"),
    ];
    for (code, why) in
        [(403, "permission is missing"), (429, "throttled"), (500, "Graph failed (500)")]
    {
        let tests = collections.map(|(path, name)| {
            let path = path.to_owned();
            async move {
                let bench = Bench::patient(json!([tenant()]), Duration::from_millis(300)).await;
                bench
                    .fault(
                        json!({ "on": { "path": path }, "effect": status(code, &json!("none")) }),
                    )
                    .await;
                let found = bench.enter().await.observe(&needs()).await.unwrap();
                let unknown = unknown(found.reads());
                assert!(unknown.len() == 1 && unknown[0].0 == name, "{code} {name}: {unknown:?}");
                assert!(unknown[0].1.contains(why), "{unknown:?}");
                let reads = found.reads();
                let read = reads.iter().find(|read| read.collection == name).unwrap();
                assert!(read.request_id.is_some(), "{code} {name}: no request-id");
            }
        });
        futures::future::join_all(tests).await;
    }
}

#[tokio::test]
async fn every_form_of_retry_after_is_honoured() {
    let forms = [
        (json!({ "seconds": 1 }), 1.0),
        (json!({ "fraction": 0.7 }), 0.7),
        (json!({ "date": 2 }), 0.9),
        (json!("none"), 0.4),
    ];
    let all = forms
        .iter()
        .flat_map(|(form, least)| ["/$batch", "/domains"].map(|path| honours(form, *least, path)));
    futures::future::join_all(all).await;
}

async fn honours(form: &Value, least: f64, path: &str) {
    let bench = Bench::start(json!([tenant()])).await;
    let connection = bench.enter().await;
    let effect = status(429, form);
    bench.fault(json!({ "on": { "path": path }, "times": 1, "effect": effect })).await;
    let started = Instant::now();
    let found = connection.observe(&needs()).await.unwrap();
    let took = started.elapsed().as_secs_f64();
    assert!(found.is_complete(), "{form} {path}: {:?}", unknown(found.reads()));
    assert!((least..least + 5.0).contains(&took), "{form} {path}: {took}");
    assert_eq!(bench.graph.requests().graph, 2, "{form} {path}");
}

#[tokio::test]
async fn what_passes_is_waited_for() {
    let effects = [
        status(503, &json!({ "fraction": 0.1 })),
        status(500, &json!("none")),
        status(504, &json!("none")),
        json!("truncate"),
        json!({ "cut": "before" }),
        json!({ "cut": "after" }),
    ];
    let all =
        effects.iter().flat_map(|effect| ["/$batch", "/groups"].map(|path| recovers(effect, path)));
    futures::future::join_all(all).await;
}

async fn recovers(effect: &Value, path: &str) {
    let bench = Bench::start(json!([tenant()])).await;
    let connection = bench.enter().await;
    bench.fault(json!({ "on": { "path": path }, "times": 2, "effect": effect })).await;
    let found = connection.observe(&needs()).await.unwrap();
    assert!(found.is_complete(), "{effect} {path}: {:?}", unknown(found.reads()));
}

#[tokio::test]
async fn a_tenant_that_does_not_answer_at_all_is_refused_with_the_reason() {
    for (effect, code) in [
        (status(500, &json!("none")), Some("InternalServerError")),
        (status(403, &json!("none")), Some("Authorization_RequestDenied")),
        (status(429, &json!({ "seconds": 600 })), Some("TooManyRequests")),
        (json!("truncate"), None),
        (json!({ "cut": "before" }), None),
    ] {
        let bench = Bench::patient(json!([tenant()]), Duration::from_millis(300)).await;
        let connection = bench.enter().await;
        bench.fault(json!({ "on": { "path": "/$batch" }, "effect": effect })).await;
        let started = Instant::now();
        let refusal = connection.observe(&needs()).await.unwrap_err();
        assert_eq!(refusal.kind, RefusalKind::Unreachable, "{refusal:?}");
        if code.is_some() {
            assert!(refusal.request_id.is_some() && refusal.code.is_some(), "{refusal:?}");
        }
        assert!(started.elapsed() < Duration::from_secs(10), "patience ends");
    }
}

#[tokio::test]
async fn a_page_that_cannot_be_read_makes_the_list_unknown() {
    let users: Vec<Value> = (0..120)
        .map(|n| {
            json!({
                "userPrincipalName": format!("u{n}@contoso.onmicrosoft.com"),
                "roles": [{ "role": "Global Reader", "until": "2h" }],
            })
        })
        .collect();
    let mut seed = tenant();
    seed["users"] = json!(users);
    let path = "/roleManagement/directory/roleAssignmentScheduleInstances";
    for effect in [status(403, &json!("none")), json!("truncate"), json!({ "cut": "before" })] {
        let bench = Bench::patient(json!([seed.clone()]), Duration::from_millis(300)).await;
        let connection = bench.enter().await;
        bench.fault(json!({ "on": { "path": path }, "after": 1, "effect": effect })).await;
        let found = connection.observe(&needs()).await.unwrap();
        let unknown = unknown(found.reads());
        assert!(unknown.len() == 1 && unknown[0].0 == "roleSchedules", "{effect}: {unknown:?}");
    }
}
