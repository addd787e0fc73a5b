//! Tables over whole plans, continued: who loses what, and what is left alone.

use super::{
    ChangeAction, Context, GuardStatus, PlannedTenant, Reason, assemble,
    fixture::{self, OPEN, desired, give, join, observed, organization, plan, word},
    plan_tenant, withheld,
};
use crate::{
    desired::{DesiredOrganization, DesiredTenant, TenantState},
    domain::{DirectoryScope, TechnicianId},
    observed::{ObservedGroup, ObservedTenant, ObservedUser, Reading, Unknown},
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
    plan_tenant(&Context { organization, now: fixture::now(), prune }, desired, observed)
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
    let context = Context { organization: &organization, now: fixture::now(), prune: false };
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
