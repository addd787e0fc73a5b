//! Explores the lives of grants: every crash point, every refusal, every lost answer, over
//! plans that the planner makes and the executor carries out. Two commands at once are `meetings`.
//!
//! What must hold: nothing is enabled or privileged without a deadline on its marker, and whatever
//! happened, one sweep after the deadline ends and proves everything, or says that it could not.

use std::collections::BTreeSet;

use futures::FutureExt as _;
use jiff::SignedDuration;

use super::cases::Nobody;
use crate::{
    apply::{
        AppliedTenant, NoPasswords, Orders, Pace, Perform, Slots, StepOutcome, Surroundings,
        execute,
        memory::{Fault, Memory, World},
    },
    domain::{Address, DirectoryScope, Eligibility, GrantStamp, ObjectId, Window},
    observed::{
        GrantMark, ObservedAssignmentPolicy, ObservedPassPolicy, ObservedTenant, ObservedUser,
        Reading,
    },
    plan::{Context, Extension, PlannedTenant, Purpose, Wish, fixture, plan_tenant},
    secrets::Credential,
};

/// Takes every credential and throws it away.
struct Taken;

impl Slots for Taken {
    fn put(&self, _: &Address, _: Credential) -> Result<(), String> {
        Ok(())
    }
}

/// A tenant in which alice's access is to begin.
pub(super) struct Stage {
    pub(super) name: &'static str,
    found: ObservedTenant,
    /// Whether the app lacks Privileged Authentication Administrator.
    pub(super) weak: bool,
}

pub(super) fn stages() -> Vec<Stage> {
    let ready = |mut tenant: ObservedTenant| {
        tenant.pass_policy = Some(Reading::Known(ObservedPassPolicy {
            enabled: true,
            once: false,
            minimum: 10,
            maximum: 480,
            included: None,
            excluded: BTreeSet::new(),
        }));
        tenant.access_policies = Some(Reading::Known(Vec::new()));
        tenant
    };
    let weaken = |mut tenant: ObservedTenant| {
        let roles = tenant.role_assignments.known_mut().expect("known");
        roles.retain(|found| found.principal.id != fixture::id("app"));
        tenant
    };
    let bound = |mut tenant: ObservedTenant| {
        let policy = ObservedAssignmentPolicy {
            maximum: Some(SignedDuration::from_hours(8)),
            required: BTreeSet::new(),
        };
        let role = fixture::role("User Administrator");
        tenant.role_policies.insert(role, Reading::Known(policy.clone()));
        let group = fixture::owned_group("Helpdesk").id;
        tenant.group_policies.insert(group, Reading::Known(policy));
        let held = tenant.permissions.known_mut().expect("known");
        held.insert("PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup".to_owned());
        tenant
    };
    let group = fixture::owned_group("Helpdesk");
    let empty = fixture::with_group(fixture::bare(), group);
    vec![
        Stage { name: "direct", found: ready(fixture::observed()), weak: false },
        Stage { name: "direct, first account", found: ready(empty.clone()), weak: false },
        Stage { name: "weak app", found: weaken(ready(fixture::observed())), weak: true },
        Stage { name: "weak app, first account", found: weaken(ready(empty)), weak: true },
        Stage { name: "pim", found: bound(ready(fixture::observed())), weak: false },
    ]
}

pub(super) fn wish(id: &str) -> Purpose {
    Purpose::Grant(Wish {
        id: fixture::word(id),
        technician: fixture::word("alice"),
        start: None,
        length: Some(Window::from_minutes(60)),
        reason: "to see what can go wrong".to_owned(),
        ticket: None,
        approver: None,
        origin: None,
    })
}

pub(super) fn extension() -> Purpose {
    Purpose::Extend(Extension {
        technician: fixture::word("alice"),
        by: Window::from_minutes(60),
        reason: "it takes longer".to_owned(),
        ticket: None,
    })
}

pub(super) fn revocation() -> Purpose {
    Purpose::Revoke(Some([fixture::word("alice")].into()))
}

pub(super) fn world(stage: &Stage, lag: u64) -> World {
    let world = World::new(stage.found.clone()).lagging(lag);
    if stage.weak { world.holding(SignedDuration::from_mins(4)) } else { world }
}

pub(super) fn plan(world: &World, purpose: &Purpose) -> PlannedTenant {
    let organization = fixture::organization();
    let now = Perform::now(world);
    let context = Context { purpose, can_show: true, ..Context::new(&organization, now) };
    plan_tenant(&context, &fixture::desired(), &world.observe())
}

pub(super) async fn carry_out<P: Perform>(port: &P, planned: &PlannedTenant) -> AppliedTenant {
    let (open, record) = (BTreeSet::new(), Memory::default());
    let orders = Orders { tenant: planned, withheld: &|_| None, open: &open };
    let around = Surroundings {
        pace: Pace::graph(),
        record: &record,
        passwords: &NoPasswords,
        slots: &Taken,
        watch: &Nobody,
        stop: &|| false,
    };
    execute(port, &orders, &around).await
}

/// Plans and carries out; `None` where the process died.
pub(super) fn run(world: &World, purpose: &Purpose) -> Option<AppliedTenant> {
    let planned = plan(world, purpose);
    carry_out(world, &planned).now_or_never()
}

pub(super) fn proved(applied: &AppliedTenant) -> bool {
    applied.changes.iter().all(|change| change.outcome == StepOutcome::Proved)
}

/// Alice's account, where there is one.
pub(super) fn account(tenant: &ObservedTenant) -> Option<&ObservedUser> {
    let owned = tenant.owned_users.known().expect("known").values();
    let is_hers = |user: &&ObservedUser| user.marker.address.as_deref() == Some("jit/alice");
    owned.into_iter().find(is_hers)
}

/// Returns what the account can do.
pub(super) fn powers(tenant: &ObservedTenant, user: ObjectId) -> usize {
    let roles = tenant.role_assignments.known().expect("known").iter();
    let roles = roles.filter(|found| found.principal.id == user).count();
    let bound = tenant.role_schedules.known().expect("known").iter();
    let bound = bound.filter(|found| found.principal == user).count();
    let groups = tenant.memberships.get(&user).and_then(Reading::known).map_or(0, BTreeSet::len);
    roles + bound + groups
}

pub(super) fn deadline(user: &ObservedUser) -> Option<GrantStamp> {
    match user.marker.grant() {
        GrantMark::Open(stamp) => Some(stamp),
        GrantMark::None | GrantMark::Unreadable => None,
    }
}

/// Nothing was ever enabled or privileged without a deadline.
pub(super) fn always_dated(world: &World, place: &str) {
    for tenant in world.history() {
        let Some(user) = account(&tenant) else { continue };
        let open = user.account_enabled || powers(&tenant, user.id) > 0;
        assert!(!open || deadline(user).is_some(), "{place}: {user:#?}");
    }
}

/// Nothing is left of the access, and the marker says so.
fn ended(world: &World, place: &str) {
    let tenant = world.truth();
    let Some(user) = account(&tenant) else { return };
    assert!(!user.account_enabled, "{place}: enabled");
    assert_eq!(powers(&tenant, user.id), 0, "{place}: privileged");
    assert_eq!(deadline(user), None, "{place}: its grant is not closed");
    let methods = tenant.methods.get(&user.id).and_then(Reading::known).map_or(0, Vec::len);
    assert_eq!(methods, 0, "{place}: it can sign in");
    let eligible = tenant.eligibilities.get(&user.id).and_then(Reading::known);
    assert_eq!(eligible.map_or(0, BTreeSet::len), 0, "{place}: it may take something up");
}

/// Somebody lets the account take up the highest role whenever it likes.
fn tempt(world: &World) {
    world.change(|tenant| {
        let Some(alice) = account(tenant).map(|user| user.id) else { return };
        let eligible = Eligibility::Role {
            role: fixture::role("Global Administrator"),
            scope: DirectoryScope::Tenant,
        };
        tenant.eligibilities.insert(alice, Reading::Known([eligible].into()));
    });
}

/// Lets the deadline pass and sweeps until nothing is due: once, or twice where PIM takes back what
/// it has only just given.
pub(super) fn sweep(world: &World, place: &str) {
    world.mend();
    world.wait(SignedDuration::from_mins(130));
    tempt(world);
    let applied = run(world, &Purpose::Sweep).expect("alive");
    assert!(proved(&applied), "{place}: {:#?}", applied.changes);
    assert_eq!(plan(world, &Purpose::Sweep).changes, [], "{place}");
    ended(world, place);
}

#[test]
fn a_grant_opens_is_lengthened_and_ends() {
    for stage in stages() {
        for lag in [0, 3] {
            let place = format!("{} lag {lag}", stage.name);
            let world = world(&stage, lag);
            let applied = run(&world, &wish("adhoc-1")).expect("alive");
            assert!(!applied.changes.is_empty() && proved(&applied), "{place}: {applied:#?}");
            let tenant = world.truth();
            let user = account(&tenant).expect("made");
            assert!(user.account_enabled && powers(&tenant, user.id) > 0, "{place}");
            let before = deadline(user).expect("open").deadline;
            let applied = run(&world, &extension()).expect("alive");
            assert!(!applied.changes.is_empty() && proved(&applied), "{place}: {applied:#?}");
            let tenant = world.truth();
            let after = deadline(account(&tenant).expect("made")).expect("open").deadline;
            assert_eq!(after.duration_since(before), SignedDuration::from_hours(1), "{place}");
            always_dated(&world, &place);
            sweep(&world, &place);
        }
    }
}

#[test]
fn whatever_goes_wrong_on_the_way_one_sweep_later_everything_has_ended() {
    let faults = [
        Fault::Refused(400),
        Fault::Refused(403),
        Fault::LostBefore,
        Fault::LostAfter,
        Fault::NotSent,
        Fault::DiesBefore,
        Fault::DiesAfter,
    ];
    let mut explored = 0;
    for stage in stages() {
        let clean = world(&stage, 0);
        run(&clean, &wish("adhoc-1")).expect("alive");
        let opening = clean.sent().len();
        run(&clean, &extension()).expect("alive");
        let extending = clean.sent().len();
        run(&clean, &revocation()).expect("alive");
        let all = clean.sent().len();
        for (nth, fault) in (0..all).flat_map(|nth| faults.map(|fault| (nth, fault))) {
            for lag in [0, 2] {
                let place = format!("{}, write {nth}, {fault:?}, lag {lag}", stage.name);
                let world = world(&stage, lag);
                world.fail(nth, fault);
                run(&world, &wish("adhoc-1"));
                if nth >= opening {
                    run(&world, &extension());
                }
                if nth >= extending {
                    run(&world, &revocation());
                }
                always_dated(&world, &place);
                sweep(&world, &place);
                explored += 1;
            }
        }
    }
    assert!(explored > 500, "only {explored}");
}

#[test]
fn a_grant_that_fails_on_the_way_is_revoked_by_a_plan_of_its_own() {
    for stage in stages() {
        let clean = world(&stage, 0);
        run(&clean, &wish("adhoc-1")).expect("alive");
        for nth in 0..clean.sent().len() {
            let place = format!("{}, write {nth}", stage.name);
            let world = world(&stage, 0);
            world.fail(nth, Fault::Refused(403));
            let applied = run(&world, &wish("adhoc-1")).expect("alive");
            assert!(!proved(&applied), "{place}");
            // PIM takes nothing back in its first five minutes.
            world.wait(SignedDuration::from_mins(6));
            let applied = run(&world, &revocation()).expect("alive");
            assert!(proved(&applied), "{place}: {:#?}", applied.changes);
            always_dated(&world, &place);
            ended(&world, &place);
        }
    }
}

#[test]
fn an_end_that_is_refused_for_ever_is_never_called_done() {
    for stage in stages() {
        let world = world(&stage, 0);
        run(&world, &wish("adhoc-1")).expect("alive");
        world.wait(SignedDuration::from_mins(61));
        tempt(&world);
        world.refuse_for_ever(403);
        let applied = run(&world, &Purpose::Sweep).expect("alive");
        assert!(!applied.changes.is_empty() && !proved(&applied), "{}", stage.name);
        let tenant = world.truth();
        assert!(deadline(account(&tenant).expect("made")).is_some(), "its marker keeps the grant");
        world.mend();
        let applied = run(&world, &Purpose::Sweep).expect("alive");
        assert!(proved(&applied), "{}: {:#?}", stage.name, applied.changes);
        ended(&world, stage.name);
    }
}

#[test]
fn what_entra_id_ends_has_ended_without_tenantry() {
    for stage in stages() {
        let world = world(&stage, 0);
        let planned = plan(&world, &wish("adhoc-1"));
        let grant = planned.changes[0].grant.clone().expect("opens one");
        carry_out(&world, &planned).now_or_never().expect("alive");
        world.wait(SignedDuration::from_mins(61));
        let tenant = world.truth();
        let user = account(&tenant).expect("made");
        let methods = tenant.methods.get(&user.id).and_then(Reading::known).map_or(0, Vec::len);
        assert_eq!(methods, 0, "{}: nobody can sign in", stage.name);
        let privileged = powers(&tenant, user.id) > 0;
        assert_eq!(privileged, grant.ends_by != crate::plan::EndsBy::Pim, "{}", stage.name);
    }
}
