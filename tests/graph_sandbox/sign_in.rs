//! The three kinds of credential, and what refused ones say.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256};
use serde_json::json;
use tenantry::{
    domain::{CredentialSource, FederatedSource, SecretSource},
    graph::Credential,
    observed::{Refusal, RefusalKind},
};

use crate::bench::{APP, Bench, OTHER, OTHER_APP, TENANT, door, needs, secret, tenant};

const ISSUER: &str = "https://token.actions.githubusercontent.com";
const SUBJECT: &str = "repo:northwind-msp/tenants:ref:refs/heads/main";
/// A variable that Cargo sets for every test, and what it holds.
const VARIABLE: &str = "CARGO_MANIFEST_DIR";

fn federated_token(key: &KeyPair, subject: &str) -> String {
    let now = jiff::Timestamp::now().as_second();
    let claims = json!({
        "iss": ISSUER, "sub": subject, "aud": "api://AzureADTokenExchange",
        "iat": now, "nbf": now - 5, "exp": now + 600, "jti": "1",
    });
    let key = EncodingKey::from_rsa_pem(key.serialize_pem().as_bytes()).unwrap();
    encode(&Header::new(Algorithm::RS256), &claims, &key).unwrap()
}

async fn refused(bench: &Bench, tenant: &str, app: &str, credential: Credential) -> Refusal {
    match bench.graph.enter(door(tenant, app, credential)).await {
        Ok(_) => panic!("entered"),
        Err(refusal) => refusal,
    }
}

#[tokio::test]
async fn every_kind_of_credential_opens_the_door() {
    let folder = tempfile::tempdir().unwrap();
    let key = KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap();
    let certificate = CertificateParams::new(vec![]).unwrap().self_signed(&key).unwrap().pem();
    std::fs::write(folder.path().join("app.pem"), format!("{}{certificate}", key.serialize_pem()))
        .unwrap();
    std::fs::write(folder.path().join("secret"), "from a file\n").unwrap();
    std::fs::write(folder.path().join("token"), federated_token(&key, SUBJECT)).unwrap();
    let mut seed = tenant();
    let app = &mut seed["apps"][0];
    app["secrets"] = json!([{ "value": "from a file" }, { "value": env!("CARGO_MANIFEST_DIR") }]);
    app["certificates"] = json!([{ "pem": certificate }]);
    app["federated"] = json!([{ "issuer": ISSUER, "subject": SUBJECT, "publicKey": certificate }]);
    let bench = Bench::start(json!([seed])).await;
    for source in [
        CredentialSource::ClientSecret(SecretSource::File("secret".into())),
        CredentialSource::ClientSecret(SecretSource::Environment(VARIABLE.to_owned())),
        CredentialSource::Certificate("app.pem".into()),
        CredentialSource::Federated(FederatedSource::File("token".into())),
    ] {
        let Ok(credential) = Credential::resolve(&source, folder.path()) else {
            panic!("{source:?}")
        };
        let before = bench.graph.requests().token;
        let reader = match bench.graph.enter_to_read(door(TENANT, APP, credential)).await {
            Ok(reader) => reader,
            Err(refusal) => panic!("{source:?}: {refusal:?}"),
        };
        assert_eq!(bench.graph.requests().token, before + 1);
        assert!(reader.observe(&needs()).await.unwrap().is_complete());
    }
}

#[tokio::test]
async fn a_federated_token_is_read_again_for_every_token() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    let key = KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap();
    let public = key.public_key_pem();
    std::fs::write(&file, federated_token(&key, SUBJECT)).unwrap();
    let mut seed = tenant();
    seed["apps"][0]["federated"] =
        json!([{ "issuer": ISSUER, "subject": SUBJECT, "publicKey": public }]);
    let bench = Bench::start(json!([seed])).await;
    let source = CredentialSource::Federated(FederatedSource::File("token".into()));
    let Ok(credential) = Credential::resolve(&source, folder.path()) else { panic!("unresolved") };
    let Ok(reader) = bench.graph.enter_to_read(door(TENANT, APP, credential)).await else {
        panic!("refused")
    };
    std::fs::remove_file(&file).unwrap();
    assert!(reader.observe(&needs()).await.is_ok(), "the token in use is still good");
    bench.fault(json!({ "on": { "path": "/$batch" }, "times": 1, "effect": "expiredToken" })).await;
    let refusal = reader.observe(&needs()).await.unwrap_err();
    assert!(refusal.message.contains("cannot be read"), "{refusal:?}");
    std::fs::write(&file, federated_token(&key, SUBJECT)).unwrap();
    bench.fault(json!({ "on": { "path": "/$batch" }, "times": 1, "effect": "expiredToken" })).await;
    assert!(reader.observe(&needs()).await.unwrap().is_complete());
}

#[tokio::test]
async fn refusals_say_why_and_what_to_do() {
    let mut seed = tenant();
    seed["apps"][0]["secrets"] = json!([{ "value": "good" }, { "value": "old", "ends": "-1d" }]);
    let other = json!({ "tenantId": OTHER, "displayName": "Fabrikam", "apps": [{ "clientId": OTHER_APP }] });
    let bench = Bench::start(json!([seed, other])).await;
    let nowhere = "00000000-0000-4000-8000-000000000009";
    for (tenant, app, text, code, help) in [
        (TENANT, APP, "wrong", "AADSTS7000215", "not its id"),
        (TENANT, APP, "old", "AADSTS7000222", "create a new client secret"),
        // The credentials of two tenants are swapped.
        (TENANT, OTHER_APP, "sandbox", "AADSTS700016", "is not installed in tenant"),
        (OTHER, APP, "good", "AADSTS700016", "is not installed in tenant"),
        (nowhere, APP, "good", "AADSTS90002", "no such tenant"),
    ] {
        let refusal = refused(&bench, tenant, app, secret(text)).await;
        assert_eq!((refusal.kind, refusal.code.as_deref()), (RefusalKind::SignIn, Some(code)));
        assert!(refusal.help.contains(help), "{refusal:?}");
        assert!(refusal.request_id.is_some() && !refusal.message.contains("AADSTS"), "{refusal:?}");
    }
    assert_eq!(bench.graph.requests().token, 5, "none of these passes by itself");
    assert_eq!(bench.graph.requests().graph, 0);
}

#[tokio::test]
async fn foreign_keys_open_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let key = KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap();
    let certificate = CertificateParams::new(vec![]).unwrap().self_signed(&key).unwrap().pem();
    std::fs::write(folder.path().join("app.pem"), format!("{}{certificate}", key.serialize_pem()))
        .unwrap();
    std::fs::write(
        folder.path().join("token"),
        federated_token(&key, "repo:Northwind-MSP/tenants:x"),
    )
    .unwrap();
    let mut seed = tenant();
    seed["apps"][0]["federated"] =
        json!([{ "issuer": ISSUER, "subject": SUBJECT, "publicKey": key.public_key_pem() }]);
    let bench = Bench::start(json!([seed])).await;
    for (source, code, help) in [
        (CredentialSource::Certificate("app.pem".into()), "AADSTS700027", "upload the certificate"),
        (
            CredentialSource::Federated(FederatedSource::File("token".into())),
            "AADSTS700213",
            "issuer, subject",
        ),
    ] {
        let Ok(credential) = Credential::resolve(&source, folder.path()) else {
            panic!("{source:?}")
        };
        let before = bench.graph.requests().token;
        let refusal = refused(&bench, TENANT, APP, credential).await;
        assert_eq!(refusal.code.as_deref(), Some(code));
        assert!(refusal.help.contains(help), "{refusal:?}");
        assert_eq!(bench.graph.requests().token, before + 3, "it may have been added moments ago");
    }
}

#[tokio::test]
async fn a_token_that_graph_calls_expired_is_replaced_once() {
    let bench = Bench::start(json!([tenant()])).await;
    let connection = bench.enter().await;
    bench.fault(json!({ "on": { "path": "/$batch" }, "times": 1, "effect": "expiredToken" })).await;
    assert!(connection.observe(&needs()).await.unwrap().is_complete());
    assert_eq!(bench.graph.requests().token, 2);
    bench.fault(json!({ "on": { "path": "/$batch" }, "effect": "expiredToken" })).await;
    let refusal = connection.observe(&needs()).await.unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::SignIn);
    assert_eq!(bench.graph.requests().token, 3);
}

#[tokio::test]
async fn a_throttled_sign_in_is_waited_for() {
    let bench = Bench::start(json!([tenant()])).await;
    let throttle = json!({ "status": { "code": 429, "retryAfter": { "seconds": 1 } } });
    bench.fault(json!({ "on": { "host": "login" }, "times": 2, "effect": throttle })).await;
    let started = std::time::Instant::now();
    bench.enter().await;
    assert!(started.elapsed().as_secs_f64() >= 1.9, "{:?}", started.elapsed());
    assert_eq!(bench.graph.requests().token, 3);
}
