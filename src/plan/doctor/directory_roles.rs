//! Whether the app holds the directory role that privileged targets demand.
//!
//! A permission is not enough to disable, delete or reset a user who holds a privileged role or
//! sits in a role-assignable group: the app itself has to be Privileged Authentication
//! Administrator (Graph, users, "who can perform sensitive actions"). Without it tenantry strips
//! first and waits, which works for JIT accounts and not for emergency accounts. Even the password
//! of an ordinary account is set only by an app that is at least User Administrator, whatever its
//! permissions (Graph, "Update user").

use super::{Check, feature::rotates};
use crate::{
    desired::DesiredTenant,
    domain::{
        GLOBAL_ADMINISTRATOR, ObjectId, PRIVILEGED_AUTHENTICATION_ADMINISTRATOR, RoleDefinitionId,
        RoleName, USER_ADMINISTRATOR,
    },
    observed::ObservedTenant,
    plan::holdings::{holds, own_principal},
};

const CODE: &str = "connection::directory-role";
const TITLE: &str = "Directory role";

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
    let reason = reason(desired);
    if desired.jit.is_none() && reason.is_none() {
        return Check::skip(CODE, TITLE, "no account is managed");
    }
    let Some(app) = own_principal(observed) else {
        return Check::unknown(CODE, TITLE, "the app's own object could not be read");
    };
    let held = [PRIVILEGED_AUTHENTICATION_ADMINISTRATOR, GLOBAL_ADMINISTRATOR]
        .map(|role| holds(observed, app, role));
    if held.contains(&Some(true)) {
        return Check::pass(CODE, TITLE, "the app may act on privileged accounts too");
    }
    let ordinary = holds(observed, app, USER_ADMINISTRATOR);
    if held.contains(&None) || ordinary.is_none() {
        return Check::unknown(CODE, TITLE, "the app's directory roles could not be read");
    }
    without(desired, (app, ordinary == Some(true)), reason)
}

/// Judges an app that may not act on privileged accounts.
fn without(
    desired: &DesiredTenant,
    (app, ordinary): (ObjectId, bool),
    reason: Option<String>,
) -> Check {
    let better = assign(app, PRIVILEGED_AUTHENTICATION_ADMINISTRATOR);
    if rotates(desired) {
        let message = "the app is not Privileged Authentication Administrator: it cannot rotate the \
                       passwords of emergency accounts, nor enable one that was disabled";
        return Check::fail(CODE, TITLE, message).fix(better);
    }
    match (ordinary, reason) {
        (true, None) => {
            Check::pass(CODE, TITLE, "the app may set the passwords of ordinary accounts")
        }
        (true, Some(reason)) => {
            let message = format!(
                "the app is not Privileged Authentication Administrator, and {reason}: access is \
                 ended by stripping first and disabling up to 15 minutes later"
            );
            Check::warn(CODE, TITLE, message).fix(better)
        }
        (false, reason) => {
            let message = "the app is neither User Administrator nor Privileged Authentication \
                           Administrator: it can set no password, so no end of access is proved";
            let least = if reason.is_some() { better } else { assign(app, USER_ADMINISTRATOR) };
            Check::fail(CODE, TITLE, message).fix(least)
        }
    }
}

fn assign(app: ObjectId, role: RoleDefinitionId) -> String {
    format!(
        "POST /roleManagement/directory/roleAssignments {{\"roleDefinitionId\": \"{role}\", \
         \"principalId\": \"{app}\", \"directoryScopeId\": \"/\"}}"
    )
}

/// Returns why Privileged Authentication Administrator is needed, as a lower-case fragment.
fn reason(desired: &DesiredTenant) -> Option<String> {
    if rotates(desired) {
        return Some("emergency accounts are rotated".to_owned());
    }
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
