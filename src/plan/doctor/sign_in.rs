//! Whether the token and the organization are the declared tenant's.

use super::Check;
use crate::{
    desired::DesiredTenant,
    observed::{ObservedTenant, Reading},
};

pub(super) fn check(desired: &DesiredTenant, observed: &ObservedTenant) -> Vec<Check> {
    vec![token(desired, observed), organization(desired, observed)]
}

pub(super) fn token(desired: &DesiredTenant, observed: &ObservedTenant) -> Check {
    let (code, title) = ("connection::wrong-tenant", "Sign-in");
    let found = &observed.identity;
    if found.tenant != desired.id {
        let message = format!("the token is tenant {}'s, not {}'s", found.tenant, desired.id);
        return Check::fail(code, title, message).fix("correct `tenantId`, or the credential");
    }
    Check::pass(
        code,
        title,
        format!("signed in to {} as the app {}", found.tenant, found.client_id),
    )
}

fn organization(desired: &DesiredTenant, observed: &ObservedTenant) -> Check {
    let (code, title) = ("connection::wrong-name", "Organization");
    let live = match &observed.organization {
        Reading::Known(live) => live,
        Reading::Absent => return Check::unknown(code, title, "the tenant shows no organization"),
        Reading::Unknown(unknown) => {
            return Check::unknown(code, title, format!("it could not be read: {}", unknown.why));
        }
    };
    if live.id != desired.id {
        let message = format!("the organization is {}, not {}", live.id, desired.id);
        return Check::fail("connection::wrong-tenant", title, message)
            .fix("correct `tenantId`, or the credential");
    }
    match &desired.display_name {
        Some(name) if name.as_str() != live.display_name => {
            let message =
                format!("the organization is called `{}`, not `{name}`", live.display_name);
            let fix = format!(
                "look whose tenant this is; if it was renamed, say `displayName: {}`",
                live.display_name
            );
            Check::fail(code, title, message).fix(fix)
        }
        _ => Check::pass(code, title, format!("the organization is `{}`", live.display_name)),
    }
}
