//! The throw-away authority: every Microsoft library refuses plain HTTP, so the sandbox has
//! certificates of its own, which only those trust who are told to.

use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use super::SandboxError;
use crate::sandbox::store::Keys;

/// The names the sandbox answers to.
const NAMES: [&str; 6] = [
    "localhost",
    "127.0.0.1",
    "::1",
    "login.microsoftonline.com",
    "graph.microsoft.com",
    "management.azure.com",
];

fn failed(error: impl std::fmt::Display) -> SandboxError {
    SandboxError::Certificates { reason: error.to_string() }
}

/// Makes an authority: its certificate and its key.
pub(super) fn make() -> Result<Keys, SandboxError> {
    let key = KeyPair::generate().map_err(failed)?;
    let certificate = params()?.self_signed(&key).map_err(failed)?;
    Ok(Keys {
        authority_certificate: certificate.pem(),
        authority_key: key.serialize_pem(),
        signing_key: String::new(),
    })
}

/// Makes the server's TLS settings: a fresh certificate, signed by the authority.
pub(super) fn server_config(keys: &Keys) -> Result<ServerConfig, SandboxError> {
    let authority_key = KeyPair::from_pem(&keys.authority_key).map_err(failed)?;
    let authority = params()?;
    let issuer = Issuer::from_params(&authority, &authority_key);
    let key = KeyPair::generate().map_err(failed)?;
    let mut leaf = CertificateParams::new(NAMES.map(str::to_owned)).map_err(failed)?;
    leaf.distinguished_name.push(DnType::CommonName, "localhost");
    leaf.use_authority_key_identifier_extension = true;
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    last_for(&mut leaf, 397);
    let leaf = leaf.signed_by(&key, &issuer).map_err(failed)?;
    let chain = vec![CertificateDer::from(leaf.der().to_vec())];
    let private = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(failed)?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(failed)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Describes the authority; the same each time, so that its key alone needs to be kept.
fn params() -> Result<CertificateParams, SandboxError> {
    let mut params = CertificateParams::new(Vec::new()).map_err(failed)?;
    params.distinguished_name.push(DnType::CommonName, "tenantry sandbox (throw-away)");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    last_for(&mut params, 10 * 365);
    Ok(params)
}

/// Sets a certificate's time: from yesterday for so many days, in real time, since TLS knows
/// nothing of the sandbox's clock.
fn last_for(params: &mut CertificateParams, days: i32) {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let day = |distance: i32| {
        let date = today.saturating_add(Span::new().days(distance));
        let [month, day] = [date.month(), date.day()].map(|part| u8::try_from(part).unwrap_or(1));
        date_time_ymd(date.year().into(), month, day)
    };
    params.not_before = day(-1);
    params.not_after = day(days);
}
