//! Signing in with a federated token, from each place where one may lie.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_RSA_SHA256};
use serde_json::json;

use crate::{
    harness::{Bench, Ran},
    plan::open_grant,
    sample::{TENANTS, sample, tenant},
    sandbox::Served,
};

const ISSUER: &str = "https://token.actions.githubusercontent.com";
const SUBJECT: &str = "repo:northwind-msp/tenants:ref:refs/heads/main";

/// A sandbox whose first tenant trusts an issuer, and a token of that issuer.
fn trusting() -> (Bench, String) {
    let key = KeyPair::generate_for(&PKCS_RSA_SHA256).expect("a key");
    let trust =
        json!([{ "issuer": ISSUER, "subject": SUBJECT, "publicKey": key.public_key_pem() }]);
    let bench = sample();
    let app = "        directoryRoles:";
    let seed = open_grant().replace(app, &format!("        federated: {trust}\n{app}"));
    bench.file("sandbox.yaml", &seed);
    let now = jiff::Timestamp::now().as_second();
    let claims = json!({
        "iss": ISSUER, "sub": SUBJECT, "aud": "api://AzureADTokenExchange",
        "iat": now, "nbf": now - 5, "exp": now + 600, "jti": "1",
    });
    let key = EncodingKey::from_rsa_pem(key.serialize_pem().as_bytes()).expect("a key");
    let token = encode(&Header::new(Algorithm::RS256), &claims, &key).expect("signed");
    (bench, token)
}

#[test]
fn a_federated_token_is_taken_from_a_variable_or_the_ambient_file() {
    let (bench, token) = trusting();
    let served = Served::start(&bench, &[]);
    let arguments = [&["plan", "--tenant", "contoso"][..], &served.flags()].concat();
    let (name, id) = TENANTS[0];
    let with = |source: &str| {
        let file = tenant(name, id, "").replace("clientSecret: { env: SAMPLE_SECRET }", source);
        bench.file("tenants/contoso.yaml", &file);
    };
    let run = |variable: &str, value: &str| {
        Ran::from(bench.command(&arguments).env(variable, value).output().expect("started"))
    };

    with("federated: { env: JOB_TOKEN }");
    let ran = run("JOB_TOKEN", &token).exits(0).prints("Plan: ");
    assert!(!ran.stdout.contains(&token) && !ran.stderr.contains(&token));
    run("OTHER", &token).exits(7).prints("JOB_TOKEN is not set");

    with("federated: {}");
    bench.file("token", &format!("{token}\n"));
    run("AZURE_FEDERATED_TOKEN_FILE", "token").exits(0).prints("Plan: ");
    let absolute = bench.path("token");
    run("AZURE_FEDERATED_TOKEN_FILE", absolute.to_str().expect("UTF-8")).exits(0);
    run("AZURE_FEDERATED_TOKEN_FILE", "nowhere").exits(7).prints("nowhere");
    run("OTHER", "token").exits(7).prints("AZURE_FEDERATED_TOKEN_FILE is not set");
}
