//! What every use case that writes begins with: all tenants are planned, the guards speak, and
//! somebody agrees.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    Applied, ApplyEnd, ApplyError, Entrance, Setup,
    act::{guarded, has_work, untried},
    plan::assemble,
    survey::{Surveyed, ToWrite, survey},
};
use crate::{
    apply::{
        AppliedTenant, Perform, StepOutcome,
        journal::{Journal, RunEnd, Scope},
    },
    plan::{Plan, PlannedTenant, file::valid_until},
};

/// Tenants that are planned, with a way into each that has changes.
pub(super) struct Staged<W> {
    pub(super) plan: Arc<Plan>,
    /// In the order of the plan's tenants.
    pub(super) doors: Vec<Option<W>>,
    /// Whether every tenant was planned before any stop.
    pub(super) complete: bool,
}

/// Plans every selected tenant; `narrow` may take changes out of each.
pub(super) async fn stage<E: Entrance>(
    setup: &Setup,
    entrance: &Arc<E>,
    narrow: impl Fn(&mut PlannedTenant),
) -> Staged<E::Writer> {
    let mut surveyed: Vec<Surveyed<E::Writer>> = survey::<E, ToWrite>(setup, entrance).await;
    let complete = surveyed.len() == setup.tenants().len();
    for one in &mut surveyed {
        narrow(&mut one.planned);
    }
    let (plan, doors) = assemble(setup, surveyed);
    Staged { plan: Arc::new(plan), doors, complete }
}

impl<W: Perform> Staged<W> {
    /// Asks for agreement where something may be done; returns how the run ends here, where it
    /// does.
    ///
    /// # Errors
    ///
    /// Fails where what was agreed to no longer holds when somebody agrees.
    pub(super) async fn gate(
        &self,
        setup: &Setup,
        confirm: impl AsyncFnOnce(&Plan) -> bool,
    ) -> Result<Option<ApplyEnd>, ApplyError> {
        if !self.complete || setup.fleet.stop.is_requested() {
            return Ok(Some(ApplyEnd::Interrupted));
        }
        if !self.plan.tenants.iter().any(|tenant| has_work(&self.plan, tenant)) {
            return Ok(Some(ApplyEnd::NothingToDo));
        }
        let (until, _) = valid_until(&self.plan);
        let held = self.now().is_none_or(|now| now < until);
        if !confirm(&self.plan).await {
            return Ok(Some(ApplyEnd::Declined));
        }
        match self.now() {
            // Ending access is never too late.
            _ if setup.purpose.only_ends() => Ok(None),
            // What had come before anybody was asked is looked after step by step.
            Some(now) if held && now >= until => Err(ApplyError::Outdated { until }),
            _ => Ok(None),
        }
    }

    /// Returns the servers' time, where a tenant is open to tell it.
    fn now(&self) -> Option<Timestamp> {
        self.doors.iter().flatten().map(Perform::now).max()
    }

    /// Returns what became of a run that ends before anything is sent.
    pub(super) fn ended<E: Entrance>(&self, end: ApplyEnd, entrance: &E) -> Applied {
        let outcome = match end {
            ApplyEnd::Interrupted => StepOutcome::Interrupted,
            ApplyEnd::Done | ApplyEnd::NothingToDo | ApplyEnd::Declined => StepOutcome::Skipped,
        };
        let tenants = match end {
            ApplyEnd::Declined => Vec::new(),
            ApplyEnd::Done | ApplyEnd::NothingToDo | ApplyEnd::Interrupted => {
                all_untried(&self.plan, outcome)
            }
        };
        let (plan, requests) = (Arc::clone(&self.plan), entrance.requests());
        Applied {
            plan,
            end,
            tenants,
            allowance: None,
            rollbacks: Vec::new(),
            unaudited: None,
            unjournalled: None,
            requests,
        }
    }
}

fn all_untried(plan: &Plan, outcome: StepOutcome) -> Vec<AppliedTenant> {
    let changed = plan.tenants.iter().filter(|tenant| !tenant.changes.is_empty());
    changed.map(|tenant| untried(plan, tenant, outcome, "the run was interrupted")).collect()
}

/// Writes the journal's last line: the run is finished only where no stop came and nothing that
/// was announced is left open. That the line is not there is told with everything else: what was
/// done must not go untold for it.
pub(super) fn close(setup: &Setup, journal: &Journal, all_settled: bool) -> ApplyEnd {
    let stopped = setup.fleet.stop.is_requested();
    let end = if stopped || !all_settled { RunEnd::Interrupted } else { RunEnd::Finished };
    drop(journal.end(end));
    if stopped { ApplyEnd::Interrupted } else { ApplyEnd::Done }
}

/// Returns what a run may touch: the changes that nothing withholds.
pub(super) fn scope(plan: &Plan) -> Scope {
    let mut scope = Scope::new();
    for tenant in &plan.tenants {
        for change in &tenant.changes {
            if guarded(plan, tenant, change).is_none() {
                scope.entry(tenant.tenant.clone()).or_default().insert(change.address.clone());
            }
        }
    }
    scope
}
