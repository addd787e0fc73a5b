//! What is read only where access is open, being opened or being ended: what an account can sign in
//! with, what Entra ID itself ends, and the policies that decide how access can be given.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Ask, access,
    assemble::none_without_licence,
    convert::{self, decode_one},
    replies::Replies,
};
use crate::{
    domain::{BuiltInRole, Eligibility, GroupName, ObjectId, RoleDefinitionId},
    graph::wire,
    observed::{
        ELIGIBLE_MEMBERSHIPS, GrantMark, ObservedAccessPolicy, ObservedAssignmentPolicy,
        ObservedGroupSchedule, ObservedMethod, ObservedPassPolicy, ObservedUser, Reading,
    },
};

/// What accounts may take up by themselves.
type Eligibilities = BTreeMap<ObjectId, Reading<BTreeSet<Eligibility>>>;

/// Without one of these the app cannot have made a time-bound membership, and Graph shows it none.
const GROUP_SCHEDULES: [&str; 2] = [
    "PrivilegedAssignmentSchedule.Read.AzureADGroup",
    "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
];

/// Returns the questions.
pub(super) fn questions(replies: &Replies<'_>) -> Vec<Ask> {
    let needs = replies.needs;
    let owned = replies.readable_users();
    let unseen = needs.remembered.iter().filter(|id| !owned.contains_key(id));
    let mut asks: Vec<Ask> = unseen.copied().map(Ask::User).collect();
    let groups = holds_one(replies, &GROUP_SCHEDULES);
    let eligible = holds_one(replies, &ELIGIBLE_MEMBERSHIPS);
    for user in concerned(replies) {
        asks.push(Ask::MethodsOf(user));
        if groups {
            asks.push(Ask::GroupSchedulesOf(user));
        }
        asks.push(Ask::EligibleRolesOf(user));
        if eligible {
            asks.push(Ask::EligibleGroupsOf(user));
        }
    }
    if needs.pass_policy {
        asks.extend([Ask::PassPolicy, Ask::AccessPolicies]);
    }
    asks.extend(role_ids(replies).into_iter().map(Ask::RolePolicy));
    if groups {
        asks.extend(group_ids(replies).into_iter().map(Ask::GroupPolicy));
    }
    asks
}

/// Returns the accounts whose access is open, being opened, or not yet proved to have ended.
fn concerned(replies: &Replies<'_>) -> BTreeSet<ObjectId> {
    let named = replies.listed_users().0;
    let opening = replies.needs.opening.iter().filter_map(|name| named.get(name));
    let opening = opening.map(|user| user.id);
    let open = |user: &ObservedUser| user.account_enabled || user.marker.grant() != GrantMark::None;
    let owned = replies.readable_users().into_values();
    let remembered = remembered(replies).into_values();
    let remembered = remembered.filter_map(|user| user.known().cloned());
    // Deadlines do not rule an emergency account, so nothing of it is ended by what it signs in with.
    let ruled =
        |user: &ObservedUser| !replies.needs.emergency_names.contains(&user.user_principal_name);
    owned.chain(remembered).filter(ruled).filter(open).map(|user| user.id).chain(opening).collect()
}

fn holds_one(replies: &Replies<'_>, names: &[&str]) -> bool {
    let held: Vec<wire::AppRoleAssignment> = replies.list(&Ask::Permissions).unwrap_or_default();
    held.into_iter().map(convert::permission).any(|permission| names.contains(&permission.as_str()))
}

fn role_ids(replies: &Replies<'_>) -> BTreeSet<RoleDefinitionId> {
    let wanted = &replies.needs.policies_of_roles;
    let live = super::assemble::role_definitions(replies).unwrap_or_default();
    let id = |name: &crate::domain::RoleName| {
        let built_in = BuiltInRole::find(name.as_str()).map(|role| role.id);
        built_in.or_else(|| {
            let found = |role: &&crate::observed::ObservedRole| {
                role.display_name.eq_ignore_ascii_case(name.as_str())
            };
            live.values().find(found).map(|role| role.id)
        })
    };
    wanted.iter().filter_map(|name| id(name).or_else(|| name.as_str().parse().ok())).collect()
}

fn group_ids(replies: &Replies<'_>) -> BTreeSet<ObjectId> {
    let named = super::assemble::named_groups(replies).unwrap_or_default();
    let owned = replies.owned_groups().unwrap_or_default();
    let wanted = &replies.needs.policies_of_groups;
    let all = named.into_values().chain(owned.into_values());
    let is_wanted = |group: &crate::observed::ObservedGroup| {
        let is = |name: &GroupName| {
            name.matches(&group.display_name) || name.as_str().parse() == Ok(group.id)
        };
        wanted.iter().any(is)
    };
    all.filter(is_wanted).map(|group| group.id).collect()
}

pub(super) fn methods(replies: &Replies<'_>) -> BTreeMap<ObjectId, Reading<Vec<ObservedMethod>>> {
    let asked = replies.all().filter_map(|(ask, _)| match ask {
        Ask::MethodsOf(user) => Some((*user, ask)),
        _ => None,
    });
    let look = |(user, ask): (ObjectId, &Ask)| {
        let found = replies.list::<wire::Method>(ask);
        let found = found.map(|list| list.into_iter().map(access::method).collect());
        (user, found.map_or_else(Reading::Unknown, Reading::Known))
    };
    asked.map(look).collect()
}

/// Where the app may not see time-bound memberships, it has made none: what others made shows as a
/// membership and is ended as one.
pub(super) fn group_schedules(
    replies: &Replies<'_>,
) -> BTreeMap<ObjectId, Reading<Vec<ObservedGroupSchedule>>> {
    let look = |user: ObjectId| {
        let ask = Ask::GroupSchedulesOf(user);
        if !replies.is_answered(&ask) {
            return (user, Reading::Known(Vec::new()));
        }
        let found = none_without_licence(replies.list::<wire::GroupScheduleInstance>(&ask));
        let found = found.map(|list| list.iter().filter_map(access::group_schedule).collect());
        (user, found.map_or_else(Reading::Unknown, Reading::Known))
    };
    concerned(replies).into_iter().map(look).collect()
}

/// What accounts may take up by themselves; the second value is what could be read of those of which
/// not everything could be.
pub(super) fn eligibilities(
    replies: &Replies<'_>,
) -> (Eligibilities, BTreeMap<ObjectId, BTreeSet<Eligibility>>) {
    let (mut all, mut readable) = (BTreeMap::new(), BTreeMap::new());
    for user in concerned(replies) {
        let Some(roles) = replies.get(&Ask::EligibleRolesOf(user)) else { continue };
        let groups = replies.get(&Ask::EligibleGroupsOf(user));
        match access::eligibilities(roles, groups) {
            (found, None) => drop(all.insert(user, Reading::Known(found))),
            (found, Some(unknown)) => {
                all.insert(user, Reading::Unknown(unknown));
                readable.insert(user, found);
            }
        }
    }
    (all, readable)
}

pub(super) fn pass_policy(replies: &Replies<'_>) -> Option<Reading<ObservedPassPolicy>> {
    let found = replies.get(&Ask::PassPolicy).map(decode_one::<wire::PassPolicy>)?;
    Some(found.map(|found| access::pass_policy(&found)))
}

pub(super) fn access_policies(replies: &Replies<'_>) -> Option<Reading<Vec<ObservedAccessPolicy>>> {
    replies.get(&Ask::AccessPolicies)?;
    let found = replies.list::<wire::AccessPolicy>(&Ask::AccessPolicies);
    let found = found.map(|list| list.into_iter().map(access::access_policy).collect());
    Some(found.map_or_else(Reading::Unknown, Reading::Known))
}

pub(super) fn role_policies(
    replies: &Replies<'_>,
) -> BTreeMap<RoleDefinitionId, Reading<ObservedAssignmentPolicy>> {
    let asked = replies.all().filter_map(|(ask, _)| match ask {
        Ask::RolePolicy(role) => Some((*role, policy(replies, ask))),
        _ => None,
    });
    asked.collect()
}

pub(super) fn group_policies(
    replies: &Replies<'_>,
) -> BTreeMap<ObjectId, Reading<ObservedAssignmentPolicy>> {
    let asked = replies.all().filter_map(|(ask, _)| match ask {
        Ask::GroupPolicy(group) => Some((*group, policy(replies, ask))),
        _ => None,
    });
    asked.collect()
}

/// Without the licence there is no PIM and no policy of it: whoever reads it says so by that name.
fn policy(replies: &Replies<'_>, ask: &Ask) -> Reading<ObservedAssignmentPolicy> {
    let found = replies.list::<wire::PolicyAssignment>(ask);
    match found {
        Err(unknown) if unknown.code.as_deref() == Some("AadPremiumLicenseRequired") => {
            Reading::Absent
        }
        found => {
            found.and_then(access::assignment_policy).map_or_else(Reading::Unknown, Reading::Known)
        }
    }
}

pub(super) fn remembered(replies: &Replies<'_>) -> BTreeMap<ObjectId, Reading<ObservedUser>> {
    let owned = replies.readable_users();
    let look = |id: &ObjectId| {
        if let Some(user) = owned.get(id) {
            return (*id, Reading::Known(user.clone()));
        }
        let found = replies.one::<wire::User>(&Ask::User(*id));
        (*id, found.map(|found| convert::user(found, &replies.marker)))
    };
    replies.needs.remembered.iter().map(look).collect()
}
