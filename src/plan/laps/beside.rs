//! What an emergency account has beside its declared role.
//!
//! Nothing of it is taken away: who gave it is not known, and an emergency account is no place for
//! guesses. But whoever can change a group can change what the account is, and membership of a
//! role-assignable group decides who may reset it (Graph, users, "who can perform sensitive
//! actions"); so it is said.

use super::keep::role_id;
use crate::{
    desired::{DesiredEmergencyAccount, DesiredTenant},
    domain::{DirectoryScope, ObjectId},
    observed::{ObservedMembership, ObservedTenant},
    plan::{
        Diagnostic,
        draft::{Draft, View},
        holdings::Holdings,
        resolve::scope_name,
    },
};

/// Returns what an account has beside its declared role, as lower-case fragments: other roles,
/// role-assignable groups, and groups that technicians are given. What could not be read is not
/// told; the reads tell that.
pub(super) fn beside(
    (tenant, observed): (&DesiredTenant, &ObservedTenant),
    account: &DesiredEmergencyAccount,
    user: ObjectId,
) -> Vec<String> {
    let holdings = Holdings::of(observed, user);
    let declared = role_id(observed, account).map(|role| (role, DirectoryScope::Tenant));
    let others = holdings.roles.keys().filter(|held| Some(*held) != declared.as_ref());
    let roles =
        others.map(|(role, scope)| format!("the role {}", scope_name(observed, *role, scope)));
    let groups = holdings.groups.values().filter_map(|group| {
        if group.assignable_to_role == Some(true) {
            return Some(format!("the role-assignable group {}", group.display_name));
        }
        let given = is_given(tenant, group);
        given.then(|| format!("the group {}, which is there for technicians", group.display_name))
    });
    roles.chain(groups).collect()
}

/// Returns whether the configuration makes a group, or gives it to technicians.
fn is_given(tenant: &DesiredTenant, found: &ObservedMembership) -> bool {
    let made = tenant.groups.iter().map(|group| &group.name);
    let accounts = tenant.jit.iter().flat_map(|jit| jit.accounts.values());
    let mut named = made.chain(accounts.flat_map(|account| account.access.groups.keys()));
    named.any(|name| name.matches(&found.display_name) || name.as_str().parse() == Ok(found.group))
}

/// Warns of what an account has beside its declared role.
pub(super) fn say(
    view: &View<'_>,
    draft: &mut Draft,
    account: &DesiredEmergencyAccount,
    user: ObjectId,
) {
    let more = beside((view.desired, view.observed), account, user);
    if more.is_empty() {
        return;
    }
    let name = &account.user_principal_name;
    let message =
        format!("emergency account {name} has more than is declared: {}", more.join("; "));
    let help = "take it away by hand if nobody meant it: tenantry takes nothing away from an \
                emergency account";
    let found = Diagnostic::warning("plan::emergency-has-more", &account.address(), message);
    draft.say(found.help(help).at(&account.origin));
}

#[cfg(test)]
mod tests {
    use super::beside;
    use crate::{
        desired::Manage,
        domain::{DirectoryScope, Window},
        observed::{ObservedTenant, ObservedUser},
        plan::fixture::{
            assignment, desired, give, group, id, join, observed, owned_user, plan, user, with_user,
        },
    };

    #[test]
    fn what_nobody_declared_for_an_account_is_told_whoever_it_is_and_nothing_else() {
        type Change = fn(&mut ObservedTenant, &ObservedUser);
        let table: [(Change, &[&str]); 5] = [
            (|_, _| (), &[]),
            (|seen, user| give(seen, "User Administrator", user), &["the role User Administrator"]),
            (
                |seen, user| {
                    let scope = DirectoryScope::Object(id("an app"));
                    let more = assignment("Global Administrator", user, scope);
                    seen.role_assignments.known_mut().expect("known").push(more);
                },
                &["the role Global Administrator on"],
            ),
            (
                |seen, user| {
                    let mut powerful = group("Powerful");
                    powerful.assignable_to_role = true;
                    join(seen, &powerful, user);
                    join(seen, &group("Everybody"), user);
                },
                &["the role-assignable group Powerful"],
            ),
            (|seen, user| join(seen, &group("helpdesk"), user), &["the group helpdesk, which is"]),
        ];
        for (change, expected) in table {
            for rotated in [false, true] {
                let (mut tenant, mut seen) = (desired(), observed());
                let account = &mut tenant.emergency_accounts[0];
                let mut found = user("emergency-1");
                if rotated {
                    let every = Window::from_minutes(60 * 24 * 30);
                    account.manage = Manage::Rotate { every, store: "vault".parse().unwrap() };
                    let marked = owned_user(&account.address().to_string(), "x@contoso.com");
                    found.marker = marked.marker;
                }
                seen = with_user(seen, found.clone());
                change(&mut seen, &found);
                let account = &tenant.emergency_accounts[0];
                let told = beside((&tenant, &seen), account, found.id);
                assert_eq!(told.len(), expected.len(), "{told:?}");
                assert!(told.iter().zip(expected).all(|(one, words)| one.starts_with(words)));
                let planned = plan(&tenant, &seen);
                let mut warned = planned.diagnostics.iter();
                let warned = warned.find(|it| it.code == "plan::emergency-has-more");
                assert_eq!(warned.is_some(), !expected.is_empty(), "{rotated}: {told:?}");
            }
        }
    }
}
