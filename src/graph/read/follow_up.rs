//! What to ask next: only what the answers so far make necessary.

use std::collections::BTreeSet;

use super::{Ask, convert::role_assignment, first, replies::Replies, sign_in};
use crate::{
    domain::{DirectoryScope, GLOBAL_ADMINISTRATOR},
    graph::{odata::LARGEST_IN, wire},
    observed::{ObservedMembership, ObservedRoleAssignment, ObservedUser, PrincipalKind, Unknown},
};

/// Returns the questions that the answers so far raise and that are not answered yet.
pub(super) fn follow_up(replies: &Replies<'_>) -> Vec<Ask> {
    let mut asks = BTreeSet::new();
    asks.extend(without_marker(replies));
    asks.extend(proofs_of_absence(replies));
    asks.extend(memberships(replies));
    asks.extend(verification_records(replies));
    asks.extend(roles(replies));
    asks.extend(administrators(replies));
    asks.extend(sign_in::questions(replies));
    asks.into_iter().filter(|ask| !replies.is_answered(ask)).collect()
}

/// Questions that failed only because the marker's extensions are not defined here yet.
fn without_marker<'a>(replies: &'a Replies<'_>) -> impl Iterator<Item = Ask> + 'a {
    let failed = replies.all().filter(|(ask, reply)| {
        let asks_for_objects = matches!(
            ask,
            Ask::Users(_) | Ask::Groups { .. } | Ask::UserNamed(_) | Ask::GroupKeyed(_)
        );
        asks_for_objects && reply.as_ref().is_err_and(|unknown| replies.lacks_marker(unknown))
    });
    failed.map(|(ask, _)| Ask::Unmarked(Box::new(ask.clone())))
}

/// A list that does not show something proves nothing, since lists lag: before anything is
/// created, a `GET` by its own name must answer 404.
fn proofs_of_absence<'a>(replies: &'a Replies<'_>) -> impl Iterator<Item = Ask> + 'a {
    let (listed, _) = replies.listed_users();
    let users = replies.needs.names_to_create.iter().filter(move |name| {
        let is_absent = replies
            .get(&Ask::GroupsOfNamed((*name).clone()))
            .is_some_and(|reply| reply.as_ref().is_err_and(|unknown| unknown.status == Some(404)));
        !listed.contains_key(*name) && !is_absent
    });
    let owned = replies.owned_groups().unwrap_or_default();
    let keys: BTreeSet<String> =
        owned.into_values().filter_map(|group| group.unique_name).collect();
    let groups = replies.needs.group_keys.iter().filter(move |key| !keys.contains(*key));
    users.cloned().map(Ask::UserNamed).chain(groups.cloned().map(Ask::GroupKeyed))
}

fn memberships(replies: &Replies<'_>) -> Vec<Ask> {
    let mut asks = Vec::new();
    for user in replies.readable_users().into_values().chain(watched(replies)) {
        match replies.groups_of(user.id, &user.user_principal_name) {
            // The name may just have been changed, so 404 by name says nothing of the object.
            None | Some(Err(Unknown { status: Some(404), .. })) => {
                asks.push(Ask::GroupsOf(user.id));
            }
            Some(Ok(groups)) if is_directness_open(&groups) => {
                asks.push(Ask::DirectGroupsOf(user.id));
            }
            Some(_) => {}
        }
    }
    asks
}

/// The foreign accounts that are to be adopted, and the emergency accounts that are only checked.
fn watched<'a>(replies: &'a Replies<'_>) -> impl Iterator<Item = ObservedUser> + 'a {
    let (owned, (mut named, _)) = (replies.readable_users(), replies.listed_users());
    let found = replies.needs.adopting.iter().chain(&replies.needs.emergency_names);
    let found = found.filter_map(move |name| named.remove(name));
    found.filter(move |user| !owned.contains_key(&user.id))
}

/// Returns whether the list leaves open which memberships are direct. Groups cannot be nested in a
/// role-assignable one, so those are; and somebody who is in one group is in it directly.
fn is_directness_open(groups: &[ObservedMembership]) -> bool {
    groups.len() > 1 && groups.iter().any(|group| group.assignable_to_role != Some(true))
}

fn verification_records(replies: &Replies<'_>) -> Vec<Ask> {
    let domains = replies.list::<wire::Domain>(&Ask::Domains).unwrap_or_default().into_iter();
    let unverified = domains.filter(|domain| domain.is_verified == Some(false));
    unverified.filter_map(|domain| domain.id.parse().ok()).map(Ask::VerificationRecords).collect()
}

/// Where Graph insists on narrower questions about roles, they are asked role by role and account
/// by account.
fn roles(replies: &Replies<'_>) -> Vec<Ask> {
    let is_refused = |ask: &Ask| {
        replies
            .get(ask)
            .is_some_and(|reply| reply.as_ref().is_err_and(|unknown| unknown.status == Some(400)))
    };
    let questions = first::roles(replies.needs);
    let mut asks = Vec::new();
    if questions.iter().any(is_refused) {
        asks.push(Ask::AllRoles);
    }
    if is_refused(&Ask::RoleAssignments) {
        asks.extend(narrower(replies));
    }
    asks
}

/// The narrower questions that stand in for the list of all role assignments.
pub(super) fn narrower(replies: &Replies<'_>) -> Vec<Ask> {
    let roles = first::roles(replies.needs).into_iter().flat_map(|ask| match ask {
        Ask::Roles { ids, .. } => ids,
        _ => Vec::new(),
    });
    let users = replies.readable_users().into_keys();
    let own = replies.one::<wire::ServicePrincipal>(&Ask::ServicePrincipal);
    let principals = users.chain(own.known().map(|own| own.id));
    roles.map(Ask::RoleAssignmentsOfRole).chain(principals.map(Ask::RoleAssignmentsOf)).collect()
}

/// Who holds Global Administrator over the tenant: the members of groups that do, and whether users
/// that do can sign in, where nothing told that yet.
fn administrators(replies: &Replies<'_>) -> Vec<Ask> {
    let asks = [Ask::RoleAssignments, Ask::RoleAssignmentsOfRole(GLOBAL_ADMINISTRATOR)];
    let lists = asks.iter().map(|ask| replies.each::<wire::RoleAssignment>(ask).0);
    let is_held = |found: &ObservedRoleAssignment| {
        found.role == GLOBAL_ADMINISTRATOR && found.scope == DirectoryScope::Tenant
    };
    let known = replies.seen_users();
    let (mut asks, mut users) = (Vec::new(), BTreeSet::new());
    for principal in
        lists.flatten().map(role_assignment).filter(is_held).map(|found| found.principal)
    {
        match principal.kind {
            PrincipalKind::Group => asks.push(Ask::MembersOf(principal.id)),
            PrincipalKind::User
                if principal.enabled.is_none() && !known.contains_key(&principal.id) =>
            {
                users.insert(principal.id);
            }
            _ => {}
        }
    }
    let users: Vec<_> = users.into_iter().collect();
    asks.extend(users.chunks(LARGEST_IN).map(|chunk| Ask::Enabled(chunk.to_vec())));
    asks
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::follow_up;
    use crate::graph::read::{
        Ask,
        replies::tests::{empty, failed, list, needs},
    };

    const ALICE: &str = "msp-alice@contoso.onmicrosoft.com";
    const ID: &str = "11111111-0000-4000-8000-000000000001";
    const OTHER: &str = "22222222-0000-4000-8000-000000000002";

    fn alice() -> serde_json::Value {
        json!([{"id": ID, "userPrincipalName": ALICE, "displayName": "Alice", "accountEnabled": false}])
    }

    #[test]
    fn an_empty_tenant_raises_no_question() {
        let needs = needs([ALICE.parse().unwrap()].into());
        assert_eq!(follow_up(&empty(&needs)), []);
    }

    #[test]
    fn what_would_be_created_is_looked_for_by_name() {
        // So many that the first batch has no room for hers.
        let others = (0..40).map(|number| format!("a{number}@contoso.example").parse().unwrap());
        let mut needs = needs(others.collect());
        needs.names_to_create = [ALICE.parse().unwrap()].into();
        needs.group_keys = ["tenantry.northwind-msp.ops".to_owned()].into();
        let expected = [
            Ask::UserNamed(ALICE.parse().unwrap()),
            Ask::GroupKeyed("tenantry.northwind-msp.ops".to_owned()),
        ];
        assert_eq!(follow_up(&empty(&needs)), expected);
        needs.account_names.clear();
        assert_eq!(
            follow_up(&empty(&needs)),
            expected[1..],
            "404 on the groups of a name is proof enough"
        );
    }

    #[test]
    fn memberships_are_completed_for_owned_accounts_only() {
        let needs = needs([ALICE.parse().unwrap()].into());
        let group = |id: &str, role: bool| json!({"@odata.type": "#microsoft.graph.group", "id": id, "isAssignableToRole": role});
        let id = ID.parse().unwrap();
        let table = [
            (json!([]), None),
            (json!([group(ID, false)]), None),
            (json!([group(ID, true), group(OTHER, true)]), None),
            (json!([group(ID, true), group(OTHER, false)]), Some(Ask::DirectGroupsOf(id))),
        ];
        for (groups, expected) in table {
            let mut replies = empty(&needs);
            replies.add(Ask::GroupsOfNamed(ALICE.parse().unwrap()), list(&groups));
            assert_eq!(follow_up(&replies), [], "foreign");
            replies.add(Ask::OwnedUsers, list(&alice()));
            assert_eq!(follow_up(&replies), expected.into_iter().collect::<Vec<_>>(), "{groups}");
        }
        let mut replies = empty(&needs);
        replies.add(Ask::OwnedUsers, list(&alice()));
        assert_eq!(
            follow_up(&replies),
            [Ask::GroupsOf(id)],
            "404 by name says nothing of the object"
        );
    }

    #[test]
    fn a_tenant_without_the_marker_is_asked_without_it() {
        let needs = needs([ALICE.parse().unwrap()].into());
        let users = Ask::Users(vec![ALICE.parse().unwrap()]);
        let mut replies = empty(&needs);
        replies.add(users.clone(), failed(400, "Request_BadRequest"));
        assert_eq!(follow_up(&replies), [], "the marker is defined, so 400 means something else");
        replies.add(Ask::Extensions, list(&json!([])));
        assert_eq!(follow_up(&replies), [Ask::Unmarked(Box::new(users.clone()))]);
        replies.add(Ask::Unmarked(Box::new(users)), list(&json!([])));
        assert_eq!(follow_up(&replies), []);
    }

    #[test]
    fn refused_lists_of_roles_are_asked_for_in_parts() {
        let needs = needs([].into());
        let mut replies = empty(&needs);
        replies.add(Ask::OwnedUsers, list(&alice()));
        replies.add(Ask::GroupsOf(ID.parse().unwrap()), list(&json!([])));
        replies.add(Ask::RoleAssignments, failed(400, "Request_BadRequest"));
        let asks = follow_up(&replies);
        assert!(asks.contains(&Ask::RoleAssignmentsOf(ID.parse().unwrap())));
        assert_eq!(
            asks.iter().filter(|ask| matches!(ask, Ask::RoleAssignmentsOfRole(_))).count(),
            3
        );
        replies.add(Ask::RoleAssignments, failed(403, "Authorization_RequestDenied"));
        assert_eq!(follow_up(&replies), []);
    }

    #[test]
    fn groups_of_administrators_and_unverified_domains_are_opened() {
        let needs = needs([].into());
        let mut replies = empty(&needs);
        let assignment = |role: &str, kind: &str| {
            json!({"id": "a", "roleDefinitionId": role, "principalId": OTHER, "directoryScopeId": "/",
                   "principal": {"@odata.type": format!("#microsoft.graph.{kind}"), "id": OTHER}})
        };
        let global = crate::domain::GLOBAL_ADMINISTRATOR.to_string();
        replies.add(
            Ask::RoleAssignments,
            list(&json!([assignment(&global, "group"), assignment(ID, "group")])),
        );
        replies.add(Ask::Domains, list(&json!([{"id": "a.example", "isVerified": false}, {"id": "b.example", "isVerified": true}])));
        let expected = [
            Ask::MembersOf(OTHER.parse().unwrap()),
            Ask::VerificationRecords("a.example".parse().unwrap()),
        ];
        assert_eq!(follow_up(&replies), expected);
    }

    #[test]
    fn administrators_are_asked_for_where_nothing_told_whether_they_can_sign_in() {
        let needs = needs([].into());
        let mut replies = empty(&needs);
        let global = crate::domain::GLOBAL_ADMINISTRATOR.to_string();
        let held = |enabled: serde_json::Value| {
            list(
                &json!([{"id": "a", "roleDefinitionId": global, "principalId": ID, "directoryScopeId": "/",
                          "principal": {"@odata.type": "#microsoft.graph.user", "accountEnabled": enabled}}]),
            )
        };
        replies.add(Ask::RoleAssignments, held(json!(true)));
        assert_eq!(follow_up(&replies), []);
        replies.add(Ask::RoleAssignments, held(json!(null)));
        assert_eq!(follow_up(&replies), [Ask::Enabled(vec![ID.parse().unwrap()])]);
        replies.add(Ask::OwnedUsers, list(&alice()));
        replies.add(Ask::GroupsOf(ID.parse().unwrap()), list(&json!([])));
        assert_eq!(follow_up(&replies), [], "the list of users told");
    }
}
