//! Tokens for client secrets, refusals, and metadata.

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};
use tenantry::sandbox::Options;

use crate::bench::{APP, Bench, OTHER, TENANT, claims, options, seed};

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
    let form =
        [("grant_type", "client_credentials"), ("scope", "https://graph.microsoft.com/.default")];
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
        assert_eq!(
            bench.outcome(tenant, &form).await,
            (status, json!(number)),
            "{tenant} {form:?}"
        );
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
