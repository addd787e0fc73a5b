//! Whether access can be opened in the tenant, taken together.

use super::{Check, CheckStatus};
use crate::{
    desired::{DesiredJit, DesiredTenant, TenantState},
    plan::Context,
};

/// Concludes from the checks before it; a plan does not repeat it, since it says those.
pub(in crate::plan) const CODE: &str = "connection::grants";
const TITLE: &str = "Grants";

/// What tells nothing about opening access.
const BESIDE: [&str; 3] = ["connection::laps", super::laps::SHOWN, "connection::permission-excess"];

pub(super) fn check(context: &Context<'_>, desired: &DesiredTenant, before: &[Check]) -> Check {
    let Some(jit) = desired.jit.as_ref().filter(|jit| !jit.accounts.is_empty()) else {
        return Check::skip(CODE, TITLE, "no mapping covers anybody");
    };
    if desired.state != TenantState::Active {
        return Check::skip(CODE, TITLE, "the tenant is not active: no access is opened");
    }
    let stands = |status: CheckStatus| {
        before.iter().any(|check| check.status == status && !BESIDE.contains(&check.code))
    };
    if stands(CheckStatus::Fail) {
        let message =
            "no access can be opened, or its end proved, until the errors above are mended";
        return Check::fail(CODE, TITLE, message);
    }
    if stands(CheckStatus::Unknown) {
        let message =
            "whether access can be opened is not known, since something could not be read";
        return Check::unknown(CODE, TITLE, message);
    }
    Check::pass(CODE, TITLE, format!("access can be opened and ended{}", keyless(context, jit)))
}

/// Says whose credential can only be shown.
fn keyless(context: &Context<'_>, jit: &DesiredJit) -> String {
    let technicians = &context.organization.technicians;
    let without = jit.accounts.keys().filter(|technician| {
        technicians.get(*technician).is_none_or(|found| found.recipients.is_empty())
    });
    match without.count() {
        0 => String::new(),
        count => format!(
            "; {count} of {} technicians have no key, so that their credential can only be shown \
             on a terminal",
            jit.accounts.len()
        ),
    }
}
