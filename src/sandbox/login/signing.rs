//! The RSA key that signs access tokens. Entra ID signs with RS256 and nothing else.

use std::sync::OnceLock;

use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header};
use rcgen::{KeyPair, PKCS_RSA_SHA256, RsaKeySize};
use serde_json::{Value, json};

use super::access_token::Claims;

/// A key pair that signs and checks access tokens.
pub(crate) struct SigningKey {
    pem: String,
    id: String,
    private: EncodingKey,
    public: DecodingKey,
    published: Value,
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SigningKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl SigningKey {
    /// Reads a kept key; makes one where `pem` is empty or unreadable. Making one takes some
    /// hundred milliseconds, so all sandboxes of a process without a kept key share one.
    pub(crate) fn of(pem: &str) -> Option<Self> {
        static SHARED: OnceLock<Option<String>> = OnceLock::new();
        let generate = || {
            let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).ok()?;
            Some(pair.serialize_pem())
        };
        Self::read(pem).or_else(|| Self::read(SHARED.get_or_init(generate).as_ref()?))
    }

    fn read(pem: &str) -> Option<Self> {
        let private = EncodingKey::from_rsa_pem(pem.as_bytes()).ok()?;
        let jwk = Jwk::from_encoding_key(&private, Algorithm::RS256).ok()?;
        let public = DecodingKey::from_jwk(&jwk).ok()?;
        let mut published = serde_json::to_value(&jwk).ok()?;
        let modulus = published["n"].as_str()?.to_owned();
        let id = sha1_smol::Sha1::from(modulus).digest().to_string()[..27].to_owned();
        published["kid"] = json!(id);
        published["x5t"] = json!(id);
        published["use"] = json!("sig");
        published.as_object_mut()?.remove("alg");
        Some(Self { pem: pem.to_owned(), id, private, public, published })
    }

    /// Returns the private key as PEM, to be kept.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// Returns the public key as a JSON Web Key.
    pub(crate) fn published(&self) -> &Value {
        &self.published
    }

    /// Signs an access token.
    pub(crate) fn sign(&self, claims: &Claims) -> Option<String> {
        let mut header = Header::new(Algorithm::RS256);
        header.kid = Some(self.id.clone());
        header.x5t = Some(self.id.clone());
        jsonwebtoken::encode(&header, claims, &self.private).ok()
    }

    /// Checks the signature of an access token and reads its claims; the times are left to the
    /// caller, who knows the sandbox's clock.
    pub(crate) fn check(&self, token: &str) -> Option<Claims> {
        let mut validation = jsonwebtoken::Validation::new(Algorithm::RS256);
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        Some(jsonwebtoken::decode(token, &self.public, &validation).ok()?.claims)
    }
}
