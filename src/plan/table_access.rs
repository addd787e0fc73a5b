//! Tables over whole plans, continued: who loses what, and what is left alone.

use super::{
    ChangeAction, Context, GuardStatus, PlannedTenant, Reason, Severity, assemble,
    fixture::{self, OPEN, PAST, desired, give, join, observed, organization, plan, word},
    model::{Modelled, apply_plan},
    plan_tenant, withheld,
};
use crate::{
    desired::{DesiredOrganization, DesiredTenant, TenantState},
    domain::{DirectoryScope, TechnicianId},
    observed::{ObservedGroup, ObservedMembership, ObservedTenant, ObservedUser, Reading, Unknown},
    plan::{Blocks, Write},
};

fn alice() -> ObservedUser {
    let mut user = fixture::owned_user("jit/alice", "msp-alice@contoso.onmicrosoft.com");
    user.account_enabled = true;
    user.marker.grant = Some(OPEN.to_owned());
    user
}

/// The tenant with alice inside her window, with what her mappings give and these groups.
fn open(groups: &[&ObservedGroup]) -> ObservedTenant {
    let mut tenant = fixture::with_user(observed(), alice());
    give(&mut tenant, "User Administrator", &alice());
    join(&mut tenant, &fixture::owned_group("Helpdesk"), &alice());
    for group in groups {
        tenant = fixture::with_group(tenant, (*group).clone());
        join(&mut tenant, group, &alice());
    }
    tenant
}

fn planned_by(
    organization: &DesiredOrganization,
    prune: bool,
    desired: &DesiredTenant,
    observed: &ObservedTenant,
) -> PlannedTenant {
    plan_tenant(&Context { prune, ..Context::new(organization, fixture::now()) }, desired, observed)
}

#[test]
fn the_reason_tells_what_became_of_the_technician() {
    let unmapped = || {
        let mut desired = desired();
        desired.jit.as_mut().expect("jit").accounts.remove(&word("alice"));
        desired
    };
    let alice: TechnicianId = word("alice");
    let mut disabled = organization();
    disabled.technicians.get_mut(&alice).expect("declared").active = false;
    let mut unknown = organization();
    unknown.technicians.remove(&alice);
    let rows = [
        (organization(), Reason::NotMapped, Some("tenants/contoso.yaml:19")),
        (disabled, Reason::TechnicianDisabled, Some("tenantry.yaml:4")),
        (unknown, Reason::TechnicianUnknown, None),
    ];
    for (organization, reason, place) in rows {
        let planned = planned_by(&organization, false, &unmapped(), &open(&[]));
        let [change] = planned.changes.as_slice() else { panic!("{:?}", planned.changes) };
        assert_eq!(change.reason, reason);
        let found = change.origin.as_ref().map(|origin| origin.place.to_string());
        assert_eq!(found.as_deref(), place, "{reason:?}");
        let orphans: Vec<String> = planned.orphans.iter().map(|o| o.address.to_string()).collect();
        assert_eq!(orphans, ["jit/alice"]);
    }
}

#[test]
fn a_group_that_only_mappings_may_give_is_left_and_any_other_is_reported() {
    let mut assignable = fixture::group("Assignable");
    assignable.assignable_to_role = true;
    let owned = fixture::owned_group("Tools");
    let elsewhere = fixture::group("Given To Bob");
    let mut desired = desired();
    let jit = desired.jit.as_mut().expect("jit");
    jit.accounts
        .insert(word("bob"), fixture::account("bob", &["Global Reader"], &["Given To Bob"]));
    for group in [&assignable, &owned, &elsewhere] {
        let planned = plan(&desired, &open(&[group]));
        let [change] = planned.changes.as_slice() else { panic!("{}", group.display_name) };
        assert_eq!(
            (change.removals, change.raises_privilege),
            (1, false),
            "{}",
            group.display_name
        );
        assert_eq!(planned.unmanaged, Vec::new());
    }
    let planned = plan(&desired, &open(&[&fixture::group("Book Club")]));
    assert_eq!(planned.changes, Vec::new());
    assert_eq!(planned.unmanaged.len(), 1);
}

#[test]
fn a_name_that_could_mean_several_takes_none_of_them_away() {
    let mut desired = desired();
    let jit = desired.jit.as_mut().expect("jit");
    jit.remove_unmanaged = true;
    let account = fixture::account("alice", &["User Administrator"], &["Helpdesk", "Twins"]);
    jit.accounts.insert(word("alice"), account);
    let twin = fixture::group("Twins");
    let other = ObservedGroup { id: fixture::id("second twin"), ..twin.clone() };
    let tenant = fixture::with_group(open(&[&twin]), other);
    assert_eq!(plan(&desired, &tenant).changes, Vec::new());
}

#[test]
fn nothing_is_given_by_a_clock_that_is_wrong_and_everything_is_taken() {
    let lacking = || {
        let mut tenant = fixture::with_user(observed(), alice());
        give(&mut tenant, "Global Reader", &alice());
        tenant
    };
    for (seconds, refused) in [(300, false), (301, true), (-300, false), (-301, true)] {
        let mut tenant = lacking();
        tenant.clock_skew = jiff::SignedDuration::from_secs(seconds);
        let planned = plan(&desired(), &tenant);
        let [change] = planned.changes.as_slice() else { panic!("{:?}", planned.changes) };
        assert_eq!((change.raises_privilege, change.removals), (!refused, 1), "{seconds}");
        let said = |d: &super::Diagnostic| {
            d.code == "plan::clock-skew"
                && d.severity == Severity::Error
                && d.message.contains("301 s")
        };
        assert_eq!(planned.diagnostics.iter().any(said), refused, "{seconds}");
        // What only lacks something is not as declared either.
        let mut bare = fixture::with_user(observed(), alice());
        bare.clock_skew = tenant.clock_skew;
        let planned = plan(&desired(), &bare);
        assert_eq!((planned.changes.is_empty(), planned.unchanged), (refused, 5), "{seconds}");
        let mut suspended = desired();
        suspended.state = TenantState::Suspended;
        let planned = plan(&suspended, &tenant);
        assert!(planned.changes[0].ends_access, "{seconds}");
    }
}

#[test]
fn a_group_by_way_of_a_dynamic_one_is_reported_and_the_end_is_proved() {
    let mut user = alice();
    user.marker.grant = Some(PAST.to_owned());
    let mut tenant = fixture::with_user(observed(), user.clone());
    let memberships = ["Everyone", "Staff"].map(|name| ObservedMembership {
        fixed: name == "Everyone",
        direct: Some(name == "Everyone"),
        ..fixture::membership(&fixture::group(name))
    });
    tenant.memberships.insert(user.id, Reading::Known(memberships.into()));
    let organization = organization();
    let desired = desired();
    let run = fixture::run(&organization, &desired, &tenant);
    let planned = &run.tenants[0];
    let reported: Vec<&str> = planned.unmanaged.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(
        reported,
        [
            "is in `Everyone`, whose members Graph cannot change",
            "is in `Staff` by way of a group whose members Graph cannot change"
        ]
    );
    let outcomes = apply_plan(&mut tenant, &run, planned, fixture::now());
    assert!(outcomes.values().all(|outcome| *outcome == Modelled::Done), "{outcomes:?}");
    assert_eq!(plan(&desired, &tenant).changes, Vec::new());
}

#[test]
fn an_orphan_is_kept_until_pruned_and_while_a_mapping_names_it() {
    let mut desired = desired();
    desired.groups.clear();
    let deleted = |desired: &DesiredTenant, prune| -> Vec<String> {
        let planned = planned_by(&organization(), prune, desired, &observed());
        let deleted = planned.changes.iter().filter(|c| c.action == ChangeAction::Delete);
        deleted.map(|change| change.address.to_string()).collect()
    };
    assert_eq!(deleted(&desired, false), Vec::<String>::new());
    assert_eq!(deleted(&desired, true), Vec::<String>::new(), "alice's mapping names it");
    desired.jit.as_mut().expect("jit").accounts.remove(&word("alice"));
    assert_eq!(deleted(&desired, true), ["jit/alice", "groups/Helpdesk"]);
}

#[test]
fn of_two_objects_at_one_address_neither_is_deleted() {
    let copied = |address: &str| {
        let mut tenant = open(&[]);
        // The attacker's copy of the marker, on an account and on a group that are not ours.
        let mut person = fixture::owned_user("jit/alice", "owner@contoso.onmicrosoft.com");
        person.id = fixture::id("owner");
        person.account_enabled = true;
        give(&mut tenant, "Reports Reader", &person);
        tenant = fixture::with_user(tenant, person);
        let marker = crate::observed::ObservedMarker::ours(&word("northwind-msp"), &word(address));
        let finance = ObservedGroup { marker, ..fixture::group("Finance") };
        fixture::with_group(tenant, finance)
    };
    let mut leaving = desired();
    leaving.state = TenantState::Offboarding;
    let mut emptied = desired();
    emptied.groups.clear();
    emptied.jit = None;
    for (desired, prune) in [(&leaving, false), (&emptied, true)] {
        for address in ["groups/Helpdesk", "groups/helpdesk"] {
            let planned = planned_by(&organization(), prune, desired, &copied(address));
            let changed: Vec<(ChangeAction, String)> =
                planned.changes.iter().map(|c| (c.action, c.address.to_string())).collect();
            let expected = [(ChangeAction::Update, "jit/alice"), (ChangeAction::Delete, "jit/bob")];
            assert_eq!(changed, expected.map(|(action, address)| (action, address.to_owned())));
            let twice = |address: &str| {
                let said = |d: &super::Diagnostic| {
                    d.code == "plan::address-twice" && d.address == word(address)
                };
                planned.diagnostics.iter().any(said)
            };
            assert!(twice("jit/alice") && twice(address), "{:?}", planned.diagnostics);
        }
    }
}

#[test]
fn an_account_may_be_one_of_two_where_the_list_is_unknown_so_it_is_not_deleted() {
    let mut desired = desired();
    desired.state = TenantState::Offboarding;
    let mut tenant = open(&[]);
    tenant.owned_users = Reading::Unknown(Unknown::because("429"));
    tenant.owned_groups = Reading::Unknown(Unknown::because("429"));
    let planned = plan(&desired, &tenant);
    let actions: Vec<ChangeAction> = planned.changes.iter().map(|change| change.action).collect();
    assert_eq!(actions, [ChangeAction::Update], "access ends all the same");
}

/// Where one element of each list could not be read, whoever could be is ended all the same, of all
/// that is known, and the end is not taken for proved.
#[test]
fn access_is_ended_by_what_could_be_read_of_a_list() {
    let mut desired = desired();
    desired.state = TenantState::Suspended;
    let whole = plan(&desired, &open(&[]));
    let mut tenant = open(&[]);
    let id = fixture::id("jit/alice");
    tenant.named_users.clear();
    if let Reading::Known(users) = take(&mut tenant.owned_users) {
        tenant.readable.owned_users = users;
    }
    if let Reading::Known(roles) = take(&mut tenant.role_assignments) {
        tenant.readable.role_assignments = roles;
    }
    let groups = tenant.memberships.get_mut(&id).map(take);
    if let Some(Reading::Known(groups)) = groups {
        tenant.readable.memberships.insert(id, groups);
    }
    let planned = plan(&desired, &tenant);
    let find = |plan: &crate::plan::PlannedTenant| {
        plan.changes.iter().find(|change| change.object_id == Some(id)).expect("ended").clone()
    };
    let (complete, ended) = (find(&whole), find(&planned));
    assert!(ended.ends_access && ended.unproved.is_some() && complete.unproved.is_none());
    let writes = |change: &crate::plan::Change, write: fn(&Write) -> bool| {
        change.steps.iter().filter(|step| write(&step.write)).count()
    };
    for taken in [
        |write: &Write| matches!(write, Write::DisableUser { .. }),
        |write: &Write| matches!(write, Write::RemoveRoleAssignment { .. }),
        |write: &Write| matches!(write, Write::RemoveMember { .. }),
    ] {
        assert_eq!(writes(&ended, taken), writes(&complete, taken));
    }
    assert_eq!(writes(&ended, |write| matches!(write, Write::EndGrant { .. })), 0);
}

#[test]
fn a_role_at_an_unheard_of_scope_is_held_and_taken_away() {
    let mut desired = desired();
    desired.state = TenantState::Suspended;
    let mut tenant = open(&[]);
    let scope = DirectoryScope::Other("/attributeSets/Engineering".to_owned());
    let odd = fixture::assignment("Global Reader", &alice(), scope.clone());
    tenant.role_assignments.known_mut().expect("known").push(odd.clone());
    let planned = plan(&desired, &tenant);
    let mut steps = planned.changes.iter().flat_map(|change| &change.steps);
    let removal = Write::RemoveRoleAssignment {
        assignment: odd.id,
        principal: alice().id,
        role: odd.role,
        scope,
    };
    assert!(steps.any(|step| step.write == removal), "{:#?}", planned.changes);
}

fn take<T>(reading: &mut Reading<T>) -> Reading<T> {
    std::mem::replace(reading, Reading::Unknown(Unknown::because("an odd element")))
}

#[test]
fn no_verdict_of_a_guard_that_spares_endings_withholds_one() {
    let organization = organization();
    let context = Context::new(&organization, fixture::now());
    let mut desired = desired();
    desired.state = TenantState::Suspended;
    let mut plan = assemble(&context, vec![plan_tenant(&context, &desired, &open(&[]))]);
    let change = plan.tenants[0].changes[0].clone();
    for index in 0..plan.tenants[0].guards.len() {
        let verdict = &mut plan.tenants[0].guards[index];
        let before = verdict.clone();
        verdict.status = GuardStatus::Block;
        verdict.blocks = Blocks::Everything;
        let spares = ["G003", "G005", "G007", "G010"].contains(&verdict.id.to_string().as_str());
        let id = verdict.id;
        let held = withheld(&plan, &plan.tenants[0], &change).is_some();
        assert_eq!(held, !spares, "{id}");
        plan.tenants[0].guards[index] = before;
    }
}
