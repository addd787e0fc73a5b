//! Whether the app may sign in.

use super::Check;
use crate::{
    desired::DesiredTenant,
    observed::{ObservedTenant, Reading},
};

pub(super) fn check(desired: &DesiredTenant, observed: &ObservedTenant) -> Check {
    let (code, title) = ("connection::app", "App");
    let client = desired.auth.client_id;
    match &observed.service_principal {
        Reading::Known(found) if found.enabled => {
            Check::pass(code, title, format!("`{}` may sign in", found.display_name))
        }
        Reading::Known(found) => {
            let message = format!("the app `{}` is disabled in this tenant", found.display_name);
            let fix = format!("PATCH /servicePrincipals/{} {{\"accountEnabled\": true}}", found.id);
            Check::fail(code, title, message).fix(fix)
        }
        Reading::Absent => {
            let message = format!("the tenant has no service principal of the app {client}");
            let fix =
                format!("POST /servicePrincipals {{\"appId\": \"{client}\"}}, then grant consent");
            Check::fail(code, title, message).fix(fix)
        }
        Reading::Unknown(unknown) => {
            Check::unknown(code, title, format!("it could not be read: {}", unknown.why))
        }
    }
}
