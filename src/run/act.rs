//! The second phase over the fleet: what was planned is done, each tenant by itself.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    Emergency, Entrance, Event, Setup, laps::Rotations, progress, trail::Trail, wallet::Pocket,
};
use crate::{
    apply::{
        AppliedTenant, ChangeOutcome, NoPasswords, Orders, Pace, Passwords, Perform, StepOutcome,
        Surroundings, execute,
    },
    domain::{Address, TenantName},
    fleet::{Ended, OnStop},
    plan::{Change, Plan, PlannedTenant, withheld},
};

/// Announced writes of which nobody knows what became, by tenant.
pub(super) type Open = BTreeMap<TenantName, BTreeSet<(Address, String)>>;

/// What the second phase works with.
pub(super) struct Work {
    pub(super) plan: Arc<Plan>,
    pub(super) trail: Arc<Trail>,
    pub(super) pace: Pace,
    pub(super) open: Arc<Open>,
}

/// Says why a change is withheld, where a guard withholds it.
pub(super) fn guarded(plan: &Plan, tenant: &PlannedTenant, change: &Change) -> Option<String> {
    let verdict = withheld(plan, tenant, change)?;
    Some(format!("withheld by {}: {}", verdict.id, verdict.message))
}

/// Returns whether anything of the tenant's plan may be done.
pub(super) fn has_work(plan: &Plan, tenant: &PlannedTenant) -> bool {
    tenant.changes.iter().any(|change| guarded(plan, tenant, change).is_none())
}

/// Changes every tenant that has something to be done, through the way in at the same place in
/// `doors`. Returns what became of each tenant that has changes, in the order of the plan.
pub(super) async fn act<E: Entrance>(
    setup: &Setup,
    work: &Work,
    doors: Vec<Option<E::Writer>>,
) -> Vec<AppliedTenant> {
    let plan = &work.plan;
    let changed = plan.tenants.iter().zip(doors).enumerate();
    let changed = changed.filter(|(_, (tenant, _))| !tenant.changes.is_empty());
    let mut outcomes: BTreeMap<usize, AppliedTenant> = BTreeMap::new();
    let mut tasks = Vec::new();
    for (place, (tenant, door)) in changed {
        let why = "its connection was not kept";
        outcomes.insert(place, untried(plan, tenant, StepOutcome::Failed, why));
        if let Some(door) = door.filter(|_| has_work(plan, tenant)) {
            tasks.push((place, door));
        }
    }
    let places: Vec<usize> = tasks.iter().map(|(place, _)| *place).collect();
    let ended = |index: usize, end: &Ended<AppliedTenant>, count: usize| {
        let (name, of) = (&plan.tenants[places[index]].tenant, places.len());
        let event = Event::Applied { outcome: worst(end), count, of };
        setup.progress.event(name, &event);
    };
    let start = |(place, door): (usize, E::Writer)| {
        let (plan, trail) = (Arc::clone(&work.plan), Arc::clone(&work.trail));
        let (setup, open, pace) = (setup.clone(), Arc::clone(&work.open), work.pace);
        async move { one(&setup, &Work { plan, trail, pace, open }, place, &door).await }
    };
    let ends = setup.fleet.each(tasks, OnStop::Finish, start, ended).await;
    let settled = places.iter().zip(ends);
    outcomes.extend(settled.map(|(place, end)| (*place, settle(plan, &plan.tenants[*place], end))));
    outcomes.into_values().collect()
}

/// Returns what became of a tenant, also where its task did not come to its end.
fn settle(plan: &Plan, tenant: &PlannedTenant, end: Ended<AppliedTenant>) -> AppliedTenant {
    match end {
        Ended::Done(applied) => applied,
        Ended::Stopped => {
            untried(plan, tenant, StepOutcome::Interrupted, "the run was interrupted")
        }
        Ended::Panicked(message) => {
            let why = format!("tenantry made a mistake: {message}; report it, and apply again");
            untried(plan, tenant, StepOutcome::Failed, &why)
        }
    }
}

async fn one<W: Perform + Emergency>(
    setup: &Setup,
    work: &Work,
    place: usize,
    door: &W,
) -> AppliedTenant {
    let tenant = &work.plan.tenants[place];
    setup.progress.event(&tenant.tenant, &Event::Applying { changes: tenant.changes.len() });
    let nothing = BTreeSet::new();
    let orders = Orders {
        tenant,
        withheld: &|change| guarded(&work.plan, tenant, change),
        open: work.open.get(&tenant.tenant).unwrap_or(&nothing),
    };
    let desired = setup.desired.tenants.get(&tenant.tenant);
    let journal = &work.trail.journal;
    let rotations = desired.map(|tenant| Rotations { setup, tenant, door, journal });
    let passwords: &dyn Passwords = match &rotations {
        Some(rotations) => rotations,
        None => &NoPasswords,
    };
    let around = Surroundings {
        passwords,
        pace: work.pace,
        record: work.trail.as_ref(),
        slots: &Pocket { tenant: &tenant.tenant, wallet: setup.wallet.as_ref() },
        watch: &progress::Tenant { name: &tenant.tenant, progress: setup.progress.as_ref() },
        stop: &|| setup.fleet.stop.is_requested(),
    };
    execute(door, &orders, &around).await
}

/// Returns the outcome of a tenant of which nothing was tried.
pub(super) fn untried(
    plan: &Plan,
    tenant: &PlannedTenant,
    outcome: StepOutcome,
    why: &str,
) -> AppliedTenant {
    let change = |change: &Change| {
        let withheld = guarded(plan, tenant, change).map(|why| (StepOutcome::Skipped, why));
        let (outcome, message) = withheld.unwrap_or_else(|| (outcome, why.to_owned()));
        ChangeOutcome {
            address: change.address.clone(),
            outcome,
            message,
            pending_until: change.pending_until,
        }
    };
    let changes = tenant.changes.iter().map(change).collect();
    AppliedTenant { tenant: tenant.tenant.clone(), changes, writes: 0 }
}

fn worst(end: &Ended<AppliedTenant>) -> StepOutcome {
    match end {
        Ended::Done(applied) => {
            let outcomes = applied.changes.iter().map(|change| change.outcome);
            outcomes.max().unwrap_or(StepOutcome::Proved)
        }
        Ended::Panicked(_) => StepOutcome::Failed,
        Ended::Stopped => StepOutcome::Interrupted,
    }
}
