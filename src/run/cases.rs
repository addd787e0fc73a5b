//! Representative tenants, and how the explorers run a plan in one.

use std::collections::BTreeSet;

use futures::FutureExt as _;
use jiff::SignedDuration;

use crate::{
    apply::{
        AppliedTenant, Moment, NoSlot, Orders, Pace, Perform, StepOutcome, Surroundings, Watch,
        execute,
        memory::{Memory, World},
    },
    desired::{DesiredOrganization, DesiredStore, DesiredTenant, Manage},
    domain::{AccountName, Address, Window},
    observed::{Ledger, ObservedMarker, ObservedTenant, ObservedUser, Reading},
    plan::{Context, PlannedTenant, fixture, plan_tenant},
    source::Origin,
};

/// Nobody watches.
pub(super) struct Nobody;

impl Watch for Nobody {
    fn saw(&self, _: Moment<'_>) {}
}

/// A tenant as meant and as found.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) desired: DesiredTenant,
    pub(super) found: ObservedTenant,
    /// Whether the app lacks Privileged Authentication Administrator.
    pub(super) weak: bool,
}

pub(super) fn cases() -> Vec<Case> {
    let case = |name, desired, found| Case { name, desired, found, weak: false };
    let past = || {
        let mut alice = fixture::owned_user("jit/alice", fixture::upn("msp-alice").as_str());
        alice.account_enabled = true;
        alice.marker.grant = Some(fixture::PAST.to_owned());
        let helpdesk = fixture::owned_group("Helpdesk");
        let mut tenant = fixture::with_user(fixture::observed(), alice.clone());
        fixture::give(&mut tenant, "User Administrator", &alice);
        fixture::give(&mut tenant, "Global Reader", &alice);
        fixture::join(&mut tenant, &helpdesk, &alice);
        tenant
    };
    let open = || {
        let mut alice = fixture::owned_user("jit/alice", fixture::upn("msp-alice").as_str());
        alice.account_enabled = true;
        alice.marker.grant = Some(fixture::OPEN.to_owned());
        let mut tenant = fixture::with_user(fixture::bare(), alice.clone());
        fixture::give(&mut tenant, "Security Reader", &alice);
        tenant
    };
    let mut renamed = fixture::observed();
    for group in renamed.owned_groups.known_mut().expect("known").values_mut() {
        group.display_name = "Somebody's".to_owned();
    }
    let weaken = |mut tenant: ObservedTenant| {
        let app = fixture::id("app");
        let roles = tenant.role_assignments.known_mut().expect("known");
        roles.retain(|assignment| assignment.principal.id != app);
        tenant
    };
    let mut offboarding = fixture::desired();
    offboarding.state = crate::desired::TenantState::Offboarding;
    vec![
        case("create ahead", fixture::desired(), fixture::bare()),
        case("end access", fixture::desired(), past()),
        Case { weak: true, ..case("end access without PAA", fixture::desired(), weaken(past())) },
        case("converge roles and groups", fixture::desired(), open()),
        case("rename a group", fixture::desired(), renamed),
        case("hand over", offboarding, past()),
        case("make emergency accounts", rotating(), nobody()),
        Case {
            weak: true,
            ..case("make emergency accounts without PAA", rotating(), administered(nobody()))
        },
    ]
}

/// A tenant that declares emergency accounts to make, and nothing else to do.
fn rotating() -> DesiredTenant {
    let mut tenant = fixture::desired();
    for account in &mut tenant.emergency_accounts {
        let every = Window::from_minutes(30 * 24 * 60);
        account.manage = Manage::Rotate { every, store: fixture::word("vault") };
    }
    tenant
}

/// A tenant in which nobody has the emergency accounts' names.
fn nobody() -> ObservedTenant {
    let mut tenant = fixture::observed();
    for name in ["emergency-1", "emergency-2"] {
        let roles = tenant.role_assignments.known_mut().expect("known");
        roles.retain(|assignment| assignment.principal.id != fixture::id(name));
        tenant.named_users.insert(fixture::upn(name), Reading::Absent);
        tenant.ledgers.insert(fixture::word(name), Reading::Absent);
    }
    tenant
}

/// The app is User Administrator and no more.
fn administered(mut tenant: ObservedTenant) -> ObservedTenant {
    let app = ObservedUser { id: fixture::id("app"), ..fixture::user("app") };
    let roles = tenant.role_assignments.known_mut().expect("known");
    roles.retain(|assignment| assignment.principal.id != app.id);
    fixture::give(&mut tenant, "User Administrator", &app);
    tenant
}

fn organization() -> DesiredOrganization {
    let mut organization = fixture::organization();
    let store = DesiredStore {
        name: fixture::word("vault"),
        url: fixture::word("az:northwind/vault"),
        recipients: Vec::new(),
        origin: Origin::synthetic("tenantry.yaml", 9),
    };
    organization.stores.insert(store.name.clone(), store);
    organization
}

pub(super) fn plan(desired: &DesiredTenant, world: &World) -> PlannedTenant {
    let organization = organization();
    let now = Perform::now(world);
    plan_tenant(&Context::new(&organization, now), desired, &world.observe())
}

/// Runs a plan; `None` where the process died.
pub(super) fn run(
    planned: &PlannedTenant,
    world: &World,
    journal: &Memory,
    open: &BTreeSet<(Address, String)>,
) -> Option<AppliedTenant> {
    let orders = Orders { tenant: planned, withheld: &|_| None, open };
    let around = Surroundings {
        pace: Pace::graph(),
        record: journal,
        watch: &Nobody,
        passwords: world,
        slots: &NoSlot,
        stop: &|| false,
    };
    execute(world, &orders, &around).now_or_never()
}

pub(super) fn world(case: &Case, lag: u64) -> World {
    let world = World::new(case.found.clone()).lagging(lag);
    if case.weak { world.holding(SignedDuration::from_mins(4)) } else { world }
}

/// Returns whether every emergency account of ours that is enabled or privileged is one whose
/// password is proved.
pub(super) fn is_sound(tenant: &ObservedTenant) -> bool {
    let owned = tenant.owned_users.known().into_iter().flat_map(|users| users.values());
    let mut emergency = owned.filter_map(|user| {
        let name = user.marker.address.as_deref()?.strip_prefix("laps/")?;
        let roles = tenant.role_assignments.known().into_iter().flatten();
        let privileged = roles.into_iter().any(|role| role.principal.id == user.id);
        let ledger = tenant.ledgers.get(&fixture::word::<AccountName>(name));
        let proved = ledger.and_then(Reading::known).is_some_and(Ledger::is_proved);
        Some(proved || (!user.account_enabled && !privileged))
    });
    emergency.all(|sound| sound)
}

/// What must be the same at the end whatever went wrong: everything but times.
pub(super) fn essence(tenant: &ObservedTenant) -> ObservedTenant {
    let mut tenant = ObservedTenant { taken_at: fixture::now(), ..tenant.clone() };
    let timeless = |marker: &mut ObservedMarker| {
        if let Some(ended) = &mut marker.ended {
            *ended = ended.split(' ').next().unwrap_or_default().to_owned();
        }
    };
    for user in tenant.owned_users.known_mut().into_iter().flat_map(|users| users.values_mut()) {
        user.last_password_change = None;
        timeless(&mut user.marker);
    }
    for user in tenant.named_users.values_mut().filter_map(Reading::known_mut) {
        user.last_password_change = None;
        timeless(&mut user.marker);
    }
    // Of a ledger it matters whose it is, and that what is in force is proved.
    for ledger in tenant.ledgers.values_mut().filter_map(Reading::known_mut) {
        assert!(ledger.is_proved(), "{ledger:?}");
        *ledger = Ledger::new(ledger.tenant(), ledger.account().clone(), ledger.object());
    }
    let roles = tenant.role_assignments.known_mut().expect("known");
    roles.sort_by_key(|role| (role.principal.id, role.role));
    // The model gives an assignment an id of its own making.
    for role in roles {
        role.id = format!("{} {}", role.principal.id, role.role);
    }
    tenant
}

pub(super) fn all_proved(applied: &AppliedTenant) -> bool {
    applied.changes.iter().all(|change| change.outcome == StepOutcome::Proved)
}
