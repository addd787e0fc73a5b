//! How much became what.

use serde::Serialize;

use crate::{
    apply::{AppliedTenant, StepOutcome},
    plan::{Plan, allow::Allowance},
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
    pub(super) interrupted: usize,
    /// Changes that are due and that a saved plan does not allow.
    pub(super) left: usize,
    /// Tenants that could not be entered.
    pub(super) not_entered: usize,
    /// Requests that changed something, over all tenants.
    pub(super) writes: u64,
}

impl Tally {
    pub(super) fn of(
        plan: &Plan,
        applied: &[AppliedTenant],
        allowance: Option<&Allowance>,
    ) -> Self {
        let mut tally = Self {
            left: allowance.map_or(0, Allowance::left),
            not_entered: plan.tenants.iter().filter(|tenant| tenant.refusal.is_some()).count(),
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
            (self.interrupted, "interrupted", false),
            (self.left, "left", false),
        ];
        let said = counts.into_iter().filter(|(number, _, always)| *always || *number > 0);
        said.map(|(number, word, _)| format!("{} {word}", crate::render::layout::grouped(number)))
            .collect()
    }
}
