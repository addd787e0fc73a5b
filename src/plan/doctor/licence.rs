//! Whether the licences are there that a declared feature needs.

use super::Check;
use crate::{
    desired::{AccessScope, DesiredTenant, Engine},
    observed::{ObservedTenant, Reading},
};

pub(super) fn check(desired: &DesiredTenant, observed: &ObservedTenant) -> Vec<Check> {
    vec![premium_1(desired, observed), premium_2(desired, observed)]
}

fn premium_1(desired: &DesiredTenant, observed: &ObservedTenant) -> Check {
    let (code, title) = ("connection::licence-p1", "Licence P1");
    let accounts = desired.jit.iter().flat_map(|jit| jit.accounts.values());
    let scoped = accounts
        .flat_map(|account| account.access.roles.keys())
        .any(|grant| matches!(grant.scope, AccessScope::AdministrativeUnit(_)));
    let mut reasons = Vec::new();
    if desired.groups.iter().any(|group| group.assignable_to_role) {
        reasons.push("role-assignable groups");
    }
    if scoped {
        reasons.push("roles over an administrative unit");
    }
    judge((code, title), "Microsoft Entra ID P1", &reasons, observed, |found| {
        found.has_p1 || found.has_p2
    })
}

fn premium_2(desired: &DesiredTenant, observed: &ObservedTenant) -> Check {
    let (code, title) = ("connection::licence-p2", "Licence P2");
    let mut accounts = desired.jit.iter().flat_map(|jit| jit.accounts.values());
    let pim = accounts.any(|account| account.access.engine.value == Engine::Pim);
    let reasons: &[&str] = if pim { &["`engine: pim`"] } else { &[] };
    judge((code, title), "Microsoft Entra ID P2 or ID Governance", reasons, observed, |found| {
        found.has_p2
    })
}

fn judge(
    (code, title): (&'static str, &str),
    licence: &str,
    reasons: &[&str],
    observed: &ObservedTenant,
    has: impl Fn(&crate::observed::ObservedOrganization) -> bool,
) -> Check {
    if reasons.is_empty() {
        return Check::skip(code, title, "nothing that is declared needs it");
    }
    let reasons = reasons.join(" and ");
    match &observed.organization {
        Reading::Known(found) if has(found) => {
            Check::pass(code, title, format!("{licence} is there, for {reasons}"))
        }
        Reading::Known(_) => {
            let message = format!("{licence} is not licensed, and {reasons} need it");
            Check::fail(code, title, message).fix(format!("buy a licence, or do without {reasons}"))
        }
        Reading::Absent | Reading::Unknown(_) => {
            Check::unknown(code, title, "the organization's licences could not be read")
        }
    }
}
