//! How much became what.

use serde::Serialize;

use super::{Told, reasons, told::change_of};
use crate::{
    apply::StepOutcome,
    domain::grouped,
    plan::{Plan, PlannedTenant, allow::Allowance, withheld},
};

/// How many changes became what, over all tenants.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tally {
    pub(super) done: usize,
    pub(super) waiting: usize,
    pub(super) skipped: usize,
    pub(super) stale: usize,
    pub(super) unverified: usize,
    pub(super) failed: usize,
    /// Emergency accounts whose password in force is one of several.
    pub(super) unproven: usize,
    pub(super) interrupted: usize,
    /// Changes that are due and that a saved plan does not allow.
    pub(super) left: usize,
    /// Tenants that could not be entered.
    pub(super) not_entered: usize,
    /// Tenants that were entered and not read completely.
    pub(super) incomplete: usize,
    /// Tenants with an error beside what could not be read.
    pub(super) in_error: usize,
    /// Tenants in which a guard blocks something.
    pub(super) blocked: usize,
    /// Accounts whose access should have ended, and is not proved to have.
    pub(super) expiry_failed: usize,
    /// Requests that changed something, over all tenants.
    pub(super) writes: u64,
    /// Tenants to which at least one of them was sent.
    pub(super) written: usize,
}

impl Tally {
    pub(super) fn of(told: &Told<'_>) -> Self {
        let (plan, applied) = (told.plan, told.tenants);
        let count = |holds: fn(&PlannedTenant) -> bool| {
            plan.tenants.iter().filter(|tenant| holds(tenant)).count()
        };
        let mut tally = Self {
            left: told.allowance.map_or(0, Allowance::left),
            not_entered: count(|tenant| tenant.refusal.is_some()),
            incomplete: count(|tenant| {
                tenant.refusal.is_none() && reasons::unknown(tenant).next().is_some()
            }),
            in_error: count(|tenant| reasons::errors(tenant).next().is_some()),
            blocked: plan.tenants.iter().filter(|tenant| is_blocked(plan, tenant)).count(),
            expiry_failed: expiry_failed(told),
            written: applied.iter().filter(|tenant| tenant.writes > 0).count(),
            ..Self::default()
        };
        for tenant in applied {
            tally.writes += u64::from(tenant.writes);
            for change in &tenant.changes {
                *tally.counter(change.outcome) += 1;
            }
        }
        tally
    }

    const fn counter(&mut self, outcome: StepOutcome) -> &mut usize {
        match outcome {
            StepOutcome::Proved => &mut self.done,
            StepOutcome::Waiting => &mut self.waiting,
            StepOutcome::Skipped => &mut self.skipped,
            StepOutcome::Stale => &mut self.stale,
            StepOutcome::Unverified => &mut self.unverified,
            StepOutcome::Unproven => &mut self.unproven,
            StepOutcome::Failed => &mut self.failed,
            StepOutcome::Interrupted => &mut self.interrupted,
        }
    }

    /// Returns each count with its word; those that are always said, and those that are not zero.
    pub(super) fn words(&self) -> Vec<String> {
        let counts = [
            (self.done, "done", true),
            (self.waiting, "waiting", false),
            (self.skipped, "skipped", false),
            (self.stale, "stale", false),
            (self.unverified, "unverified", false),
            (self.failed, "failed", true),
            (self.unproven, "unproven", false),
            (self.interrupted, "interrupted", false),
            (self.left, "left", false),
        ];
        let said = counts.into_iter().filter(|(number, _, always)| *always || *number > 0);
        said.map(|(number, word, _)| format!("{} {word}", grouped(number))).collect()
    }
}

/// Counts the accounts whose access should have ended, and is not proved to have.
fn expiry_failed(told: &Told<'_>) -> usize {
    let tenants = told.plan.tenants.iter().filter_map(|tenant| Some((tenant, told.done(tenant)?)));
    let unended = tenants.flat_map(|(tenant, done)| {
        let outcomes = done.changes.iter();
        outcomes.filter(|it| {
            it.outcome != StepOutcome::Proved
                && change_of(tenant, it).is_some_and(|change| change.ends_access)
        })
    });
    unended.count() + told.rollbacks.iter().filter(|rollback| rollback.end.is_err()).count()
}

/// A guard of its own blocks, or one over the whole run withholds something of it.
fn is_blocked(plan: &Plan, tenant: &PlannedTenant) -> bool {
    let withholds = || tenant.changes.iter().any(|it| withheld(plan, tenant, it).is_some());
    reasons::blocking(&tenant.guards).next().is_some() || withholds()
}
