//! Whether the tenant lets technicians sign in with what is declared: a Temporary Access Pass.

use super::Check;
use crate::{
    desired::{DesiredJit, DesiredTenant, Fallback, SignIn, TenantState},
    domain::{Cloud, Window},
    observed::{ObservedPassPolicy, ObservedTenant, ReadNeeds, Reading},
    plan::{Context, needs},
};

const CODE: &str = "connection::pass-policy";
const TITLE: &str = "Temporary Access Pass";
const FIX: &str = "turn the method on under Authentication methods, Policies, for a group that the \
                   JIT accounts are in or for all users, or say `jit.fallback: password`";

/// Returns what has to be read of a tenant to examine its connection: beside what a plan reads, the
/// policy of the passes that some grant will need.
#[must_use]
pub fn needs_to_examine(context: &Context<'_>, desired: &DesiredTenant) -> ReadNeeds {
    let mut needs = needs(context, desired);
    needs.pass_policy |= in_use(desired).is_some();
    needs
}

/// Returns the JIT section of a tenant in which passes are issued.
fn in_use(desired: &DesiredTenant) -> Option<&DesiredJit> {
    let issues = |jit: &&DesiredJit| {
        desired.state == TenantState::Active && jit.sign_in == SignIn::TemporaryAccessPass
    };
    desired.jit.as_ref().filter(issues)
}

pub(super) fn check(desired: &DesiredTenant, observed: &ObservedTenant) -> Check {
    let Some(jit) = in_use(desired) else {
        return Check::skip(CODE, TITLE, "nothing that is declared needs one");
    };
    if desired.cloud == Cloud::China {
        let message = "Microsoft Entra operated by 21Vianet (China) has none";
        return off(jit, message).fix("say `jit.signIn: password`");
    }
    match &observed.pass_policy {
        None => Check::skip(CODE, TITLE, "its policy is read where a grant is opened"),
        Some(Reading::Unknown(unknown)) => {
            Check::unknown(CODE, TITLE, format!("its policy could not be read: {}", unknown.why))
        }
        Some(Reading::Absent) => off(jit, "the tenant has no policy for it").fix(FIX),
        Some(Reading::Known(policy)) if !policy.enabled => {
            off(jit, "the tenant's policy turns it off").fix(FIX)
        }
        Some(Reading::Known(policy)) => on(jit, policy),
    }
}

fn off(jit: &DesiredJit, why: &str) -> Check {
    match jit.fallback {
        Fallback::None => Check::fail(
            CODE,
            TITLE,
            format!("{why}: no technician could sign in, so none gets access"),
        ),
        Fallback::Password => Check::warn(
            CODE,
            TITLE,
            format!("{why}: a password is made, which ends by tenantry alone"),
        ),
    }
}

/// Holds the lives of passes against the windows.
fn on(jit: &DesiredJit, policy: &ObservedPassPolicy) -> Check {
    let shortest = jit.accounts.values().map(|account| account.access.disable_after.value).min();
    let longest = jit.accounts.values().map(|account| account.access.maximum.value).max();
    let (least, most) = (minutes(policy.minimum), minutes(policy.maximum));
    let lives = format!("the tenant allows passes of {least} to {most}");
    if let Some(window) = shortest.filter(|window| *window < least) {
        let message = format!(
            "{lives}, and a window is {window}: its pass outlives it, and tenantry alone ends it"
        );
        let fix = format!("lower the method's minimum lifetime to {window}");
        return Check::warn(CODE, TITLE, message).fix(fix);
    }
    if let Some(window) = longest.filter(|window| *window > most) {
        let message = format!(
            "{lives}, and a grant may last {window}: `tenantry extend` makes a new pass in between"
        );
        let fix = format!("raise the method's maximum lifetime to {window}, or lower `maximum`");
        return Check::warn(CODE, TITLE, message).fix(fix);
    }
    let scope = if policy.included.is_some() { ", to some groups" } else { "" };
    Check::pass(CODE, TITLE, format!("{lives}{scope}"))
}

fn minutes(count: u32) -> Window {
    Window::from_minutes(count.into())
}
