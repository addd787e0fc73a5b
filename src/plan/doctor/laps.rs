//! Whether the passwords of emergency accounts can be set.

use super::{Check, feature::rotates};
use crate::{
    desired::{DesiredTenant, Manage},
    observed::{ObservedTenant, ObservedUser, Reading},
};

const CODE: &str = "connection::laps";
const TITLE: &str = "Emergency accounts";

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
