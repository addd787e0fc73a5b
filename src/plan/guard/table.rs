//! Each guard, seen through whole plans: every row fails when its guard is deleted.

use std::collections::BTreeSet;

use crate::{
    desired::{
        Acknowledgement, DesiredOrganization, DesiredTenant, Manage, TenantSet, TenantState,
    },
    domain::{DirectoryScope, GuardId, OrganizationName, Window},
    observed::{
        ObservedMarker, ObservedRoleAssignment, ObservedRoleSchedule, ObservedTenant, ObservedUser,
        PrincipalKind, Reading, Unknown,
    },
    plan::{
        Blocks, Change, Context, GuardStatus, GuardVerdict, Plan, PlannedTenant, assemble,
        fixture::{self, OPEN, PAST, desired, give, id, join, observed, organization, role, word},
        model::apply_plan,
        plan_tenant, withheld,
    },
};

pub(super) struct World {
    pub(super) organization: DesiredOrganization,
    pub(super) desired: DesiredTenant,
    pub(super) observed: ObservedTenant,
    prune: bool,
}

impl World {
    pub(super) fn clean() -> Self {
        Self {
            organization: organization(),
            desired: desired(),
            observed: observed(),
            prune: false,
        }
    }

    pub(super) fn plan(&self) -> Plan {
        let context =
            Context { prune: self.prune, ..Context::new(&self.organization, fixture::now()) };
        assemble(&context, vec![plan_tenant(&context, &self.desired, &self.observed)])
    }

    fn acknowledge(&mut self, guard: GuardId) {
        self.organization.guards.acknowledge.push(Acknowledgement {
            guard,
            tenants: TenantSet::All,
            reason: "CHG-1".to_owned(),
            until: None,
            origin: None,
        });
    }
}

pub(super) fn alice(grant: Option<&str>) -> ObservedUser {
    let mut user = fixture::owned_user("jit/alice", "msp-alice@contoso.onmicrosoft.com");
    user.account_enabled = true;
    user.marker.grant = grant.map(str::to_owned);
    user
}

pub(super) fn verdict(plan: &Plan, id: GuardId) -> GuardVerdict {
    let own = plan.tenants.iter().flat_map(|tenant| &tenant.guards);
    let mut all = plan.guards.iter().chain(own);
    all.find(|verdict| verdict.id == id).expect("every guard speaks").clone()
}

/// Checks that a guard blocks, that it withholds exactly these changes, and whether it can be
/// waived.
pub(super) fn blocks(mut world: World, guard: GuardId, kept_back: &[&str], can_be_waived: bool) {
    let plan = world.plan();
    let found = verdict(&plan, guard);
    assert_eq!(found.status, GuardStatus::Block, "{guard}: {}", found.message);
    let tenant = &plan.tenants[0];
    let held = |change: &&Change| withheld(&plan, tenant, change).is_some_and(|v| v.id == guard);
    let held: Vec<String> =
        tenant.changes.iter().filter(held).map(|change| change.address.to_string()).collect();
    assert_eq!(held, kept_back, "{guard}");
    world.acknowledge(guard);
    let status = verdict(&world.plan(), guard).status;
    let expected = if can_be_waived { GuardStatus::Acknowledged } else { GuardStatus::Block };
    assert_eq!(status, expected, "{guard}");
}

/// Somebody marked an emergency account as a JIT account, which would end it.
fn kidnapped(world: &mut World, name: &str) {
    let mut user = fixture::user(name);
    user.marker = ObservedMarker::ours(&word("northwind-msp"), &word("jit/alice"));
    world.observed.owned_users.known_mut().expect("known").remove(&id("jit/alice"));
    world.observed.named_users.insert(fixture::upn("msp-alice"), Reading::Absent);
    world.observed = fixture::with_user(world.observed.clone(), user);
}

#[test]
fn g001_keeps_the_emergency_accounts() {
    let mut world = World::clean();
    kidnapped(&mut world, "emergency-1");
    blocks(world, GuardId::G001, &["jit/alice"], true);
    // With fewer than the minimum before, not one more may go; with 0 nothing is kept.
    let mut world = World::clean();
    kidnapped(&mut world, "emergency-1");
    world.observed.named_users.insert(fixture::upn("emergency-2"), Reading::Absent);
    assert_eq!(verdict(&world.plan(), GuardId::G001).status, GuardStatus::Block);
    world.organization.guards.minimum_emergency_accounts = 0;
    assert_eq!(verdict(&world.plan(), GuardId::G001).status, GuardStatus::Pass);
    // What is unknown counts as ready before a step and as not ready after it.
    let mut world = World::clean();
    kidnapped(&mut world, "emergency-1");
    world.observed.role_schedules = Reading::Unknown(Unknown::because("403"));
    assert_eq!(verdict(&world.plan(), GuardId::G001).status, GuardStatus::Block);
}

#[test]
fn g001_keeps_the_last_account_whose_password_somebody_can_open() {
    for (kept, expected) in [
        (None, GuardStatus::Pass),
        (Some(Reading::Unknown(Unknown::because("403"))), GuardStatus::Pass),
        (Some(Reading::Absent), GuardStatus::Block),
    ] {
        let mut world = World::clean();
        kidnapped(&mut world, "emergency-1");
        world.organization.guards.minimum_emergency_accounts = 1;
        world.desired.emergency_accounts[1].manage =
            Manage::Rotate { every: Window::from_minutes(60), store: word("vault") };
        world.observed.ledgers.extend(kept.map(|kept| (word("emergency-2"), kept)));
        assert_eq!(verdict(&world.plan(), GuardId::G001).status, expected);
    }
}

#[test]
fn g001_counts_emergency_accounts_by_name_and_by_address() {
    // The configuration misspells both names; the markers say which accounts are meant.
    let mut world = World::clean();
    for (number, name) in ["emergency-1", "emergency-2"].into_iter().enumerate() {
        world.desired.emergency_accounts[number].user_principal_name = fixture::upn("misspelt");
        let mut user = fixture::user(name);
        let address = format!("laps/{name}");
        user.marker = ObservedMarker::ours(&word("northwind-msp"), &word(&address));
        world.observed = fixture::with_user(world.observed, user);
    }
    assert_eq!(verdict(&world.plan(), GuardId::G001).observed, 2);
    // A disabled one does not count, nor one that is no administrator.
    let listed = world.observed.owned_users.known_mut().expect("known");
    listed.get_mut(&id("emergency-1")).expect("there").account_enabled = false;
    assert_eq!(verdict(&world.plan(), GuardId::G001).observed, 1);
    world.observed.role_assignments.known_mut().expect("known").clear();
    assert_eq!(verdict(&world.plan(), GuardId::G001).observed, 0);
}

#[test]
fn g001_does_not_mind_what_concerns_no_emergency_account() {
    let mut world = World::clean();
    world.observed = fixture::with_user(world.observed, alice(Some(PAST)));
    world.observed.role_assignments = Reading::Unknown(Unknown::because("403"));
    let plan = world.plan();
    assert_eq!(verdict(&plan, GuardId::G001).status, GuardStatus::Pass);
    assert_eq!(verdict(&plan, GuardId::G009).status, GuardStatus::Pass);
    assert_eq!(plan.tenants[0].changes.len(), 1);
}

#[test]
fn g002_keeps_the_roles_of_the_app() {
    let mut world = World::clean();
    world.desired.state = TenantState::Offboarding;
    let group = fixture::owned_group("Helpdesk");
    let mut given =
        fixture::assignment("Global Reader", &fixture::user("x"), DirectoryScope::Tenant);
    given.principal.id = group.id;
    given.principal.kind = PrincipalKind::Group;
    world.observed.role_assignments.known_mut().expect("known").push(given);
    world.observed.role_schedules.known_mut().expect("known").push(ObservedRoleSchedule {
        id: "through".to_owned(),
        role: role("Global Reader"),
        principal: id("app"),
        scope: DirectoryScope::Tenant,
        start: None,
        end: None,
        activated: false,
        through_group: true,
    });
    blocks(world, GuardId::G002, &["groups/Helpdesk"], false);
}

/// Alice has four roles too many in her window.
pub(super) fn many_removals() -> World {
    let mut world = World::clean();
    let user = alice(Some(OPEN));
    world.observed = fixture::with_user(world.observed, user.clone());
    join(&mut world.observed, &fixture::owned_group("Helpdesk"), &user);
    let roles = [
        "User Administrator",
        "Reports Reader",
        "Security Reader",
        "Global Reader",
        "Search Editor",
    ];
    for name in roles {
        give(&mut world.observed, name, &user);
    }
    world
}

#[test]
fn g003_bounds_removals_and_never_ending_access() {
    blocks(many_removals(), GuardId::G003, &["jit/alice"], true);
    let mut world = many_removals();
    world.organization.guards.maximum_removals = 4;
    assert_eq!(verdict(&world.plan(), GuardId::G003).status, GuardStatus::Pass);
    let mut world = many_removals();
    world.desired.state = TenantState::Suspended;
    let plan = world.plan();
    assert_eq!(verdict(&plan, GuardId::G003).status, GuardStatus::Pass);
    assert!(plan.tenants[0].changes.iter().all(|c| withheld(&plan, &plan.tenants[0], c).is_none()));
}

/// Plans so many tenants, of which the first ones lack a role.
fn fleet(organization: &DesiredOrganization, selected: usize, changed: usize) -> Plan {
    let context = Context::new(organization, fixture::now());
    let user = alice(Some(OPEN));
    let mut moved = fixture::with_user(observed(), user.clone());
    give(&mut moved, "User Administrator", &user);
    let tenants: Vec<PlannedTenant> = (0..selected)
        .map(|index| {
            let mut tenant = desired();
            tenant.name = word(&format!("tenant-{index:03}"));
            let found = if index < changed { moved.clone() } else { observed() };
            plan_tenant(&context, &tenant, &found)
        })
        .collect();
    assemble(&context, tenants)
}

#[test]
fn g004_bounds_the_tenants_of_one_run() {
    let mut organization = organization();
    organization.guards.maximum_tenants_changed = 3;
    for (selected, changed, status) in [
        (4, 3, GuardStatus::Pass),
        (4, 4, GuardStatus::Block),
        (20, 2, GuardStatus::Pass),
        (20, 3, GuardStatus::Block),
        (40, 3, GuardStatus::Pass),
        (40, 4, GuardStatus::Block),
    ] {
        let plan = fleet(&organization, selected, changed);
        assert_eq!(plan.guards[0].status, status, "{changed} of {selected}");
        let first = &plan.tenants[0];
        let held = withheld(&plan, first, &first.changes[0]).is_some();
        assert_eq!(held, status == GuardStatus::Block, "{changed} of {selected}");
    }
    // An acknowledgement for one tenant lets that one go on.
    organization.guards.acknowledge.push(Acknowledgement {
        guard: GuardId::G004,
        tenants: TenantSet::Only([word("tenant-000")].into()),
        reason: "CHG-2".to_owned(),
        until: Some("2026-12-01T00:00:00Z".parse().expect("a time")),
        origin: None,
    });
    let plan = fleet(&organization, 10, 5);
    let held = |index: usize| {
        let tenant = &plan.tenants[index];
        withheld(&plan, tenant, &tenant.changes[0]).is_some()
    };
    assert!(!held(0) && held(1));
    assert_eq!(fleet(&organization, 10, 4).guards[0].status, GuardStatus::Acknowledged);
    organization.guards.acknowledge[0].until = Some(fixture::now());
    assert_eq!(fleet(&organization, 10, 4).guards[0].status, GuardStatus::Block, "it has run out");
}

#[test]
fn g005_asks_before_the_last_of_a_kind_is_deleted() {
    let mut world = World::clean();
    world.prune = true;
    world.desired.groups.clear();
    let jit = world.desired.jit.as_mut().expect("jit");
    for account in jit.accounts.values_mut() {
        account.access.groups.clear();
    }
    blocks(world, GuardId::G005, &["groups/Helpdesk"], true);
}

#[test]
fn g006_keeps_protected_objects_whatever_else() {
    let mut world = World::clean();
    world.observed = fixture::with_user(world.observed, alice(Some(PAST)));
    world.organization.guards.protected.insert(id("jit/alice"));
    blocks(world, GuardId::G006, &["jit/alice"], false);
}

#[test]
fn g006_keeps_a_group_and_lets_the_rest_of_an_ending_happen() {
    let mut world = World::clean();
    let user = alice(Some(PAST));
    world.observed = fixture::with_user(world.observed, user.clone());
    join(&mut world.observed, &fixture::owned_group("Helpdesk"), &user);
    join(&mut world.observed, &fixture::group("Book Club"), &user);
    give(&mut world.observed, "Global Reader", &user);
    let club = fixture::group("Book Club").id;
    world.organization.guards.protected.insert(club);
    let unproved = |plan: &Plan| {
        let tenant = &plan.tenants[0];
        let mut found = tenant.diagnostics.iter().filter(|d| d.code == "plan::end-unproved");
        found.any(|d| d.message.contains(&club.to_string()))
    };
    let plan = world.plan();
    let [change] = plan.tenants[0].changes.as_slice() else { panic!("one change") };
    assert_eq!(withheld(&plan, &plan.tenants[0], change), None);
    let writes: Vec<String> = change.steps.iter().map(|step| format!("{:?}", step.write)).collect();
    let order = [
        "DisableUser",
        "RemoveRoleAssignment",
        "RemoveMember",
        "RevokeSessions",
        "ScramblePassword",
    ];
    assert_eq!(writes.len(), order.len(), "{writes:?}");
    assert!(writes.iter().zip(order).all(|(write, name)| write.starts_with(name)), "{writes:?}");
    assert!(!writes.iter().any(|write| write.contains(&club.to_string())));
    let found = verdict(&plan, GuardId::G006);
    assert_eq!(found.status, GuardStatus::Pass);
    assert!(found.message.contains(&club.to_string()), "{}", found.message);
    assert!(unproved(&plan));
    // Nothing is done twice, the account is not deleted, and the error stays.
    apply_plan(&mut world.observed, &plan, &plan.tenants[0], fixture::now());
    world.prune = true;
    world.desired.jit = None;
    let left = world.plan();
    let left = left.tenants[0].changes.iter().filter(|change| change.address == word("jit/alice"));
    assert_eq!(left.count(), 0);
    assert!(unproved(&world.plan()));
}

#[test]
fn g006_does_not_keep_the_twin_of_a_protected_account_open() {
    let mut world = World::clean();
    let user = alice(Some(PAST));
    world.observed = fixture::with_user(world.observed, user.clone());
    let mut owner = fixture::user("owner");
    owner.marker = user.marker.clone();
    world.observed = fixture::with_user(world.observed, owner);
    world.organization.guards.protected.insert(id("owner"));
    let plan = world.plan();
    let [change] = plan.tenants[0].changes.as_slice() else { panic!("one change") };
    assert_eq!(withheld(&plan, &plan.tenants[0], change), None);
    assert_eq!(change.object_id, Some(user.id));
    let touched = format!("{:?}", change.steps);
    assert!(!touched.contains(&id("owner").to_string()), "{touched}");
}

#[test]
fn g007_withholds_what_builds_on_something_unknown() {
    let mut world = World::clean();
    let user = alice(Some(OPEN));
    world.observed = fixture::with_user(world.observed, user);
    world.observed.owned_users = Reading::Unknown(Unknown::because("429"));
    blocks(world, GuardId::G007, &["jit/alice"], true);
    // Ending does not wait for certainty.
    let mut world = World::clean();
    world.observed = fixture::with_user(world.observed, alice(Some(PAST)));
    world.observed.owned_users = Reading::Unknown(Unknown::because("429"));
    let plan = world.plan();
    assert_eq!(plan.tenants[0].changes.len(), 1);
    assert_eq!(verdict(&plan, GuardId::G007).status, GuardStatus::Pass);
}

#[test]
fn g008_leaves_another_installations_objects_alone() {
    let mut world = World::clean();
    let other: OrganizationName = word("other-msp");
    let mut theirs = fixture::group("Theirs");
    theirs.marker = ObservedMarker::ours(&other, &word("groups/Theirs"));
    world.observed = fixture::with_group(world.observed, theirs);
    let jit = world.desired.jit.as_mut().expect("jit");
    jit.accounts.insert(word("alice"), fixture::account("alice", &[], &["Theirs"]));
    world.observed = fixture::with_user(world.observed, alice(Some(OPEN)));
    blocks(world, GuardId::G008, &["jit/alice"], true);
}

/// The only Global Administrator is one by an owned group that is about to be deleted.
pub(super) fn last_administrator() -> World {
    let mut world = World::clean();
    world.desired.state = TenantState::Offboarding;
    world.desired.emergency_accounts.clear();
    world.organization.guards.minimum_emergency_accounts = 0;
    let group = fixture::owned_group("Helpdesk");
    let mut given =
        fixture::assignment("Global Administrator", &fixture::user("x"), DirectoryScope::Tenant);
    given.principal.id = group.id;
    given.principal.kind = PrincipalKind::Group;
    let assignments = world.observed.role_assignments.known_mut().expect("known");
    assignments.retain(|found| found.role != given.role);
    assignments.push(given);
    let members = Reading::Known([(id("person"), Some(true))].into());
    world.observed.administrator_groups.insert(group.id, members);
    world
}

#[test]
fn g009_keeps_a_global_administrator() {
    blocks(last_administrator(), GuardId::G009, &["groups/Helpdesk"], false);
    // One more who is enabled and permanent is enough; one who is not does not count.
    for (enabled, status) in [(true, GuardStatus::Pass), (false, GuardStatus::Block)] {
        let mut world = last_administrator();
        let mut person = fixture::user("owner");
        person.account_enabled = enabled;
        give(&mut world.observed, "Global Administrator", &person);
        assert_eq!(verdict(&world.plan(), GuardId::G009).status, status);
    }
    let mut world = last_administrator();
    world.observed.role_assignments = Reading::Unknown(Unknown::because("403"));
    assert_eq!(verdict(&world.plan(), GuardId::G009).status, GuardStatus::Block);
    // Our own JIT accounts do not count, so ending one takes nothing.
    let mut world = World::clean();
    world.observed = fixture::with_user(world.observed, alice(Some(PAST)));
    give(&mut world.observed, "Global Administrator", &alice(Some(PAST)));
    let keep = |found: &ObservedRoleAssignment| found.principal.id == id("jit/alice");
    world.observed.role_assignments.known_mut().expect("known").retain(keep);
    assert_eq!(verdict(&world.plan(), GuardId::G009).status, GuardStatus::Pass);
}

#[test]
fn g010_asks_before_tier_0_and_role_assignable_groups() {
    let mut world = World::clean();
    let jit = world.desired.jit.as_mut().expect("jit");
    jit.accounts.insert(word("alice"), fixture::account("alice", &["Global Administrator"], &[]));
    world.observed = fixture::with_user(world.observed, alice(Some(OPEN)));
    blocks(world, GuardId::G010, &["jit/alice"], true);

    let mut world = World::clean();
    let mut group = fixture::owned_group("Helpdesk");
    group.assignable_to_role = true;
    world.desired.groups[0].assignable_to_role = true;
    world.observed = fixture::with_group(world.observed, group);
    world.observed = fixture::with_user(world.observed, alice(Some(OPEN)));
    give(&mut world.observed, "User Administrator", &alice(Some(OPEN)));
    blocks(world, GuardId::G010, &["jit/alice"], true);
}

#[test]
fn g011_lets_nothing_but_endings_into_a_tenant_of_another_name() {
    let world = || {
        let mut world = World::clean();
        world.observed = fixture::with_user(fixture::bare(), alice(Some(PAST)));
        world
    };
    let mut renamed = world();
    renamed.desired.display_name = Some(word("Fabrikam"));
    blocks(renamed, GuardId::G011, &["groups/Helpdesk", "jit/bob"], false);
    let mut unread = world();
    unread.observed.organization = Reading::Unknown(Unknown::because("403"));
    blocks(unread, GuardId::G011, &["groups/Helpdesk", "jit/bob"], false);
    let mut wrong = world();
    wrong.observed.identity.tenant = word("99999999-5b1d-4c3e-9f60-7a8b9c0d1e2f");
    blocks(wrong, GuardId::G011, &["groups/Helpdesk", "jit/alice", "jit/bob"], false);
    let mut elsewhere = world();
    elsewhere.observed.organization.known_mut().expect("known").id =
        word("99999999-5b1d-4c3e-9f60-7a8b9c0d1e2f");
    blocks(elsewhere, GuardId::G011, &["groups/Helpdesk", "jit/alice", "jit/bob"], false);
    // Where there is nothing to withhold, an organization that was not read blocks nothing.
    let mut idle = World::clean();
    idle.observed.organization = Reading::Unknown(Unknown::because("403"));
    assert_eq!(verdict(&idle.plan(), GuardId::G011).status, GuardStatus::Pass);
}

#[test]
fn every_guard_speaks_and_acknowledging_one_that_passes_is_harmless() {
    let mut world = World::clean();
    for guard in GuardId::ALL {
        world.acknowledge(*guard);
    }
    let plan = world.plan();
    let spoken: BTreeSet<GuardId> =
        plan.tenants[0].guards.iter().chain(&plan.guards).map(|verdict| verdict.id).collect();
    // The last two speak of rotations, which are no part of a plan.
    let of_plans = GuardId::ALL.iter().copied().filter(|guard| *guard < GuardId::G013);
    assert_eq!(spoken, of_plans.collect());
    let mut all = plan.tenants[0].guards.iter().chain(&plan.guards);
    assert!(all.all(|v| v.status == GuardStatus::Pass && v.blocks == Blocks::Nothing));
}
