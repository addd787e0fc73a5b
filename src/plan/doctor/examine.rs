//! All checks, in the order in which a person would mend them.

use super::{
    Check, CheckStatus, app, clock, credential, directory_roles, grants, laps, licence, marker,
    pass_policy, permissions, reads, sign_in,
};
use crate::{
    desired::DesiredTenant,
    domain::{ClientId, CredentialSource},
    observed::{ObservedTenant, Refusal},
    plan::Context,
};

/// Checks a tenant's connection: sign-in, tenant, app, permissions, directory roles, marker,
/// credential, licences, the policy of passes, emergency accounts, reads, clock, and whether all
/// that lets access be opened.
#[must_use]
pub fn doctor(
    context: &Context<'_>,
    desired: &DesiredTenant,
    observed: &ObservedTenant,
) -> Vec<Check> {
    let mut checks = sign_in::check(desired, observed);
    checks.push(app::check(desired, observed));
    checks.extend(permissions::check(context, desired, observed));
    checks.push(directory_roles::check(desired, observed));
    checks.push(marker::check(desired, observed));
    checks.push(credential::check(context, desired, observed));
    checks.extend(licence::check(desired, observed));
    checks.push(pass_policy::check(desired, observed));
    checks.push(laps::check(desired, observed));
    checks.extend(laps::sign_ins(desired, observed));
    checks.extend(reads::check(observed));
    checks.push(clock::check(observed));
    let opens = grants::check(context, desired, &checks);
    checks.push(opens);
    checks
}

/// Checks the app that only `plan` uses: sign-in, app, permissions, credential, reads. `observed`
/// was read by that app and asks about it, or is why it could not sign in.
#[must_use]
pub fn doctor_plan_app(
    context: &Context<'_>,
    desired: &DesiredTenant,
    (client_id, credential): &(ClientId, CredentialSource),
    observed: Result<&ObservedTenant, &Refusal>,
) -> Vec<Check> {
    let observed = match observed {
        Ok(observed) => observed,
        Err(refusal) => return vec![refused(*client_id, refusal)],
    };
    let mut desired = desired.clone();
    desired.auth.client_id = *client_id;
    desired.auth.credential = credential.clone();
    let mut checks = vec![sign_in::token(&desired, observed), app::check(&desired, observed)];
    checks.extend(permissions::check_reading(&desired, observed));
    checks.push(credential::check(context, &desired, observed));
    checks.extend(reads::check(observed));
    for check in &mut checks {
        check.title = format!("Plan app, {}", check.title.to_lowercase());
    }
    checks
}

fn refused(client_id: ClientId, refusal: &Refusal) -> Check {
    let told =
        [refusal.code.clone(), refusal.request_id.as_ref().map(|id| format!("request-id {id}"))];
    let told: Vec<String> = told.into_iter().flatten().collect();
    let told = if told.is_empty() { String::new() } else { format!(" ({})", told.join(", ")) };
    let message =
        format!("the app {client_id} of `auth.plan` could not sign in: {}{told}", refusal.message);
    let fix = format!("for the app and credential of `auth.plan`: {}", refusal.help);
    Check::fail("connection::plan-app", "Plan app", message).fix(fix)
}

/// Says of a credential whose end is not known that it was not used: a sandbox is signed in to with
/// a secret of its own, and shows none of the configured kind. What was concluded from it about
/// opening access is concluded anew.
pub fn credential_not_used(context: &Context<'_>, desired: &DesiredTenant, checks: &mut [Check]) {
    let unknown =
        |check: &&mut Check| check.code == credential::CODE && check.status == CheckStatus::Unknown;
    for check in checks.iter_mut().filter(unknown) {
        check.status = CheckStatus::Skip;
        "`auth.credential` is not used: a sandbox is signed in to with a secret of its own"
            .clone_into(&mut check.message);
    }
    if let Some(at) = checks.iter().position(|check| check.code == grants::CODE) {
        checks[at] = grants::check(context, desired, &checks[..at]);
    }
}
