//! Emergency accounts: found, and counted as ready or not.

use super::{
    inventory,
    resolve::{Found, role},
};
use crate::{
    desired::{DesiredEmergencyAccount, DesiredTenant, Manage},
    domain::{
        BuiltInRole, DirectoryScope, GLOBAL_ADMINISTRATOR, ObjectId, OrganizationName,
        RoleDefinitionId,
    },
    observed::{ObservedTenant, ObservedUser, Ownership, PrincipalKind, Reading},
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
    standing(observed, account).readiness
}

/// Returns how the account stands that has the declared name.
fn standing(observed: &ObservedTenant, account: &DesiredEmergencyAccount) -> Standing {
    let name = &account.user_principal_name;
    let all = inventory::users(observed);
    if let Some(user) = all.values().find(|user| user.user_principal_name == *name) {
        return standing_of(observed, account, user);
    }
    let readiness = match observed.named_users.get(name) {
        Some(Reading::Unknown(_)) => Readiness::Unknown,
        _ => Readiness::NotReady(vec!["it was not found".to_owned()]),
    };
    Standing { readiness, is_kept: None }
}

/// Returns how an account stands in the place of a declared emergency account.
fn standing_of(
    observed: &ObservedTenant,
    account: &DesiredEmergencyAccount,
    user: &ObservedUser,
) -> Standing {
    Standing {
        readiness: readiness_of(observed, account, user),
        is_kept: is_kept(observed, account, user),
    }
}

/// Returns whether an account could be used in the place of a declared emergency account.
fn readiness_of(
    observed: &ObservedTenant,
    account: &DesiredEmergencyAccount,
    user: &ObservedUser,
) -> Readiness {
    let mut faults = faults(user);
    let permanent = holds_for_good(observed, account, user.id);
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

/// Returns whether an account holds the role of a declared emergency account for good; `None`
/// where that cannot be told.
pub(crate) fn holds_for_good(
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
            let its = found.principal == user
                && found.role == role
                && found.scope == DirectoryScope::Tenant;
            its && !found.through_group && (found.end.is_some() || found.activated)
        })
    });
    match (assigned, bound) {
        (_, true) => Some(false),
        (true, false) => schedules.then_some(true),
        (false, false) => assignments.then_some(false),
    }
}

/// Returns whether a user may be a permanent Global Administrator, by itself or through a group.
/// Whoever cannot be told not to be one may be.
pub(crate) fn may_be_administrator(observed: &ObservedTenant, user: ObjectId) -> bool {
    if is_permanent(observed, user, GLOBAL_ADMINISTRATOR) != Some(false) {
        return true;
    }
    let assignments = observed.role_assignments.known().into_iter().flatten();
    let mut groups = assignments.filter(|found| {
        found.role == GLOBAL_ADMINISTRATOR
            && found.scope == DirectoryScope::Tenant
            && found.principal.kind == PrincipalKind::Group
    });
    groups.any(|found| {
        let group = found.principal.id;
        match observed.administrator_groups.get(&group) {
            Some(Reading::Known(members)) => members.contains_key(&user),
            Some(Reading::Absent) => false,
            Some(Reading::Unknown(_)) | None => {
                let own = observed.memberships.get(&user).and_then(Reading::known);
                own.is_none_or(|own| own.iter().any(|found| found.group == group))
            }
        }
    })
}

/// How an account that may stand for a declared emergency account stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Whether it could be used by somebody who has its password.
    pub(crate) readiness: Readiness,
    /// Whether its store says that it holds the password in force; `None` where it has no store, or
    /// that could not be read or was not.
    pub(crate) is_kept: Option<bool>,
}

/// Returns how every account stands that may stand for a declared emergency account: found by the
/// declared name, or bearing its address on our marker. A wrong `userName` in the configuration
/// must not hide the accounts that G001 is there to keep.
pub(crate) fn all(
    installation: &OrganizationName,
    desired: &DesiredTenant,
    observed: &ObservedTenant,
) -> Vec<Standing> {
    let declared = &desired.emergency_accounts;
    let mut all: Vec<Standing> =
        declared.iter().map(|account| standing(observed, account)).collect();
    let unnamed = inventory::users(observed).into_values().filter_map(|user| {
        let named =
            |one: &DesiredEmergencyAccount| one.user_principal_name == user.user_principal_name;
        let Ownership::Ours(address) = user.marker.ownership(installation) else { return None };
        let account = declared.iter().find(|account| account.address() == address)?;
        (!declared.iter().any(named)).then(|| standing_of(observed, account, user))
    });
    all.extend(unnamed);
    all
}

fn is_kept(
    observed: &ObservedTenant,
    account: &DesiredEmergencyAccount,
    user: &ObservedUser,
) -> Option<bool> {
    let ledger = match (&account.manage, observed.ledgers.get(&account.name)?) {
        (Manage::Observe, _) | (_, Reading::Unknown(_)) => return None,
        (_, Reading::Absent) => return Some(false),
        (_, Reading::Known(ledger)) => ledger,
    };
    let foreign = user.last_password_change.is_some_and(|change| ledger.is_foreign(change));
    Some(ledger.object() == user.id && !foreign && !ledger.candidates().is_empty())
}
