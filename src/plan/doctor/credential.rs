//! How long the credential still lasts.

use super::Check;
use crate::{
    desired::DesiredTenant,
    domain::CredentialSource,
    observed::{ObservedApplication, ObservedTenant, Reading},
    plan::Context,
};

pub(super) const CODE: &str = "connection::credential";

/// Days before the end from which on it is told, and told again.
const WARNINGS: [i64; 4] = [7, 14, 30, 60];

pub(super) fn check(
    context: &Context<'_>,
    desired: &DesiredTenant,
    observed: &ObservedTenant,
) -> Check {
    let (code, title) = (CODE, "Credential");
    let kind = match &desired.auth.credential {
        CredentialSource::ClientSecret(_) => "client secret",
        CredentialSource::Certificate(_) => "certificate",
        CredentialSource::Federated(_) | CredentialSource::ManagedIdentity => {
            return Check::pass(
                code,
                title,
                "a federated credential or managed identity does not end",
            );
        }
    };
    match &observed.application {
        Reading::Known(app) => ends(context, desired, (app, kind)),
        Reading::Absent => {
            let message =
                "the app is registered in another tenant, where its credential's end would be read";
            Check::unknown(code, title, message)
        }
        Reading::Unknown(unknown) => {
            Check::unknown(code, title, format!("its end could not be read: {}", unknown.why))
        }
    }
}

/// Graph does not say which of several credentials was used, so the one that lasts longest counts.
fn ends(
    context: &Context<'_>,
    desired: &DesiredTenant,
    (app, kind): (&ObservedApplication, &str),
) -> Check {
    let (code, title) = (CODE, "Credential");
    let own: Vec<_> = app.credentials.iter().filter(|credential| credential.kind == kind).collect();
    if own.is_empty() {
        return Check::unknown(code, title, format!("the app shows no {kind}"));
    }
    let Some(end) = own.iter().map(|credential| credential.end).min_by_key(|end| {
        // One without an end lasts longest.
        end.map_or(i64::MIN, |end| -end.as_second())
    }) else {
        return Check::unknown(code, title, format!("the app shows no {kind}"));
    };
    let Some(end) = end else {
        return Check::pass(code, title, format!("the {kind} has no end"));
    };
    let days = end.duration_since(context.now).as_hours() / 24;
    let fix = format!(
        "add a new {kind} to the app {} (App registrations, Certificates & secrets), put it where \
         `auth.credential` reads it, then remove the old one",
        desired.auth.client_id
    );
    if end <= context.now {
        return Check::fail(code, title, format!("the {kind} ended on {end}")).fix(fix);
    }
    let message = format!("the {kind} ends on {end}, in {days} days");
    match WARNINGS.into_iter().find(|limit| days <= *limit) {
        Some(limit) => {
            let message = format!("{message}: less than {limit} days are left");
            Check::warn(code, title, message).fix(fix)
        }
        None => Check::pass(code, title, message),
    }
}
