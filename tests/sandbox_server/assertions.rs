//! Tokens for certificates and for other issuers' tokens.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::{Value, json};

use crate::bench::{APP, Bench, ISSUER, JWT_BEARER, TENANT, claims, options, seed};

/// An RSA key with a certificate of its own.
fn certificate() -> (KeyPair, rcgen::Certificate) {
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    let certificate =
        CertificateParams::new(vec!["app".to_owned()]).unwrap().self_signed(&key).unwrap();
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
