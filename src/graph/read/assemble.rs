//! From the answers to one observed tenant: what was not answered is unknown, and only that.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::{Ask, convert, first, follow_up::narrower, replies::Replies, sign_in};
use crate::{
    domain::{DomainName, ObjectId, TenantId, UserPrincipalName},
    graph::wire,
    observed::{
        Identity, ObservedDomain, ObservedGroup, ObservedMembership, ObservedOrganization,
        ObservedRole, ObservedRoleAssignment, ObservedRoleSchedule, ObservedTenant, ObservedUser,
        PrincipalKind, Readable, Reading, Unknown,
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
    let (eligibilities, eligible) = sign_in::eligibilities(replies);
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
        role_assignments: reading(whole(role_assignments(replies))),
        role_schedules: reading(whole(role_schedules(replies))),
        administrative_units: reading(units),
        service_principal: replies.one(&Ask::ServicePrincipal).map(convert::service_principal),
        permissions: part_of_app(
            permissions.map(|list| list.into_iter().map(convert::permission).collect()),
        ),
        application: replies.one(&Ask::Application).map(convert::application),
        extensions: part_of_app(replies.extensions()),
        memberships: memberships(replies),
        methods: sign_in::methods(replies),
        group_schedules: sign_in::group_schedules(replies),
        pass_policy: sign_in::pass_policy(replies),
        access_policies: sign_in::access_policies(replies),
        role_policies: sign_in::role_policies(replies),
        group_policies: sign_in::group_policies(replies),
        ledgers: BTreeMap::new(),
        sealing_keys: BTreeMap::new(),
        last_sign_ins: BTreeMap::new(),
        remembered_users: sign_in::remembered(replies),
        eligibilities,
        readable: Readable { eligibilities: eligible, ..readable(replies) },
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
    let list = replies.list::<wire::Domain>(&Ask::Domains)?;
    let found: Vec<_> = list.iter().map(convert::domain).collect::<Result<_, _>>()?;
    let with_record = found.into_iter().map(|mut domain| {
        let records =
            replies.list::<wire::DnsRecord>(&Ask::VerificationRecords(domain.name.clone()));
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
    let names: BTreeSet<_> = needs
        .account_names
        .iter()
        .chain(&needs.names_to_create)
        .chain(&needs.emergency_names)
        .collect();
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

pub(super) fn named_groups(
    replies: &Replies<'_>,
) -> Result<BTreeMap<ObjectId, ObservedGroup>, Unknown> {
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

pub(super) fn role_definitions(
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

fn whole<T>((found, missing): (T, Option<Unknown>)) -> Result<T, Unknown> {
    missing.map_or(Ok(found), Err)
}

/// What could be read of collections that are unknown.
fn readable(replies: &Replies<'_>) -> Readable {
    fn part<T: Default>((found, missing): (T, Option<Unknown>)) -> T {
        if missing.is_some() { found } else { T::default() }
    }
    let users = replies.readable_users();
    let memberships = users.values().filter_map(|user| {
        let (groups, missing) = replies.readable_groups_of(user.id, &user.user_principal_name)?;
        missing?;
        // Of a part nobody can say which memberships are direct.
        (!groups.is_empty()).then(|| (user.id, groups.into_iter().collect()))
    });
    Readable {
        memberships: memberships.collect(),
        owned_users: part((users, replies.owned_users().err())),
        role_assignments: part(role_assignments(replies)),
        role_schedules: part(role_schedules(replies)),
        ..Readable::default()
    }
}

fn role_assignments(replies: &Replies<'_>) -> (Vec<ObservedRoleAssignment>, Option<Unknown>) {
    let mut asks = vec![Ask::RoleAssignments];
    let narrower = narrower(replies);
    if replies
        .list::<wire::RoleAssignment>(&asks[0])
        .is_err_and(|unknown| unknown.status == Some(400))
        && narrower.iter().any(|ask| replies.is_answered(ask))
    {
        asks = narrower;
    }
    // The narrower questions overlap.
    let (mut assignments, mut missing) = (BTreeMap::new(), None);
    for ask in asks {
        let (found, unknown) = replies.each(&ask);
        missing = missing.or(unknown);
        let found = found.into_iter().map(convert::role_assignment);
        assignments.extend(found.map(|found| (found.id.clone(), found)));
    }
    let enabled = enabled_users(replies);
    for found in
        assignments.values_mut().filter(|found| found.principal.kind == PrincipalKind::User)
    {
        let principal = &mut found.principal;
        principal.enabled = principal.enabled.or_else(|| enabled.get(&principal.id).copied());
    }
    (assignments.into_values().collect(), missing)
}

/// Returns whether users can sign in, from every answer that tells.
fn enabled_users(replies: &Replies<'_>) -> BTreeMap<ObjectId, bool> {
    let mut enabled = replies.seen_users();
    for (ask, _) in replies.all().filter(|(ask, _)| matches!(ask, Ask::Enabled(_))) {
        let found = replies.list::<wire::Member>(ask).unwrap_or_default().into_iter();
        enabled.extend(found.filter_map(|found| Some((found.id, found.account_enabled?))));
    }
    enabled
}

fn role_schedules(replies: &Replies<'_>) -> (Vec<ObservedRoleSchedule>, Option<Unknown>) {
    let (list, missing) = replies.each::<wire::RoleScheduleInstance>(&Ask::RoleSchedules);
    let missing = missing.and_then(|unknown| none_without_licence::<()>(Err(unknown)).err());
    (list.into_iter().map(convert::role_schedule).collect(), missing)
}

/// Without the licence there is no PIM, and so nothing that PIM assigned.
pub(super) fn none_without_licence<T>(list: Result<Vec<T>, Unknown>) -> Result<Vec<T>, Unknown> {
    match list {
        Err(unknown) if unknown.code.as_deref() == Some("AadPremiumLicenseRequired") => {
            Ok(Vec::new())
        }
        list => list,
    }
}

fn memberships(replies: &Replies<'_>) -> BTreeMap<ObjectId, Reading<BTreeSet<ObservedMembership>>> {
    let owned = replies.readable_users();
    let (listed, _) = replies.listed_users();
    let users =
        listed.into_values().filter(|user| !owned.contains_key(&user.id)).map(|user| (user, false));
    let users = users.chain(owned.values().cloned().map(|user| (user, true)));
    let look = |(user, is_owned): (ObservedUser, bool)| {
        let found = replies.groups_of(user.id, &user.user_principal_name);
        // Of other foreign accounts nothing is decided by their groups.
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

fn administrator_groups(
    replies: &Replies<'_>,
) -> BTreeMap<ObjectId, Reading<BTreeMap<ObjectId, Option<bool>>>> {
    let asked = replies.all().filter_map(|(ask, _)| match ask {
        Ask::MembersOf(group) => Some((*group, ask)),
        _ => None,
    });
    let look = |(group, ask): (ObjectId, &Ask)| {
        let members = replies.list::<wire::Member>(ask);
        let enabled = members
            .map(|list| list.into_iter().map(|found| (found.id, found.account_enabled)).collect());
        (group, reading(enabled))
    };
    asked.map(look).collect()
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use serde_json::{Value, json};

    use super::{Circumstances, assemble};
    use crate::{
        domain::{GLOBAL_ADMINISTRATOR, ObjectId},
        graph::read::{
            Ask,
            replies::{
                Replies,
                tests::{APP, empty, failed, list, needs, page},
            },
        },
        observed::{
            Identity, ObservedTenant, Ownership, PrincipalKind, ReadNeeds, Readable, Reading,
        },
    };

    const TENANT: &str = "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f";
    const ALICE: &str = "msp-alice@contoso.onmicrosoft.com";
    const BOB: &str = "msp-bob@contoso.onmicrosoft.com";
    const ID: &str = "11111111-0000-4000-8000-000000000001";
    const OTHER: &str = "22222222-0000-4000-8000-000000000002";

    fn id(text: &str) -> ObjectId {
        text.parse().unwrap()
    }

    fn observed(replies: &Replies<'_>) -> ObservedTenant {
        let identity = Identity {
            tenant: TENANT.parse().unwrap(),
            client_id: APP.parse().unwrap(),
            principal: None,
            permissions: [].into(),
        };
        let taken_at = "2026-11-23T10:00:00Z".parse().unwrap();
        let id = TENANT.parse().unwrap();
        assemble(
            replies,
            Circumstances { id, taken_at, clock_skew: SignedDuration::ZERO, identity },
        )
    }

    fn with(needs: &ReadNeeds, changes: Vec<(Ask, crate::graph::page::Reply)>) -> ObservedTenant {
        let mut replies = empty(needs);
        for (ask, reply) in changes {
            replies.add(ask, reply);
        }
        observed(&replies)
    }

    fn user(name: &str, owned: bool) -> Value {
        let mut user = json!({
            "id": ID, "userPrincipalName": name, "displayName": "Alice", "accountEnabled": true,
            "onPremisesSyncEnabled": null, "unheardOf": {"x": 1},
        });
        if owned {
            let extension = |name: &str| format!("extension_{}_{name}", APP.replace('-', ""));
            user[extension("tenantryInstallation")] = json!("northwind-msp");
            user[extension("tenantryAddress")] = json!("jit/alice");
            user[extension("tenantryGrant")] =
                json!("inc-1 2026-11-23T09:00:00Z 2026-11-23T11:00:00Z");
        }
        user
    }

    #[test]
    fn an_empty_tenant_is_completely_known() {
        let needs = needs([ALICE.parse().unwrap()].into());
        let observed = observed(&empty(&needs));
        assert!(observed.is_complete(), "{:?}", observed.reads());
        assert!(observed.named_users[&ALICE.parse().unwrap()].is_absent());
        assert_eq!(observed.owned_users.known().map(std::collections::BTreeMap::len), Some(0));
    }

    #[test]
    fn each_failed_read_is_unknown_by_itself() {
        let mut needs = needs([ALICE.parse().unwrap()].into());
        needs.group_names = ["Ops".parse().unwrap()].into();
        for ask in crate::graph::read::first::first(&needs) {
            let observed =
                with(&needs, vec![(ask.clone(), failed(403, "Authorization_RequestDenied"))]);
            let unknown: Vec<_> = observed
                .reads()
                .into_iter()
                .filter(|read| read.state == crate::observed::ReadState::Unknown)
                .collect();
            // Nobody is there whose groups would be unknown.
            let expected = usize::from(!matches!(ask, Ask::GroupsOfNamed(_)));
            let is_names_too = matches!(ask, Ask::GroupsOfNamed(_) | Ask::Users(_));
            assert!(unknown.len() == expected || is_names_too, "{ask:?}: {unknown:?}");
            assert!(unknown.iter().all(|read| read.request_id.as_deref() == Some("r")));
        }
    }

    #[test]
    fn a_failed_list_of_names_proves_nothing() {
        let needs = needs([ALICE.parse().unwrap(), BOB.parse().unwrap()].into());
        let users = Ask::Users(vec![ALICE.parse().unwrap(), BOB.parse().unwrap()]);
        let observed = with(
            &needs,
            vec![
                (users, failed(500, "x")),
                (Ask::GroupsOfNamed(BOB.parse().unwrap()), failed(403, "x")),
            ],
        );
        assert!(observed.named_users[&ALICE.parse().unwrap()].is_absent(), "404 by its own name");
        assert!(observed.named_users[&BOB.parse().unwrap()].unknown().is_some());
    }

    #[test]
    fn errors_that_are_knowledge_are_read_as_such() {
        let needs = needs([].into());
        let unlicensed =
            with(&needs, vec![(Ask::RoleSchedules, failed(400, "AadPremiumLicenseRequired"))]);
        assert_eq!(unlicensed.role_schedules, Reading::Known(vec![]));
        let refused = || failed(400, "Request_BadRequest");
        let first_time = with(
            &needs,
            vec![
                (Ask::Extensions, list(&json!([]))),
                (Ask::OwnedUsers, refused()),
                (Ask::OwnedGroups, refused()),
            ],
        );
        assert!(first_time.is_complete());
        let defined = with(&needs, vec![(Ask::OwnedUsers, refused())]);
        assert!(
            defined.owned_users.unknown().is_some(),
            "the marker is defined, so 400 is no knowledge"
        );
        let unlisted =
            with(&needs, vec![(Ask::OwnedUsers, refused()), (Ask::Extensions, failed(403, "x"))]);
        assert!(unlisted.owned_users.unknown().is_some());
        let no_app = with(
            &needs,
            vec![(Ask::Application, failed(404, "x")), (Ask::Extensions, failed(404, "x"))],
        );
        assert!(no_app.application.is_absent() && no_app.extensions.is_absent());
    }

    #[test]
    fn what_is_not_as_expected_is_unknown() {
        let needs = needs([].into());
        for odd in [
            json!({}),
            json!({"value": [{"id": "no guid"}]}),
            json!([]),
            json!({"value": [{"id": ID}]}),
        ] {
            let observed = with(&needs, vec![(Ask::OwnedUsers, page(&odd))]);
            assert!(observed.owned_users.unknown().is_some(), "{odd}");
        }
        let two = json!([{"id": TENANT}, {"id": TENANT}]);
        assert!(
            with(&needs, vec![(Ask::Organization, list(&two))]).organization.unknown().is_some()
        );
    }

    /// One guest or one unheard-of scope must not keep everybody's access from being ended.
    #[test]
    fn odd_names_and_scopes_of_others_are_read_like_any() {
        let needs = needs([].into());
        let guest = "ann+tag_fabrikam.com#EXT#@Contoso.onmicrosoft.com";
        let held = |id: &str, scope: Value| json!({"id": id, "roleDefinitionId": GLOBAL_ADMINISTRATOR, "principalId": ID, "directoryScopeId": scope});
        let scopes =
            [json!("/"), json!("/attributeSets/Engineering"), json!("/x/y/z"), json!(null)];
        let all: Vec<Value> = scopes
            .iter()
            .enumerate()
            .map(|(n, scope)| held(&n.to_string(), scope.clone()))
            .collect();
        let observed = with(
            &needs,
            vec![
                (Ask::OwnedUsers, list(&json!([user(guest, true)]))),
                (Ask::GroupsOf(id(ID)), list(&json!([]))),
                (Ask::RoleAssignments, list(&json!(all))),
                (Ask::RoleSchedules, list(&json!(all))),
            ],
        );
        assert!(observed.is_complete(), "{:?}", observed.reads());
        let found = &observed.owned_users.known().unwrap()[&id(ID)];
        assert_eq!(found.user_principal_name.as_str(), guest.to_ascii_lowercase());
        let scopes: Vec<String> = observed
            .role_assignments
            .known()
            .unwrap()
            .iter()
            .map(|found| found.scope.to_string())
            .collect();
        assert_eq!(scopes, ["/", "/attributeSets/Engineering", "/x/y/z", "an app's own scope"]);
        assert_eq!(observed.role_schedules.known().unwrap().len(), 4);
        assert_eq!(observed.readable, Readable::default(), "everything is known");
    }

    #[test]
    fn one_element_that_cannot_be_read_hides_no_other_and_is_counted() {
        let needs = needs([ALICE.parse().unwrap()].into());
        let odd = json!({"id": 7});
        let assignment = json!({"id": "a", "roleDefinitionId": GLOBAL_ADMINISTRATOR, "principalId": ID, "directoryScopeId": "/"});
        let group =
            json!({"@odata.type": "#microsoft.graph.group", "id": OTHER, "displayName": "G"});
        let observed = with(
            &needs,
            vec![
                (Ask::OwnedUsers, list(&json!([odd, user(ALICE, true)]))),
                (Ask::GroupsOfNamed(ALICE.parse().unwrap()), list(&json!([group, odd]))),
                (Ask::RoleAssignments, list(&json!([assignment, odd]))),
                (Ask::RoleSchedules, list(&json!([odd, assignment]))),
            ],
        );
        for name in ["users", "roleAssignments", "roleSchedules", &format!("memberships/{ID}")] {
            let read = observed.reads().into_iter().find(|read| read.collection == name).unwrap();
            let expected = (crate::observed::ReadState::Unknown, 1);
            assert_eq!((read.state, read.count), expected, "{name}: {:?}", read.why);
        }
        let readable = &observed.readable;
        assert!(readable.owned_users.contains_key(&id(ID)));
        assert_eq!((readable.role_assignments.len(), readable.role_schedules.len()), (1, 1));
        let groups = &readable.memberships[&id(ID)];
        assert_eq!(
            groups.iter().map(|one| (one.group, one.direct)).collect::<Vec<_>>(),
            [(id(OTHER), None)]
        );
        let alice = &observed.named_users[&ALICE.parse().unwrap()];
        assert_eq!(alice.known(), readable.owned_users.get(&id(ID)), "her name is hers");
    }

    #[test]
    fn owned_accounts_are_read_with_their_marker_and_groups() {
        let needs = needs([ALICE.parse().unwrap()].into());
        let group = |id: &str, kind: &str| {
            json!({"@odata.type": format!("#microsoft.graph.{kind}"), "id": id, "displayName": "G",
                   "isAssignableToRole": false, "groupTypes": [], "mailEnabled": kind == "group" && id == OTHER})
        };
        let groups =
            json!([group(ID, "group"), group(OTHER, "group"), group(TENANT, "directoryRole")]);
        let observed = with(
            &needs,
            vec![
                (Ask::OwnedUsers, list(&json!([user(ALICE, true)]))),
                (Ask::GroupsOfNamed(ALICE.parse().unwrap()), list(&groups)),
                (Ask::DirectGroupsOf(id(ID)), list(&json!([{"id": OTHER}]))),
            ],
        );
        let alice = &observed.owned_users.known().unwrap()[&id(ID)];
        let ours = Ownership::Ours("jit/alice".parse().unwrap());
        assert_eq!(alice.marker.ownership(&"northwind-msp".parse().unwrap()), ours);
        assert!(alice.account_enabled && !alice.on_premises_synced);
        assert_eq!(observed.named_users[&ALICE.parse().unwrap()].known(), Some(alice));
        let found = observed.memberships[&id(ID)].known().unwrap();
        let told: Vec<_> =
            found.iter().map(|group| (group.group, group.direct, group.fixed)).collect();
        assert_eq!(told, [(id(ID), Some(false), false), (id(OTHER), Some(true), true)]);
    }

    #[test]
    fn role_assignments_tell_who_holds_them() {
        let needs = needs([].into());
        let assignment = |kind: &str, enabled: Value| {
            json!({"id": kind, "roleDefinitionId": GLOBAL_ADMINISTRATOR, "principalId": ID, "directoryScopeId": "/",
                   "principal": {"@odata.type": format!("#microsoft.graph.{kind}"), "displayName": "N", "accountEnabled": enabled}})
        };
        let all = json!([
            assignment("group", json!(null)),
            assignment("servicePrincipal", json!(true)),
            assignment("user", json!(false)),
        ]);
        let observed = with(
            &needs,
            vec![
                (Ask::RoleAssignments, list(&all)),
                (
                    Ask::MembersOf(id(ID)),
                    list(&json!([{"id": OTHER, "accountEnabled": true}, {"id": ID}])),
                ),
            ],
        );
        let told: Vec<_> = observed
            .role_assignments
            .known()
            .unwrap()
            .iter()
            .map(|found| (found.principal.kind, found.principal.enabled))
            .collect();
        let expected = [
            (PrincipalKind::Group, None),
            (PrincipalKind::ServicePrincipal, Some(true)),
            (PrincipalKind::User, Some(false)),
        ];
        assert_eq!(told, expected);
        let members = observed.administrator_groups[&id(ID)].known().unwrap();
        assert_eq!((members[&id(OTHER)], members[&id(ID)]), (Some(true), None));
    }

    #[test]
    fn narrower_questions_stand_in_only_when_all_are_answered() {
        let needs = needs([].into());
        let mut replies = empty(&needs);
        replies.add(Ask::RoleAssignments, failed(400, "Request_UnsupportedQuery"));
        assert!(observed(&replies).role_assignments.unknown().is_some());
        for ask in super::narrower(&replies) {
            replies.add(ask, list(&json!([])));
        }
        assert_eq!(observed(&replies).role_assignments, Reading::Known(vec![]));
        replies.add(Ask::RoleAssignmentsOfRole(GLOBAL_ADMINISTRATOR), failed(500, "x"));
        assert!(observed(&replies).role_assignments.unknown().is_some());
    }

    #[test]
    fn domains_licences_and_groups_are_read() {
        let mut needs = needs([].into());
        needs.group_keys = ["k".to_owned(), "free".to_owned()].into();
        let group = json!({"id": ID, "displayName": "Ops", "uniqueName": "k", "securityEnabled": true,
                           "groupTypes": ["DynamicMembership"], "isAssignableToRole": null});
        let plan =
            |id: &str, status: &str| json!({"servicePlanId": id, "capabilityStatus": status});
        let observed = with(
            &needs,
            vec![
                (
                    Ask::Organization,
                    list(&json!([{"id": TENANT, "displayName": "C", "assignedPlans": [
                        plan(super::convert::P2, "Deleted"), plan(super::convert::P1, "Enabled"),
                    ]}])),
                ),
                (
                    Ask::Domains,
                    list(&json!([
                        {"id": "Contoso.onmicrosoft.com", "isVerified": true, "isInitial": true, "authenticationType": "Managed"},
                        {"id": "admin.contoso.com", "isVerified": false, "authenticationType": "Federated"},
                    ])),
                ),
                (
                    Ask::VerificationRecords("admin.contoso.com".parse().unwrap()),
                    list(&json!([
                        {"recordType": "Mx"}, {"recordType": "Txt", "text": "MS=ms1"},
                    ])),
                ),
                (Ask::OwnedGroups, list(&json!([group]))),
                (Ask::GroupKeyed("free".to_owned()), failed(404, "Request_ResourceNotFound")),
            ],
        );
        let organization = observed.organization.known().unwrap();
        assert!(organization.has_p1 && !organization.has_p2);
        let domains = observed.domains.known().unwrap();
        assert!(domains[&"contoso.onmicrosoft.com".parse().unwrap()].managed);
        let added = &domains[&"admin.contoso.com".parse().unwrap()];
        assert_eq!((added.managed, added.verification_record.as_deref()), (false, Some("MS=ms1")));
        assert!(observed.keyed_groups["free"].is_absent());
        let group = observed.keyed_groups["k"].known().unwrap();
        assert!(group.dynamic && group.security_enabled && !group.assignable_to_role);
    }
}
