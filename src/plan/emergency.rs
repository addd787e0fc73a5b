//! Emergency accounts: found, and counted as ready or not. This version does not change them.

use super::{
    Diagnostic,
    draft::{Draft, View},
    inventory,
    resolve::{Found, role},
};
use crate::{
    desired::{DesiredEmergencyAccount, DesiredTenant},
    domain::{BuiltInRole, DirectoryScope, ObjectId, RoleDefinitionId},
    observed::{ObservedTenant, ObservedUser, Reading},
};

/// Whether a declared emergency account could be used at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Readiness {
    /// It could.
    Ready,
    /// It could not, for these reasons (lower-case fragments).
    NotReady(Vec<String>),
    /// That cannot be told.
    Unknown,
}

/// Returns whether a declared emergency account could be used: found by its name, enabled,
/// cloud-only, permanently in its role, and outside restricted management, where nobody but a
/// role over the unit could reset it.
pub(crate) fn readiness(observed: &ObservedTenant, account: &DesiredEmergencyAccount) -> Readiness {
    let name = &account.user_principal_name;
    let all = inventory::users(observed);
    let Some(user) = all.values().find(|user| user.user_principal_name == *name) else {
        return match observed.named_users.get(name) {
            Some(Reading::Unknown(_)) => Readiness::Unknown,
            _ => Readiness::NotReady(vec!["it was not found".to_owned()]),
        };
    };
    let mut faults = faults(user);
    let permanent = permanent(observed, account, user.id);
    if permanent == Some(false) {
        faults.push(format!("it is not permanently in the role {}", account.role));
    }
    match permanent {
        _ if !faults.is_empty() => Readiness::NotReady(faults),
        None => Readiness::Unknown,
        Some(_) => Readiness::Ready,
    }
}

fn faults(user: &ObservedUser) -> Vec<String> {
    let mut faults = Vec::new();
    if !user.account_enabled {
        faults.push("it is disabled".to_owned());
    }
    if user.on_premises_synced {
        faults.push("it is synced from an on-premises directory".to_owned());
    }
    if user.management_restricted {
        faults.push("it is in a restricted-management administrative unit".to_owned());
    }
    faults
}

/// Returns whether the account holds its role for good; `None` where that cannot be told.
fn permanent(
    observed: &ObservedTenant,
    account: &DesiredEmergencyAccount,
    user: ObjectId,
) -> Option<bool> {
    let role = match role(observed, &account.role) {
        Found::One(role) => role,
        // A built-in role has the same id everywhere, so a list that was not read does not matter.
        _ => BuiltInRole::find(account.role.as_str())?.id,
    };
    is_permanent(observed, user, role)
}

/// Returns whether a user holds a role over the tenant for good and by itself; `None` where that
/// cannot be told.
pub(crate) fn is_permanent(
    observed: &ObservedTenant,
    user: ObjectId,
    role: RoleDefinitionId,
) -> Option<bool> {
    let assignments = observed.role_assignments.unknown().is_none();
    let schedules = observed.role_schedules.unknown().is_none();
    let assigned = observed.role_assignments.known().is_some_and(|list| {
        list.iter().any(|found| {
            found.principal.id == user
                && found.role == role
                && found.scope == DirectoryScope::Tenant
        })
    });
    let bound = observed.role_schedules.known().is_some_and(|list| {
        list.iter().any(|found| {
            let its = found.principal == user && found.role == role && !found.through_group;
            its && (found.end.is_some() || found.activated)
        })
    });
    match (assigned, bound) {
        (_, true) => Some(false),
        (true, false) => schedules.then_some(true),
        (false, false) => assignments.then_some(false),
    }
}

/// Returns the readiness of every declared emergency account, in the order declared.
pub(crate) fn all(desired: &DesiredTenant, observed: &ObservedTenant) -> Vec<Readiness> {
    desired.emergency_accounts.iter().map(|account| readiness(observed, account)).collect()
}

/// Says what is wrong with the declared emergency accounts.
pub(crate) fn plan(view: &View<'_>, draft: &mut Draft) {
    for account in &view.desired.emergency_accounts {
        let address = account.address();
        match readiness(view.observed, account) {
            Readiness::Ready => draft.unchanged += 1,
            Readiness::Unknown => {}
            Readiness::NotReady(faults) => {
                let name = &account.user_principal_name;
                let message =
                    format!("emergency account {name} is not ready: {}", faults.join("; "));
                let help = "this version only checks emergency accounts: put it right by hand";
                let diagnostic =
                    Diagnostic::warning("plan::emergency-not-ready", &address, message);
                draft.say(diagnostic.help(help).at(&account.origin));
            }
        }
    }
}
