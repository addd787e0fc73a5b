//! A server that lies: other tenants' tokens, links elsewhere, redirects, bodies without end.

use serde_json::json;
use tenantry::{
    apply::{Effect, Perform, Sending},
    graph::Reader,
    observed::{Refusal, RefusalKind},
    plan::{NewUser, Write},
};

use crate::{
    bench::{APP, OTHER, TENANT, door, needs, secret, unknown},
    liar::{Asked, Liar, Said, batch, honest, json_said, token_of},
};

async fn enter(liar: &Liar) -> Result<Reader, Refusal> {
    liar.graph.enter_to_read(door(TENANT, APP, secret("sandbox"))).await
}

async fn entered(liar: &Liar) -> Reader {
    match enter(liar).await {
        Ok(reader) => reader,
        Err(refusal) => panic!("{refusal:?}"),
    }
}

fn is_batch(asked: &Asked) -> bool {
    asked.target.ends_with("/$batch")
}

#[tokio::test]
async fn another_tenants_token_is_refused_before_anything_is_asked() {
    let liar = Liar::start(|_, _| token_of(OTHER)).await;
    let refusal = enter(&liar).await.err().unwrap();
    assert_eq!(refusal.kind, RefusalKind::WrongTenant);
    assert!(refusal.message.contains(OTHER) && refusal.message.contains(TENANT), "{refusal:?}");
    assert_eq!((liar.graph.requests().token, liar.graph.requests().graph), (1, 0));
}

#[tokio::test]
async fn another_organization_is_refused() {
    let liar = Liar::start(|asked, _| {
        if !is_batch(asked) {
            return honest(asked);
        }
        batch(asked, |_| (200, json!({ "value": [{ "id": OTHER, "displayName": "Fabrikam" }] })))
    })
    .await;
    let refusal = entered(&liar).await.observe(&needs()).await.unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::WrongTenant);
    assert!(refusal.message.contains("Fabrikam"), "{refusal:?}");
}

#[tokio::test]
async fn requests_identify_themselves_and_batches_hold_nothing_but_reads() {
    let liar = Liar::start(|asked, _| honest(asked)).await;
    entered(&liar).await.observe(&needs()).await.unwrap();
    let asked = liar.asked.lock().unwrap().clone();
    assert_eq!(asked.len(), 2);
    let mut ids: Vec<_> =
        asked.iter().map(|asked| asked.header("client-request-id").unwrap()).collect();
    ids.dedup();
    assert_eq!(ids.len(), 2);
    assert!(ids.iter().all(|id| id.parse::<uuid::Uuid>().unwrap().get_version_num() == 4));
    for asked in &asked {
        let agent = asked.header("user-agent").unwrap();
        assert!(agent.starts_with("tenantry/") && agent.len() < 20, "{agent}");
        assert_eq!((asked.header("consistencylevel"), asked.method.as_str()), (None, "POST"));
    }
    assert_eq!(asked[0].header("authorization"), None);
    let body: serde_json::Value = serde_json::from_slice(&asked[1].body).unwrap();
    for item in body["requests"].as_array().unwrap() {
        let url = item["url"].as_str().unwrap();
        assert_eq!(item["method"], "GET");
        assert!(
            url.starts_with('/') && (url.contains("$select=") || url.contains("$expand=")),
            "{url}"
        );
    }
}

#[tokio::test]
async fn links_that_lead_elsewhere_are_not_followed() {
    for link in [
        "https://evil.example/v1.0/domains?$skiptoken=x",
        "http://localhost:{port}/v1.0/domains",
        "https://127.0.0.1:{port}/v1.0/domains",
        "https://localhost:{port}/beta/domains",
        "https://localhost:{port}@evil.example/v1.0/domains",
        "/v1.0/domains?$skiptoken=x",
        "not a link",
    ] {
        let liar = Liar::start(move |asked, origin| {
            let link = link.replace("{port}", origin.rsplit(':').next().unwrap());
            if !is_batch(asked) {
                return honest(asked);
            }
            batch(asked, |url| match url {
                url if url.starts_with("/organization") => {
                    (200, json!({ "value": [{ "id": TENANT }] }))
                }
                url if url.starts_with("/domains") => {
                    (200, json!({ "value": [], "@odata.nextLink": link }))
                }
                _ => (200, json!({ "value": [] })),
            })
        })
        .await;
        let found = entered(&liar).await.observe(&needs()).await.unwrap();
        // Single objects are no lists, which this server does not know.
        let reason =
            unknown(found.reads()).into_iter().find(|(name, _)| name == "domains").unwrap().1;
        assert!(reason.contains("not followed"), "{link}: {reason}");
        assert_eq!(liar.targets().len(), 2, "{link}: {:?}", liar.targets());
    }
}

#[tokio::test]
async fn pages_that_never_end_are_given_up() {
    let liar = Liar::start(|asked, origin| {
        let page = json!({ "value": [], "@odata.nextLink": format!("{origin}/v1.0/domains?$skiptoken=x") });
        if is_batch(asked) {
            return batch(asked, |url| match url {
                url if url.starts_with("/organization") => (200, json!({ "value": [{ "id": TENANT }] })),
                url if url.starts_with("/domains") => (200, page.clone()),
                _ => (200, json!({ "value": [] })),
            });
        }
        if asked.target.starts_with("/v1.0/domains") { json_said(200, &page) } else { honest(asked) }
    })
    .await;
    let found = entered(&liar).await.observe(&needs()).await.unwrap();
    let reason = unknown(found.reads()).into_iter().find(|(name, _)| name == "domains").unwrap().1;
    assert!(reason.contains("do not come to an end"), "{reason}");
    assert_eq!(liar.targets().len(), 3);
}

fn redirect(to: String) -> Said {
    (307, vec![("location", to)], Vec::new())
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let liar = Liar::start(|_, origin| redirect(format!("{origin}/elsewhere"))).await;
    let refusal = enter(&liar).await.err().unwrap();
    assert!(refusal.message.contains("redirect"), "{refusal:?}");
    let liar = Liar::start(|asked, origin| {
        if is_batch(asked) { redirect(format!("{origin}/elsewhere")) } else { honest(asked) }
    })
    .await;
    let refusal = entered(&liar).await.observe(&needs()).await.unwrap_err();
    assert!(refusal.message.contains("redirect"), "{refusal:?}");
    assert!(
        liar.targets().iter().all(|target| !target.contains("elsewhere")),
        "{:?}",
        liar.targets()
    );
}

#[tokio::test]
async fn oversized_and_unreadable_answers_are_no_answers() {
    for body in [
        vec![b' '; 17 * 1024 * 1024],
        b"<html>".to_vec(),
        b"{\"responses\":[".to_vec(),
        b"{}".to_vec(),
    ] {
        let liar = Liar::start(move |asked, _| {
            if is_batch(asked) { (200, Vec::new(), body.clone()) } else { honest(asked) }
        })
        .await;
        let refusal = entered(&liar).await.observe(&needs()).await.unwrap_err();
        assert_eq!(refusal.kind, RefusalKind::Unreachable, "{refusal:?}");
    }
}

#[tokio::test]
async fn items_that_a_batch_leaves_out_are_unknown() {
    let liar = Liar::start(|asked, _| {
        let (status, headers, body) = honest(asked);
        let mut told: serde_json::Value = serde_json::from_slice(&body).unwrap();
        if let Some(responses) = told["responses"].as_array_mut() {
            responses.retain(|response| response["id"] != "1");
        }
        (status, headers, told.to_string().into())
    })
    .await;
    let found = entered(&liar).await.observe(&needs()).await.unwrap();
    let reason = unknown(found.reads()).into_iter().find(|(name, _)| name == "domains").unwrap().1;
    assert!(reason.contains("leaves it out"), "{reason}");
    assert!(found.organization.known().is_some());
}

#[tokio::test]
async fn a_machine_that_is_not_there_is_said_to_be_so() {
    let liar = Liar::start(|asked, _| honest(asked)).await;
    let nobody = "https://localhost:1";
    let settings =
        crate::bench::settings(nobody, &liar.origin, "", std::time::Duration::from_secs(5));
    let settings = tenantry::graph::Settings { ca_pem: None, ..settings };
    let graph = tenantry::graph::Graph::new(settings).unwrap();
    let refusal = graph.enter(door(TENANT, APP, secret("x"))).await.err().unwrap();
    assert!(
        refusal.kind == RefusalKind::SignIn && refusal.message.contains("cannot be reached"),
        "{refusal:?}"
    );
}

#[tokio::test]
async fn an_unknown_authority_is_not_trusted() {
    let liar = Liar::start(|asked, _| honest(asked)).await;
    let settings =
        crate::bench::settings(&liar.origin, &liar.origin, "", std::time::Duration::from_secs(2));
    let graph = tenantry::graph::Graph::new(tenantry::graph::Settings { ca_pem: None, ..settings })
        .unwrap();
    let refusal = graph.enter(door(TENANT, APP, secret("x"))).await.err().unwrap();
    assert!(refusal.message.contains("certificate"), "{refusal:?}");
    assert_eq!(liar.targets(), [] as [&str; 0]);
}

#[tokio::test]
async fn extensions_that_were_just_defined_are_waited_for() {
    let tries = std::sync::atomic::AtomicUsize::new(0);
    let liar = Liar::start(move |asked, _| {
        if asked.target != "/v1.0/users" {
            return honest(asked);
        }
        if tries.fetch_add(1, std::sync::atomic::Ordering::SeqCst) > 0 {
            return json_said(201, &json!({ "id": OTHER }));
        }
        let message =
            "The following extension properties are not available: extension_x_tenantryAddress.";
        json_said(400, &json!({ "error": { "code": "Request_BadRequest", "message": message } }))
    })
    .await;
    let Ok(connection) = liar.graph.enter(door(TENANT, APP, secret("x"))).await else {
        panic!("refused")
    };
    let alice = Write::CreateUser(NewUser {
        address: "jit/alice".parse().unwrap(),
        installation: "msp".parse().unwrap(),
        user_principal_name: "msp-alice@contoso.onmicrosoft.com".parse().unwrap(),
        display_name: "Alice".parse().unwrap(),
        mail_nickname: "msp-alice".to_owned(),
    });
    let made = connection.perform(&alice, Sending::plain()).await;
    assert!(matches!(made, Ok(Effect::Created { .. })), "{made:?}");
    let asked = liar.asked.lock().unwrap().clone();
    let passwords: Vec<_> = asked
        .iter()
        .filter(|asked| asked.target == "/v1.0/users")
        .map(|asked| &asked.body)
        .collect();
    assert!(passwords.len() == 2 && passwords[0] != passwords[1], "each try has its own password");
}
