//! `apply`: plans every tenant, asks, and does what was planned.

use std::{io, sync::Arc};

use super::{
    Entrance, Requests, Setup,
    act::{Open, Work, act, guarded, has_work, untried},
    digest::digest,
    plan::assemble,
    survey::{ToWrite, survey},
};
use crate::{
    apply::{
        AppliedTenant, Pace, StepOutcome,
        journal::{Folder, Journal, RunEnd, Scope},
    },
    plan::Plan,
};

/// What `apply` and `resume` are given beside the [`Setup`].
#[derive(Debug, Clone)]
pub struct ApplyTerms {
    /// How long to wait for what.
    pub pace: Pace,
    /// Where journals are kept.
    pub journal: Folder,
    /// The version of tenantry, for the journal.
    pub tool_version: String,
}

/// What became of an `apply`.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// The plan that was carried out, or would have been.
    pub plan: Arc<Plan>,
    /// How far it came.
    pub end: ApplyEnd,
    /// What became of each tenant that has changes, in the order of the plan.
    pub tenants: Vec<AppliedTenant>,
    /// How many requests were sent.
    pub requests: Requests,
}

/// How far an `apply` came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApplyEnd {
    /// Everything that may be done was tried.
    Done,
    /// There was nothing to do that may be done.
    NothingToDo,
    /// Nobody agreed; nothing was sent.
    Declined,
    /// A stop came before everything was tried.
    Interrupted,
}

/// Why an `apply` could not begin or not end properly.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The journal cannot be read or written.
    #[error("{0}; nothing is sent without a journal: check the folder's rights and space")]
    Journal(#[from] io::Error),
}

/// Plans every selected tenant, evaluates the guards over all of them, asks `confirm`, and does
/// what was planned, each tenant by itself.
///
/// `confirm` is asked only where something may be done.
///
/// # Errors
///
/// Fails where the journal cannot be begun; then nothing was sent.
pub async fn apply<E: Entrance>(
    setup: &Setup,
    entrance: &Arc<E>,
    terms: &ApplyTerms,
    confirm: impl AsyncFnOnce(&Plan) -> bool,
) -> Result<Applied, ApplyError> {
    let surveyed = survey::<E, ToWrite>(setup, entrance).await;
    let complete = surveyed.len() == setup.tenants().len();
    let (plan, doors) = assemble(setup, surveyed);
    let plan = Arc::new(plan);
    let over = |end, tenants| Applied {
        plan: Arc::clone(&plan),
        end,
        tenants,
        requests: entrance.requests(),
    };
    if !complete || setup.fleet.stop.is_requested() {
        return Ok(over(ApplyEnd::Interrupted, all_untried(&plan, StepOutcome::Interrupted)));
    }
    if !plan.tenants.iter().any(|tenant| has_work(&plan, tenant)) {
        return Ok(over(ApplyEnd::NothingToDo, all_untried(&plan, StepOutcome::Skipped)));
    }
    if !confirm(&plan).await {
        return Ok(over(ApplyEnd::Declined, Vec::new()));
    }
    let journal =
        Arc::new(terms.journal.start(&terms.tool_version, &digest(&plan), scope(&plan))?);
    let work = Work {
        plan: Arc::clone(&plan),
        journal: Arc::clone(&journal),
        pace: terms.pace,
        open: Arc::new(Open::new()),
    };
    let tenants = act::<E>(setup, &work, doors).await;
    Ok(over(close(setup, &journal, true)?, tenants))
}

/// Writes the journal's last line.
pub(super) fn close(
    setup: &Setup,
    journal: &Journal,
    all_settled: bool,
) -> Result<ApplyEnd, ApplyError> {
    let stopped = setup.fleet.stop.is_requested();
    journal.end(if stopped || !all_settled { RunEnd::Interrupted } else { RunEnd::Finished })?;
    Ok(if stopped { ApplyEnd::Interrupted } else { ApplyEnd::Done })
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

/// Returns the outcomes of a run that sends nothing.
pub(super) fn all_untried(plan: &Plan, outcome: StepOutcome) -> Vec<AppliedTenant> {
    let changed = plan.tenants.iter().filter(|tenant| !tenant.changes.is_empty());
    changed.map(|tenant| untried(plan, tenant, outcome, "the run was interrupted")).collect()
}
