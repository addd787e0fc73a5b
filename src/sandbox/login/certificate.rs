//! Client assertions that an app signed with its own certificate.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::application::{Application, has_ended};
use super::assertion::{Assertion, Endpoint};
use super::problem::Problem;

/// The sign-in hosts of the clouds, any of which an audience may name.
const LOGIN_HOSTS: [&str; 5] = [
    "login.microsoftonline.com",
    "login.windows.net",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
    "login.chinacloudapi.cn",
];

/// Checks an assertion against the app's registered certificates.
pub(super) fn check(
    assertion: &Assertion<'_>,
    app: &Application<'_>,
    endpoint: &Endpoint<'_>,
) -> Result<(), Problem> {
    let der = registered(assertion, app, endpoint)?;
    let key = public_key(&der).ok_or_else(|| Problem::certificate("The key cannot be read."))?;
    if !assertion.is_signed_by(&key, &[Algorithm::PS256, Algorithm::RS256]) {
        return Err(Problem::certificate("The signature is not of the key that is named."));
    }
    assertion.check_time(endpoint.now)?;
    let claims = &assertion.claims;
    let is_app = |name: &str| name.eq_ignore_ascii_case(app.app_id);
    if !is_app(&claims.iss) || !is_app(&claims.sub) {
        return Err(Problem::assertion_issuer());
    }
    let audiences = assertion.audiences();
    if audiences.iter().any(|audience| is_this(audience, endpoint)) {
        return Ok(());
    }
    Err(Problem::assertion_audience(audiences.first().copied().unwrap_or_default()))
}

/// Finds the registered certificate that the header names by its thumbprint.
fn registered(
    assertion: &Assertion<'_>,
    app: &Application<'_>,
    endpoint: &Endpoint<'_>,
) -> Result<Vec<u8>, Problem> {
    let kept = app.registration.map(|row| &row["sandbox.certificates"]);
    for credential in app.list("keyCredentials") {
        let key = credential["keyId"].as_str().unwrap_or_default();
        let text = kept.and_then(|kept| kept[key].as_str());
        let Some(der) = text.and_then(|text| STANDARD.decode(text).ok()) else { continue };
        if !is_named(assertion, &der) {
            continue;
        }
        if has_ended(credential, endpoint.now) {
            return Err(Problem::certificate("The key used is expired."));
        }
        return Ok(der);
    }
    Err(Problem::certificate("The key was not found."))
}

fn is_named(assertion: &Assertion<'_>, der: &[u8]) -> bool {
    let header = &assertion.header;
    if let Some(name) = &header.x5t_s256 {
        return name.trim_end_matches('=') == URL_SAFE_NO_PAD.encode(Sha256::digest(der));
    }
    let sha1 = sha1_smol::Sha1::from(der).digest();
    if let Some(name) = &header.x5t {
        return name.trim_end_matches('=') == URL_SAFE_NO_PAD.encode(sha1.bytes());
    }
    header.kid.as_ref().is_some_and(|kid| kid.eq_ignore_ascii_case(&sha1.to_string()))
}

/// Reads the RSA public key of a certificate, or a bare public key, given as PEM.
pub(super) fn public_key_of_pem(pem: &str) -> Option<DecodingKey> {
    DecodingKey::from_rsa_pem(pem.as_bytes()).ok()
}

fn public_key(der: &[u8]) -> Option<DecodingKey> {
    let pem = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        STANDARD.encode(der)
    );
    public_key_of_pem(&pem)
}

/// Tells whether an audience is this token endpoint (or its issuer).
fn is_this(audience: &str, endpoint: &Endpoint<'_>) -> bool {
    let Ok(url) = Url::parse(audience) else { return false };
    let host = url.host_str().unwrap_or_default();
    let with_port = url.port().map_or(host.to_owned(), |port| format!("{host}:{port}"));
    if !LOGIN_HOSTS.contains(&host) && !with_port.eq_ignore_ascii_case(endpoint.host) {
        return false;
    }
    let mut segments = url.path_segments().into_iter().flatten().filter(|it| !it.is_empty());
    let tenant = segments.next().unwrap_or_default().to_lowercase();
    let rest: Vec<&str> = segments.collect();
    endpoint.tenant_names.contains(&tenant)
        && matches!(
            rest.as_slice(),
            ["oauth2", "v2.0", "token"] | ["oauth2", "token"] | ["v2.0"] | []
        )
}
