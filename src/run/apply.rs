//! `apply`: plans every tenant, asks, and does what was planned.

use std::{io, sync::Arc};

use jiff::Timestamp;

use super::{
    Entrance, Requests, Setup,
    act::{Open, Work, act},
    auditing::{Auditing, Recorder},
    digest::digest,
    roll_back::{half_open, roll_back},
    stage::{Staged, close, scope, stage},
    trail::Trail,
};
use crate::{
    apply::{
        AppliedTenant, Pace, Rollback,
        journal::{Folder, Journal},
    },
    domain::TenantName,
    plan::{
        Plan,
        allow::{Allowance, Unusable, compare, same_tenants},
        file::{MAXIMUM_AGE, PlanDocument},
    },
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
    /// Where events go; `None` writes none.
    pub audit: Option<Auditing>,
}

impl ApplyTerms {
    /// Returns what writes the events of one run.
    pub(super) fn recorder(&self, setup: &Setup, digest: &str) -> Option<Recorder> {
        let auditing = self.audit.as_ref()?;
        Some(Recorder::new(auditing, setup, (&self.tool_version, digest)))
    }
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
    /// What a saved plan allowed, where one was given; what it does not allow is not in `plan`.
    pub allowance: Option<Allowance>,
    /// Access that was taken back, since it could not be opened.
    pub rollbacks: Vec<Rollback>,
    /// Why events are not in the audit trail, where some are not.
    pub unaudited: Option<String>,
    /// Why lines are not in the journal, where some are not: access was ended all the same.
    pub unjournalled: Option<String>,
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
    /// The saved plan allows nothing any more (exit 5).
    #[error(transparent)]
    SavedPlan(#[from] Unusable),
    /// The plan that was shown no longer held when somebody agreed to it (exit 5).
    #[error(
        "the plan was valid until {until} and was agreed to later: a window has begun or ended, or \
         it is too old. Nothing was sent; run again to see what is due now"
    )]
    Outdated {
        /// Until when it held.
        until: Timestamp,
    },
}

/// Plans every selected tenant for the setup's purpose, evaluates the guards over all of them, asks
/// `confirm`, and does what was planned, each tenant by itself. Access that was to be opened and is
/// not proved open is taken back at once, also where the run is interrupted.
///
/// `confirm` is asked only where something may be done.
///
/// # Errors
///
/// Fails where the journal cannot be begun, or where the plan no longer holds once somebody
/// agrees; then nothing was sent.
pub async fn apply<E: Entrance>(
    setup: &Setup,
    entrance: &Arc<E>,
    terms: &ApplyTerms,
    confirm: impl AsyncFnOnce(&Plan) -> bool,
) -> Result<Applied, ApplyError> {
    let staged = stage(setup, entrance, |_| ()).await;
    carry_out(setup, entrance, (terms, staged), confirm).await
}

/// As [`apply`], and does only what a saved plan allows of the fresh one.
///
/// # Errors
///
/// Fails where the saved plan cannot be used any more, and as [`apply`] does.
pub async fn apply_saved<E: Entrance>(
    setup: &Setup,
    entrance: &Arc<E>,
    (terms, saved): (&ApplyTerms, &PlanDocument),
    confirm: impl AsyncFnOnce(&Plan) -> bool,
) -> Result<Applied, ApplyError> {
    let id = |name: &TenantName| Some((name.clone(), setup.desired.tenants.get(name)?.id));
    same_tenants(saved, &setup.selected.iter().filter_map(id).collect())?;
    let staged = stage(setup, entrance, |_| ()).await;
    let fresh = Arc::unwrap_or_clone(staged.plan);
    let allowance = compare(saved, &fresh, fresh.evaluated_at, MAXIMUM_AGE)?;
    allowance.same_configuration(saved, &setup.desired.digest)?;
    let staged = Staged { plan: Arc::new(allowance.restrict(fresh)), ..staged };
    let applied = carry_out(setup, entrance, (terms, staged), confirm).await?;
    Ok(Applied { allowance: Some(allowance), ..applied })
}

async fn carry_out<E: Entrance>(
    setup: &Setup,
    entrance: &Arc<E>,
    (terms, staged): (&ApplyTerms, Staged<E::Writer>),
    confirm: impl AsyncFnOnce(&Plan) -> bool,
) -> Result<Applied, ApplyError> {
    if let Some(end) = staged.gate(setup, confirm).await? {
        return Ok(staged.ended(end, entrance.as_ref()));
    }
    let Staged { plan, doors, .. } = staged;
    let (version, scope) = (&terms.tool_version, scope(&plan));
    let digest = digest(setup, &plan);
    let journal = match terms.journal.start(version, &digest, scope) {
        Err(error) if setup.purpose.only_ends() => Journal::lost(error),
        journal => journal?,
    };
    let trail = Arc::new(Trail::new(journal, terms.recorder(setup, &digest)));
    let work = Work {
        plan: Arc::clone(&plan),
        trail: Arc::clone(&trail),
        pace: terms.pace,
        open: Arc::new(Open::new()),
    };
    let tenants = act::<E>(setup, &work, doors).await;
    let touched = trail.touched();
    let openings = half_open(&plan, &tenants, |place| touched.get(place).copied());
    let rollbacks = roll_back(setup, entrance, (terms, &trail), openings).await;
    let end = close(setup, &trail.journal, true);
    let requests = entrance.requests();
    let (unaudited, unjournalled) = (trail.unaudited(), trail.unjournalled());
    let allowance = None;
    Ok(Applied { plan, end, tenants, allowance, rollbacks, unaudited, unjournalled, requests })
}
