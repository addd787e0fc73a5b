//! Keys that a tenant needs, wherever they come from.

use super::Subject;
use crate::source::{Code, Loc, Problem};

/// Reports every key that is missing.
pub(super) fn check(subject: &Subject<'_>, problems: &mut Vec<Problem>) {
    if subject.settings {
        return;
    }
    let mut missing = |key: &str, at: Loc, help: &str| {
        // Of what was left out, the reason has been told.
        let parts: Vec<&str> = key.split('.').collect();
        let last = &parts[parts.len() - 1..];
        if !subject.removed.spares(&parts) || !subject.context.removed.spares(last) {
            return;
        }
        let problem = Problem::error(Code::MissingKey, format!("the key `{key}` is missing"))
            .label(subject.context.place(at), format!("needs `{key}`"));
        problems.push(problem.help(help));
    };
    let spec = subject.spec;
    if spec.tenant.is_none() {
        missing("tenant", subject.top, "give the tenant a short name: `tenant: contoso`");
    }
    if spec.tenant_id.is_none() {
        missing(
            "tenantId",
            subject.top,
            "the directory's id stands on the tenant's overview page in Entra",
        );
    }
    let auth = spec.auth.as_ref();
    let at = auth.map_or(subject.top, |auth| auth.through.unwrap_or(auth.at));
    if auth.is_none_or(|auth| auth.client_id.is_none()) {
        missing(
            "auth.clientId",
            at,
            "the application (client) id of the app registration in this tenant",
        );
    }
    if auth.is_none_or(|auth| auth.credential.is_none()) {
        missing(
            "auth.credential",
            at,
            "such as `credential: { clientSecret: { env: CONTOSO_SECRET } }`",
        );
    }
    if let Some(plan) = auth.and_then(|auth| auth.plan.as_ref()) {
        if plan.client_id.is_none() {
            missing("auth.plan.clientId", at, "the application (client) id of the read-only app");
        }
        if plan.credential.is_none() {
            missing("auth.plan.credential", at, "such as `credential: { federated: {} }`");
        }
    }
    if let Some(jit) = spec.jit.as_ref().filter(|jit| jit.domain.is_none()) {
        let at = jit.through.unwrap_or(jit.at);
        missing("jit.domain", at, "name one of the tenant's domains for the accounts to live in");
    }
}
