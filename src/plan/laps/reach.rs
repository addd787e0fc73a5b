//! Whether the app may set an emergency account's password, and enable it.
//!
//! Of an account that holds a privileged role, or sits in a role-assignable group, only Privileged
//! Authentication Administrator may (Graph, users, "who can perform sensitive actions"); of any
//! other, User Administrator at the least may set the password.

use crate::{
    domain::{
        GLOBAL_ADMINISTRATOR, ObjectId, PRIVILEGED_AUTHENTICATION_ADMINISTRATOR, USER_ADMINISTRATOR,
    },
    observed::{ObservedTenant, ObservedUser, PrincipalKind},
    plan::holdings::{Holdings, acts_on_privileged, holds, own_principal},
};

/// Returns whether the app may enable an account, and do whatever else privilege guards.
pub(super) fn acts_on(observed: &ObservedTenant, user: ObjectId) -> bool {
    acts_on_privileged(observed) || is_ordinary(observed, user)
}

/// Returns whether the app may set the password of an account; of one that is still to be made
/// without a `user`.
pub(super) fn sets_passwords(observed: &ObservedTenant, user: Option<ObjectId>) -> bool {
    let administers = own_principal(observed)
        .is_some_and(|app| holds(observed, app, USER_ADMINISTRATOR) == Some(true));
    let ordinary = user.is_none_or(|user| is_ordinary(observed, user));
    acts_on_privileged(observed) || (ordinary && administers)
}

/// Returns whether it is certain that the app may not set the password of an account, so that
/// nothing needs to be tried. A group may give the app what it does not hold itself, and what could
/// not be read may be there.
#[must_use]
pub fn certainly_cannot_set(observed: &ObservedTenant, user: ObjectId) -> bool {
    let rights =
        [PRIVILEGED_AUTHENTICATION_ADMINISTRATOR, GLOBAL_ADMINISTRATOR, USER_ADMINISTRATOR];
    let by_group = observed.role_assignments.known().is_none_or(|list| {
        list.iter().any(|found| {
            found.principal.kind == PrincipalKind::Group && rights.contains(&found.role)
        })
    });
    !by_group && own_principal(observed).is_some() && !sets_passwords(observed, Some(user))
}

/// Whoever cannot be told to hold nothing may hold something.
fn is_ordinary(observed: &ObservedTenant, user: ObjectId) -> bool {
    let holdings = Holdings::of(observed, user);
    let plain = holdings.groups.values().all(|found| found.assignable_to_role == Some(false));
    holdings.is_all() && holdings.roles.is_empty() && plain
}

/// Says why no right reaches an account at all, and the way out.
pub(super) fn beyond_reach(user: &ObservedUser) -> Option<(&'static str, &'static str)> {
    if user.management_restricted {
        return Some((
            "it is in a restricted-management administrative unit, where the app's rights do not \
             apply",
            "take it out of the unit, or give the app a role over that unit",
        ));
    }
    user.on_premises_synced.then_some((
        "it comes from an on-premises directory, which sets its password",
        "declare a cloud-only account",
    ))
}

#[cfg(test)]
mod tests {
    use super::certainly_cannot_set;
    use crate::{
        observed::{ObservedTenant, PrincipalKind, Reading, Unknown},
        plan::fixture::{give, id, observed, user},
    };

    #[test]
    fn only_what_no_role_and_no_group_can_give_is_certain() {
        type Change = fn(&mut ObservedTenant);
        let table: [(Change, bool); 4] = [
            (|_| (), false),
            (without_roles, true),
            (
                |seen| {
                    without_roles(seen);
                    give(seen, "Privileged Authentication Administrator", &user("keepers"));
                    let given = seen.role_assignments.known_mut().expect("known").last_mut();
                    given.expect("just given").principal.kind = PrincipalKind::Group;
                },
                false,
            ),
            (|seen| seen.role_assignments = Reading::Unknown(Unknown::because("429")), false),
        ];
        for (number, (change, expected)) in table.into_iter().enumerate() {
            let mut seen = observed();
            change(&mut seen);
            assert_eq!(certainly_cannot_set(&seen, id("emergency-1")), expected, "{number}");
        }
    }

    fn without_roles(seen: &mut ObservedTenant) {
        let roles = seen.role_assignments.known_mut().expect("known");
        roles.retain(|found| found.principal.id != id("app"));
    }
}
