//! A client assertion: whose it is, and what both kinds have in common.

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde::Deserialize;
use serde_json::Value;

use super::application::Application;
use super::problem::Problem;
use super::{certificate, federation};

/// The only kind of client assertion.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How far clocks may be apart, in seconds.
const LEEWAY: i64 = 300;

/// A client assertion as it came.
#[derive(Debug)]
pub(crate) struct Assertion<'a> {
    /// The token itself.
    pub(crate) text: &'a str,
    /// Its header.
    pub(crate) header: Header,
    /// What it claims.
    pub(crate) claims: AssertionClaims,
}

/// What a client assertion claims.
#[derive(Debug, Deserialize)]
pub(crate) struct AssertionClaims {
    /// The issuer.
    #[serde(default)]
    pub(crate) iss: String,
    /// The subject.
    #[serde(default)]
    pub(crate) sub: String,
    /// The audience, or several.
    #[serde(default)]
    aud: Value,
    #[serde(default)]
    exp: Option<f64>,
    #[serde(default)]
    nbf: Option<f64>,
}

/// Where an assertion was sent.
#[derive(Debug)]
pub(crate) struct Endpoint<'a> {
    /// The request's `Host` header.
    pub(crate) host: &'a str,
    /// Names the tenant may be called by in an audience.
    pub(crate) tenant_names: Vec<String>,
    /// The sandbox's time.
    pub(crate) now: Timestamp,
}

impl<'a> Assertion<'a> {
    /// Reads an assertion without trusting it.
    pub(crate) fn read(kind: &str, text: &'a str) -> Result<Self, Problem> {
        if kind != JWT_BEARER {
            return Err(Problem::assertion_type(kind));
        }
        let header =
            jsonwebtoken::decode_header(text).map_err(|_| Problem::assertion_malformed())?;
        let claims = jsonwebtoken::dangerous::insecure_decode_claims(text)
            .map_err(|_| Problem::assertion_malformed())?;
        Ok(Self { text, header, claims })
    }

    /// Checks the assertion: the app's own, signed by its certificate, or one of an issuer it
    /// trusts.
    pub(crate) fn check(
        &self,
        app: &Application<'_>,
        endpoint: &Endpoint<'_>,
    ) -> Result<(), Problem> {
        let is_own = self.claims.iss.eq_ignore_ascii_case(app.app_id)
            || self.header.x5t.is_some()
            || self.header.x5t_s256.is_some();
        // Azure DevOps and Entra ID itself put thumbprints into the tokens they issue too.
        let is_own = is_own && !federation::trusts(app, &self.claims.iss);
        if is_own {
            certificate::check(self, app, endpoint)
        } else {
            federation::check(self, app, endpoint)
        }
    }

    /// Lists the audiences.
    pub(crate) fn audiences(&self) -> Vec<&str> {
        match &self.claims.aud {
            Value::String(one) => vec![one],
            Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// Checks that the assertion holds at a time.
    pub(crate) fn check_time(&self, now: Timestamp) -> Result<(), Problem> {
        let now = now.as_second();
        #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are exact in an f64")]
        let (earliest, latest) = ((now - LEEWAY) as f64, (now + LEEWAY) as f64);
        let has_begun = self.claims.nbf.is_none_or(|start| start <= latest);
        let lasts = self.claims.exp.is_some_and(|end| end > earliest);
        if has_begun && lasts { Ok(()) } else { Err(Problem::assertion_time()) }
    }

    /// Tells whether a key made the assertion's signature with an algorithm that is accepted.
    pub(crate) fn is_signed_by(&self, key: &DecodingKey, accepted: &[Algorithm]) -> bool {
        if !accepted.contains(&self.header.alg) {
            return false;
        }
        let mut validation = Validation::new(self.header.alg);
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        jsonwebtoken::decode::<Value>(self.text, key, &validation).is_ok()
    }
}
