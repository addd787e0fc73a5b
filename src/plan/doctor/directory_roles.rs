//! Whether the app holds the directory role that privileged targets demand.
//!
//! A permission is not enough to disable, delete or reset a user who holds a privileged role or
//! sits in a role-assignable group: the app itself has to be Privileged Authentication
//! Administrator (Graph, users, "who can perform sensitive actions"). Without it tenantry strips
//! first and waits, which works for JIT accounts and not for emergency accounts.

use super::Check;
use crate::{
    desired::DesiredTenant,
    domain::{GLOBAL_ADMINISTRATOR, PRIVILEGED_AUTHENTICATION_ADMINISTRATOR, RoleName},
    observed::ObservedTenant,
    plan::holdings::{holds, own_principal},
};

/// Roles whose holders User Administrator, or an application permission alone, may disable.
const ORDINARY: [&str; 9] = [
    "Directory Readers",
    "Guest Inviter",
    "Password Administrator",
    "Helpdesk Administrator",
    "Groups Administrator",
    "User Administrator",
    "Reports Reader",
    "Message Center Reader",
    "Usage Summary Reports Reader",
];

pub(super) fn check(desired: &DesiredTenant, observed: &ObservedTenant) -> Check {
    let (code, title) = ("connection::directory-role", "Directory role");
    let Some(reason) = reason(desired) else {
        return Check::skip(code, title, "no mapping gives anything privileged");
    };
    let Some(app) = own_principal(observed) else {
        return Check::unknown(code, title, "the app's own object could not be read");
    };
    let held = [PRIVILEGED_AUTHENTICATION_ADMINISTRATOR, GLOBAL_ADMINISTRATOR]
        .map(|role| holds(observed, app, role));
    if held.contains(&Some(true)) {
        return Check::pass(
            code,
            title,
            format!("the app may act on privileged accounts, since {reason}"),
        );
    }
    if held.contains(&None) {
        return Check::unknown(code, title, "the app's directory roles could not be read");
    }
    let message = format!(
        "the app is not Privileged Authentication Administrator, and {reason}: access is ended by \
         stripping first and disabling up to 15 minutes later"
    );
    let fix = format!(
        "POST /roleManagement/directory/roleAssignments {{\"roleDefinitionId\": \
         \"{PRIVILEGED_AUTHENTICATION_ADMINISTRATOR}\", \"principalId\": \"{app}\", \"directoryScopeId\": \"/\"}}"
    );
    Check::warn(code, title, message).fix(fix)
}

/// Returns why the role is needed, as a lower-case fragment.
fn reason(desired: &DesiredTenant) -> Option<String> {
    let accounts = || desired.jit.iter().flat_map(|jit| jit.accounts.values());
    let privileged = |role: &RoleName| {
        !ORDINARY.iter().any(|ordinary| ordinary.eq_ignore_ascii_case(role.as_str()))
    };
    let mut roles = accounts().flat_map(|account| account.access.roles.keys());
    if let Some(grant) = roles.find(|grant| privileged(&grant.role)) {
        return Some(format!("a mapping gives {}", grant.role));
    }
    let mut groups = accounts().flat_map(|account| account.access.groups.keys());
    let assignable = |name: &crate::domain::GroupName| {
        desired
            .groups
            .iter()
            .any(|group| group.assignable_to_role && group.name.matches(name.as_str()))
    };
    groups
        .find(|name| assignable(name))
        .map(|name| format!("a mapping gives the role-assignable group `{name}`"))
}
