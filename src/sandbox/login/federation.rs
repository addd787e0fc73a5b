//! Client assertions that another issuer signed: federated identity credentials.

use jsonwebtoken::Algorithm;
use serde_json::Value;

use super::application::Application;
use super::assertion::{Assertion, Endpoint};
use super::certificate::public_key_of_pem;
use super::problem::Problem;

/// Tells whether an app has a federated credential for an issuer.
pub(super) fn trusts(app: &Application<'_>, issuer: &str) -> bool {
    app.list("sandbox.federated").iter().any(|credential| credential["issuer"] == issuer)
}

/// Checks an assertion against the app's federated credentials: issuer, subject and audience
/// letter by letter, then the signature (RS256 only), then the time.
pub(super) fn check(
    assertion: &Assertion<'_>,
    app: &Application<'_>,
    endpoint: &Endpoint<'_>,
) -> Result<(), Problem> {
    let claims = &assertion.claims;
    let of_issuer: Vec<&Value> = app
        .list("sandbox.federated")
        .iter()
        .filter(|credential| credential["issuer"] == claims.iss.as_str())
        .collect();
    if of_issuer.is_empty() {
        return Err(Problem::federated_issuer(&claims.iss));
    }
    let of_subject: Vec<&&Value> = of_issuer
        .iter()
        .filter(|credential| credential["subject"] == claims.sub.as_str())
        .collect();
    if of_subject.is_empty() {
        let differs_in_case = of_issuer.iter().any(|credential| {
            credential["subject"].as_str().is_some_and(|it| it.eq_ignore_ascii_case(&claims.sub))
        });
        return Err(if differs_in_case {
            Problem::federated_case(&claims.sub)
        } else {
            Problem::federated_subject(&claims.sub)
        });
    }
    let audiences = assertion.audiences();
    let matching = of_subject.into_iter().find(|credential| {
        credential["audience"].as_str().is_some_and(|audience| audiences.contains(&audience))
    });
    let Some(credential) = matching else {
        return Err(Problem::federated_audience(audiences.first().copied().unwrap_or_default()));
    };
    let key = credential["publicKey"].as_str().and_then(public_key_of_pem);
    if !key.is_some_and(|key| assertion.is_signed_by(&key, &[Algorithm::RS256])) {
        return Err(Problem::assertion_signature());
    }
    assertion.check_time(endpoint.now)
}
