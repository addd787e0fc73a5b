//! The declared emergency accounts: made, kept ready, and rotated when that is due.

use super::{Obstacle, beside, chosen, find, keep, make};
use crate::{
    desired::{DesiredEmergencyAccount, Manage},
    domain::Address,
    observed::Reading,
    plan::{
        Diagnostic,
        draft::{Draft, View},
        emergency::{Readiness, readiness},
        inventory,
    },
};

/// Plans every declared emergency account.
pub(crate) fn plan(view: &View<'_>, draft: &mut Draft) {
    let rotated = chosen(view.context, view.desired, view.observed);
    let rotated = rotated.map(|(account, _)| &account.name);
    // One account after the other: the next is begun only once the one before is proved.
    let mut before: Option<Address> = None;
    for account in &view.desired.emergency_accounts {
        if account.manage == Manage::Observe {
            observe(view, draft, account);
            continue;
        }
        if is_missing(view, account) {
            if make::plan(view, draft, (account, before.as_ref())) {
                before = Some(account.address());
            }
            continue;
        }
        match find(view.context.organization, view.observed, account) {
            Ok(user) => {
                beside::say(view, draft, account, user.id);
                let place = keep::Place { is_rotated: rotated == Some(&account.name), before };
                before = keep::plan(view, draft, (account, user), place);
            }
            Err(obstacle) => left_alone(draft, account, obstacle),
        }
    }
}

/// Returns whether nobody has the account's name, and nobody who was renamed is meant by it.
fn is_missing(view: &View<'_>, account: &DesiredEmergencyAccount) -> bool {
    matches!(view.observed.named_users.get(&account.user_principal_name), Some(Reading::Absent))
}

/// What is in the way is told; what could not be read is told by the reads.
fn left_alone(draft: &mut Draft, account: &DesiredEmergencyAccount, obstacle: Obstacle) {
    if obstacle.unknown {
        return;
    }
    let message = format!("it is left alone: {}", obstacle.why);
    let found = Diagnostic::error("plan::emergency-left-alone", &account.address(), message);
    draft.say(found.help(obstacle.help).at(&account.origin));
}

/// Checks an account that is never written to.
fn observe(view: &View<'_>, draft: &mut Draft, account: &DesiredEmergencyAccount) {
    let found = view.observed.named_users.get(&account.user_principal_name);
    if let Some(user) = found.and_then(Reading::known) {
        beside::say(view, draft, account, user.id);
    }
    let home = foreign_home(view, account);
    let faults = match readiness(view.observed, account) {
        Readiness::Ready if home.is_none() => {
            draft.unchanged += 1;
            return;
        }
        Readiness::Ready => Vec::new(),
        Readiness::NotReady(faults) => faults,
        Readiness::Unknown => return,
    };
    let faults: Vec<String> = faults.into_iter().chain(home).collect();
    let missing = !inventory::users(view.observed)
        .values()
        .any(|user| user.user_principal_name == account.user_principal_name);
    let help = if missing {
        "make it by hand, or say `manage: rotate` to have tenantry make it and keep its password"
    } else {
        "it is only checked (`manage: observe`): put it right by hand"
    };
    say(draft, account, &faults.join("; "), help);
}

/// Says what is wrong with an account and not mended by this plan.
pub(super) fn say(draft: &mut Draft, account: &DesiredEmergencyAccount, fault: &str, help: &str) {
    let name = &account.user_principal_name;
    let message = format!("emergency account {name} is not ready: {fault}");
    let found = Diagnostic::warning("plan::emergency-not-ready", &account.address(), message);
    draft.say(found.help(help).at(&account.origin));
}

/// Says that an account does not live in the tenant's initial domain, which alone cannot be lost.
pub(super) fn foreign_home(view: &View<'_>, account: &DesiredEmergencyAccount) -> Option<String> {
    let found = view.observed.domains.known()?.get(&account.domain)?;
    (!found.initial).then(|| format!("its domain {} is not the initial one", account.domain))
}
