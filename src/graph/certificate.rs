//! Certificate credentials: an assertion signed with the private key stands in for a secret
//! (Entra, certificate credentials: PS256 and the SHA-256 thumbprint).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rustls_pki_types::{CertificateDer, pem::PemObject};
use secrecy::SecretString;
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How long an assertion is good for, in seconds.
const LIFETIME: i64 = 600;
/// How far this machine's clock may run ahead, in seconds, before an assertion is refused.
const TOLERANCE: i64 = 120;

/// A certificate's thumbprint and private key.
pub(super) struct Certificate {
    thumbprint: String,
    key: EncodingKey,
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    iss: &'a str,
    sub: &'a str,
    jti: String,
    nbf: i64,
    iat: i64,
    exp: i64,
}

impl Certificate {
    /// Reads the first certificate and the first private key of a PEM file.
    pub(super) fn from_pem(pem: &str) -> Result<Self, String> {
        let certificate = CertificateDer::from_pem_slice(pem.as_bytes())
            .map_err(|_| "there is no certificate in it".to_owned())?;
        let key = private_key(pem)?;
        let key = EncodingKey::from_rsa_pem(key.as_bytes())
            .map_err(|_| "its private key is not an RSA key".to_owned())?;
        let thumbprint = URL_SAFE_NO_PAD.encode(Sha256::digest(&certificate));
        Ok(Self { thumbprint, key })
    }

    /// Signs an assertion for one token request; `now` is in seconds since 1970.
    pub(super) fn assertion(
        &self,
        audience: &str,
        client_id: &str,
        now: i64,
    ) -> Result<SecretString, String> {
        let header =
            Header { x5t_s256: Some(self.thumbprint.clone()), ..Header::new(Algorithm::PS256) };
        let claims = Claims {
            aud: audience,
            iss: client_id,
            sub: client_id,
            jti: Uuid::new_v4().to_string(),
            nbf: now - TOLERANCE,
            iat: now - TOLERANCE,
            exp: now - TOLERANCE + LIFETIME,
        };
        encode(&header, &claims, &self.key).map(SecretString::from).map_err(|_| {
            "its private key cannot sign: is it an RSA key of at least 2048 bits?".to_owned()
        })
    }
}

/// Cuts the private key's block out of a PEM file.
fn private_key(pem: &str) -> Result<&str, String> {
    const NONE: &str = "there is no private key in it";
    if pem.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----")
        || pem.contains("Proc-Type: 4,ENCRYPTED")
    {
        return Err(
            "its private key is encrypted; write it without a passphrase (openssl pkcs12 -nodes)"
                .to_owned(),
        );
    }
    let labels = ["PRIVATE KEY", "RSA PRIVATE KEY"];
    let found = labels.iter().find_map(|label| {
        let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
        let start = pem.find(&begin)?;
        let length = pem[start..].find(&end)? + end.len();
        Some(&pem[start..start + length])
    });
    found.ok_or_else(|| NONE.to_owned())
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
    use secrecy::ExposeSecret;
    use serde_json::Value;
    use sha2::{Digest, Sha256};

    use super::Certificate;

    #[test]
    fn assertions_are_signed_as_entra_asks() {
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
        let certificate = rcgen::CertificateParams::new(vec![]).unwrap().self_signed(&key).unwrap();
        let pem = format!("{}\n{}", certificate.pem(), key.serialize_pem());
        let read = Certificate::from_pem(&pem).ok().unwrap();
        let now = jiff::Timestamp::now().as_second();
        let assertion =
            read.assertion("https://login.example/t/oauth2/v2.0/token", "app", now).unwrap();

        let public = key.public_key_pem();
        let mut rules = Validation::new(Algorithm::PS256);
        rules.set_audience(&["https://login.example/t/oauth2/v2.0/token"]);
        let public = DecodingKey::from_rsa_pem(public.as_bytes()).unwrap();
        let told = decode::<Value>(assertion.expose_secret(), &public, &rules).unwrap();
        assert_eq!(told.header.alg, Algorithm::PS256);
        let thumbprint = URL_SAFE_NO_PAD.encode(Sha256::digest(certificate.der()));
        assert_eq!(told.header.x5t_s256.as_deref(), Some(thumbprint.as_str()));
        assert_eq!((&told.claims["iss"], &told.claims["sub"]), (&"app".into(), &"app".into()));
    }

    #[test]
    fn unusable_files_say_why() {
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate =
            rcgen::CertificateParams::new(vec![]).unwrap().self_signed(&key).unwrap().pem();
        let elliptic = format!("{certificate}\n{}", key.serialize_pem());
        let encrypted = format!("{certificate}\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
        let table = [
            ("", "no certificate"),
            (certificate.as_str(), "no private key"),
            (elliptic.as_str(), "not an RSA key"),
            (encrypted.as_str(), "without a passphrase"),
        ];
        for (pem, expected) in table {
            let why = Certificate::from_pem(pem).err().unwrap();
            assert!(why.contains(expected), "{why}");
        }
    }
}
