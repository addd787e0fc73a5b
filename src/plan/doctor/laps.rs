//! Whether the passwords of emergency accounts can be set, and whether their use is shown.

use super::{Check, feature::rotates, permissions::consent};
use crate::{
    desired::{DesiredTenant, Manage},
    observed::{ObservedTenant, ObservedUser, Reading},
};

const CODE: &str = "connection::laps";
const TITLE: &str = "Emergency accounts";
/// Whether sign-ins are shown.
pub(in crate::plan) const SHOWN: &str = "connection::laps-sign-ins";
const PERMISSION: &str = "AuditLog.Read.All";

pub(super) fn check(desired: &DesiredTenant, observed: &ObservedTenant) -> Check {
    if !rotates(desired) {
        return Check::skip(CODE, TITLE, "none is rotated");
    }
    let rotated = desired
        .emergency_accounts
        .iter()
        .filter(|account| matches!(account.manage, Manage::Rotate { .. }));
    let mut unread = None;
    for account in rotated {
        match observed.named_users.get(&account.user_principal_name) {
            Some(Reading::Known(found)) => {
                if let Some(check) = beyond_reach(found) {
                    return check;
                }
            }
            Some(Reading::Unknown(unknown)) => {
                unread = Some(format!("{}: {}", account.user_principal_name, unknown.why));
            }
            // One that is not there is made.
            Some(Reading::Absent) | None => {}
        }
    }
    match unread {
        Some(why) => Check::unknown(CODE, TITLE, format!("an account could not be read: {why}")),
        None => Check::pass(CODE, TITLE, "those that are there are within the app's reach"),
    }
}

/// Says whether the tenant shows when somebody last signed in to an emergency account, which takes a
/// licence and a permission (Graph, `signInActivity`). Nothing where none is rotated.
pub(super) fn sign_ins(desired: &DesiredTenant, observed: &ObservedTenant) -> Option<Check> {
    let (code, title) = (SHOWN, "Emergency sign-ins");
    let blind = "tenantry rotates also while somebody is signed in (G014 cannot tell)";
    if !rotates(desired) {
        return None;
    }
    let licensed = observed.organization.known().map(|found| found.has_p1 || found.has_p2);
    let permitted = observed.permissions.known().map(|held| held.contains(PERMISSION));
    Some(match (licensed, permitted) {
        (Some(false), _) => {
            let message = format!("not shown without Microsoft Entra ID P1: {blind}");
            Check::skip(code, title, message)
        }
        (Some(true), Some(false)) => {
            let message = format!("not shown, since {PERMISSION} is missing: {blind}");
            Check::warn(code, title, message).fix(consent(PERMISSION, observed))
        }
        (Some(true), Some(true)) => Check::pass(code, title, "the tenant shows them"),
        (None, _) | (_, None) => {
            Check::unknown(code, title, "licences or permissions could not be read")
        }
    })
}

/// Says why no permission reaches an account.
fn beyond_reach(found: &ObservedUser) -> Option<Check> {
    let name = &found.user_principal_name;
    if found.management_restricted {
        let message = format!(
            "{name} is in a restricted-management administrative unit, where the app's rights do \
             not apply"
        );
        let fix = "take it out of the unit, or give the app a role over that unit";
        return Some(Check::fail(CODE, TITLE, message).fix(fix));
    }
    found.on_premises_synced.then(|| {
        let message =
            format!("{name} comes from an on-premises directory, which sets its password");
        Check::fail(CODE, TITLE, message).fix("declare a cloud-only account")
    })
}
