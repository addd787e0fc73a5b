//! From the answers to one observed tenant: what was not answered is unknown, and only that.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::{Ask, convert, first, follow_up::narrower, replies::Replies};
use crate::{
    domain::{DomainName, ObjectId, TenantId, UserPrincipalName},
    graph::wire,
    observed::{
        Identity, ObservedDomain, ObservedGroup, ObservedMembership, ObservedOrganization,
        ObservedRole, ObservedRoleAssignment, ObservedRoleSchedule, ObservedTenant, ObservedUser,
        Reading, Unknown,
    },
};

/// What is known beside the answers.
pub(super) struct Circumstances {
    pub(super) id: TenantId,
    pub(super) taken_at: Timestamp,
    pub(super) clock_skew: SignedDuration,
    pub(super) identity: Identity,
}

/// Makes an observed tenant of the answers.
pub(super) fn assemble(replies: &Replies<'_>, circumstances: Circumstances) -> ObservedTenant {
    let Circumstances { id, taken_at, clock_skew, identity } = circumstances;
    let units = replies.list(&Ask::AdministrativeUnits).map(|list| {
        let units = list.into_iter().map(convert::administrative_unit);
        units.map(|unit| (unit.id, unit)).collect()
    });
    let permissions = replies.list(&Ask::Permissions);
    ObservedTenant {
        id,
        taken_at,
        clock_skew,
        identity,
        organization: organization(replies),
        domains: reading(domains(replies)),
        owned_users: reading(replies.owned_users()),
        named_users: named_users(replies),
        owned_groups: reading(replies.owned_groups()),
        named_groups: reading(named_groups(replies)),
        keyed_groups: keyed_groups(replies),
        role_definitions: reading(role_definitions(replies)),
        role_assignments: reading(role_assignments(replies)),
        role_schedules: reading(role_schedules(replies)),
        administrative_units: reading(units),
        service_principal: replies.one(&Ask::ServicePrincipal).map(convert::service_principal),
        permissions: part_of_app(permissions.map(|list| list.into_iter().map(convert::permission).collect())),
        application: replies.one(&Ask::Application).map(convert::application),
        extensions: part_of_app(replies.extensions()),
        memberships: memberships(replies),
        administrator_groups: administrator_groups(replies),
    }
}

fn reading<T>(result: Result<T, Unknown>) -> Reading<T> {
    result.map_or_else(Reading::Unknown, Reading::Known)
}

/// What belongs to an app does not exist where the app does not.
fn part_of_app<T>(result: Result<T, Unknown>) -> Reading<T> {
    match result {
        Err(unknown) if unknown.status == Some(404) => Reading::Absent,
        result => reading(result),
    }
}

fn organization(replies: &Replies<'_>) -> Reading<ObservedOrganization> {
    let list = replies.list::<wire::Organization>(&Ask::Organization);
    reading(list.and_then(|mut list| match list.pop() {
        Some(found) if list.is_empty() => convert::organization(found),
        _ => Err(Unknown::because("the tenant does not have exactly one organization")),
    }))
}

fn domains(replies: &Replies<'_>) -> Result<BTreeMap<DomainName, ObservedDomain>, Unknown> {
    let list = replies.list::<wire::Domain>(&Ask::Domains)?.into_iter();
    let found: Vec<_> = list.map(convert::domain).collect::<Result<_, _>>()?;
    let with_record = found.into_iter().map(|mut domain| {
        let records = replies.list::<wire::DnsRecord>(&Ask::VerificationRecords(domain.name.clone()));
        domain.verification_record = records.ok().and_then(verification_record);
        (domain.name.clone(), domain)
    });
    Ok(with_record.collect())
}

/// Returns the text of the TXT record.
pub(in crate::graph) fn verification_record(records: Vec<wire::DnsRecord>) -> Option<String> {
    let is_txt = |record: &wire::DnsRecord| {
        record.record_type.as_deref().is_none_or(|kind| kind.eq_ignore_ascii_case("Txt"))
    };
    records.into_iter().filter(is_txt).find_map(|record| record.text)
}

/// Users by name. A name that no list shows and that nothing proves free is left out: the plan
/// would create nobody under it.
fn named_users(replies: &Replies<'_>) -> BTreeMap<UserPrincipalName, Reading<ObservedUser>> {
    let needs = replies.needs;
    let names: BTreeSet<_> =
        needs.account_names.iter().chain(&needs.names_to_create).chain(&needs.emergency_names).collect();
    let (listed, missing) = replies.listed_users();
    let look = |name: &UserPrincipalName| {
        if let Some(user) = listed.get(name) {
            return Some(Reading::Known(user.clone()));
        }
        if let Some(reply) = replies.get(&Ask::UserNamed(name.clone())) {
            let found = convert::decode_one::<wire::User>(reply);
            return Some(found.map(|found| convert::user(found, &replies.marker)));
        }
        match replies.get(&Ask::GroupsOfNamed(name.clone())) {
            Some(Err(unknown)) if unknown.status == Some(404) => Some(Reading::Absent),
            _ => missing.clone().map(Reading::Unknown),
        }
    };
    names.into_iter().filter_map(|name| Some((name.clone(), look(name)?))).collect()
}

fn named_groups(replies: &Replies<'_>) -> Result<BTreeMap<ObjectId, ObservedGroup>, Unknown> {
    let mut groups = BTreeMap::new();
    for ask in first::groups(replies.needs) {
        let found = replies.list::<wire::Group>(&ask)?.into_iter();
        groups.extend(found.map(|found| (found.id, convert::group(found, &replies.marker))));
    }
    Ok(groups)
}

fn keyed_groups(replies: &Replies<'_>) -> BTreeMap<String, Reading<ObservedGroup>> {
    let owned = replies.owned_groups().unwrap_or_default();
    let look = |key: &String| {
        let known = owned.values().find(|group| group.unique_name.as_ref() == Some(key));
        known.map_or_else(
            || {
                let found = replies.one::<wire::Group>(&Ask::GroupKeyed(key.clone()));
                found.map(|found| convert::group(found, &replies.marker))
            },
            |group| Reading::Known(group.clone()),
        )
    };
    replies.needs.group_keys.iter().map(|key| (key.clone(), look(key))).collect()
}

fn role_definitions(
    replies: &Replies<'_>,
) -> Result<BTreeMap<crate::domain::RoleDefinitionId, ObservedRole>, Unknown> {
    let asks = match replies.get(&Ask::AllRoles) {
        Some(_) => vec![Ask::AllRoles],
        None => first::roles(replies.needs),
    };
    let mut roles = BTreeMap::new();
    for ask in asks {
        let found = replies.list(&ask)?.into_iter().map(convert::role);
        roles.extend(found.map(|role| (role.id, role)));
    }
    Ok(roles)
}

fn role_assignments(replies: &Replies<'_>) -> Result<Vec<ObservedRoleAssignment>, Unknown> {
    let mut asks = vec![Ask::RoleAssignments];
    let narrower = narrower(replies);
    if replies.list::<wire::RoleAssignment>(&asks[0]).is_err_and(|unknown| unknown.status == Some(400))
        && narrower.iter().any(|ask| replies.is_answered(ask))
    {
        asks = narrower;
    }
    // The narrower questions overlap.
    let mut assignments = BTreeMap::new();
    for ask in asks {
        let found = replies.list(&ask)?.into_iter().map(convert::role_assignment);
        assignments.extend(found.map(|found| (found.id.clone(), found)));
    }
    Ok(assignments.into_values().collect())
}

fn role_schedules(replies: &Replies<'_>) -> Result<Vec<ObservedRoleSchedule>, Unknown> {
    let list = none_without_licence(replies.list::<wire::RoleScheduleInstance>(&Ask::RoleSchedules))?;
    Ok(list.into_iter().map(convert::role_schedule).collect())
}

/// Without the licence there is no PIM, and so nothing that PIM assigned.
pub(super) fn none_without_licence<T>(list: Result<Vec<T>, Unknown>) -> Result<Vec<T>, Unknown> {
    match list {
        Err(unknown) if unknown.code.as_deref() == Some("AadPremiumLicenseRequired") => Ok(Vec::new()),
        list => list,
    }
}

fn memberships(replies: &Replies<'_>) -> BTreeMap<ObjectId, Reading<BTreeSet<ObservedMembership>>> {
    let owned = replies.owned_users().unwrap_or_default();
    let (listed, _) = replies.listed_users();
    let users = listed.into_values().filter(|user| !owned.contains_key(&user.id)).map(|user| (user, false));
    let users = users.chain(owned.values().cloned().map(|user| (user, true)));
    let look = |(user, is_owned): (ObservedUser, bool)| {
        let found = replies.groups_of(user.id, &user.user_principal_name);
        // Nothing is decided by the groups of foreign accounts, so they are not asked for.
        let groups = match found {
            None if !is_owned => return None,
            None => Err(Unknown::because("they were not asked for")),
            Some(groups) => groups,
        };
        let direct = replies.list::<wire::Membership>(&Ask::DirectGroupsOf(user.id)).ok();
        Some((user.id, reading(groups.map(|groups| with_directness(groups, direct.as_deref())))))
    };
    users.filter_map(look).collect()
}

/// Says of each membership whether it is direct, where that is known.
pub(super) fn with_directness(
    groups: Vec<ObservedMembership>,
    direct: Option<&[wire::Membership]>,
) -> BTreeSet<ObservedMembership> {
    let is_only = groups.len() == 1;
    let judge = |mut group: ObservedMembership| {
        group.direct = match direct {
            Some(direct) => Some(direct.iter().any(|found| found.id == group.group)),
            None if is_only || group.assignable_to_role == Some(true) => Some(true),
            None => None,
        };
        group
    };
    groups.into_iter().map(judge).collect()
}

fn administrator_groups(replies: &Replies<'_>) -> BTreeMap<ObjectId, Reading<BTreeMap<ObjectId, Option<bool>>>> {
    let asked = replies.all().filter_map(|(ask, _)| match ask {
        Ask::MembersOf(group) => Some((*group, ask)),
        _ => None,
    });
    let look = |(group, ask): (ObjectId, &Ask)| {
        let members = replies.list::<wire::Member>(ask);
        let enabled = members.map(|list| list.into_iter().map(|found| (found.id, found.account_enabled)).collect());
        (group, reading(enabled))
    };
    asked.map(look).collect()
}
