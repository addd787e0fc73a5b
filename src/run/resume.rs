//! `apply --resume`: finishes the newest run that was interrupted.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use super::{
    Applied, ApplyEnd, ApplyError, ApplyTerms, Entrance, Setup,
    act::{Open, Work, act, has_work},
    apply::{all_untried, close},
    digest::digest,
    plan::assemble,
    survey::{Surveyed, ToWrite, survey},
};
use crate::{
    apply::{
        Entry, Fate, Record, StepOutcome,
        journal::{History, Journal, OpenIntent},
    },
    domain::TenantName,
    plan::Plan,
};

/// A run that was finished, or tried to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Resumed {
    /// Its journal.
    pub journal: PathBuf,
    /// What had been announced and not told when the run was interrupted.
    pub open: Vec<OpenIntent>,
    /// Tenants of that run that are no longer declared or not selected: nothing is done there.
    pub left_out: Vec<TenantName>,
    /// What became of it.
    pub applied: Applied,
}

/// Finishes the newest run that was interrupted; `None` where there is none.
///
/// Everything is planned anew from what is there now, and only what that run meant to change is
/// changed. A write that it had announced is looked for first, and sent again only where it had
/// no effect.
///
/// # Errors
///
/// Fails where the journal cannot be read or written, or where that run is still going.
pub async fn resume<E: Entrance>(
    setup: &Setup,
    entrance: &Arc<E>,
    terms: &ApplyTerms,
    confirm: impl AsyncFnOnce(&Plan) -> bool,
) -> Result<Option<Resumed>, ApplyError> {
    let Some(unfinished) = terms.journal.unfinished()? else { return Ok(None) };
    let (history, path) = (unfinished.history.clone(), unfinished.path.clone());
    let within = |name: &TenantName| {
        setup.selected.contains(name) && setup.desired.tenants.contains_key(name)
    };
    let (selected, left_out) = history.scope.keys().cloned().partition(within);
    let setup = Setup { selected, ..setup.clone() };
    let resumed = |applied| {
        Some(Resumed { journal: path.clone(), open: history.open.clone(), left_out, applied })
    };

    let mut surveyed = survey::<E, ToWrite>(&setup, entrance).await;
    let complete = surveyed.len() == setup.tenants().len();
    surveyed.iter_mut().for_each(|one| restrict(one, &history));
    let (plan, doors) = assemble(&setup, surveyed);
    let plan = Arc::new(plan);
    let over = |end, tenants| Applied {
        plan: Arc::clone(&plan),
        end,
        tenants,
        requests: entrance.requests(),
    };
    if !complete || setup.fleet.stop.is_requested() {
        let tenants = all_untried(&plan, StepOutcome::Interrupted);
        return Ok(resumed(over(ApplyEnd::Interrupted, tenants)));
    }
    let nothing = !plan.tenants.iter().any(|tenant| has_work(&plan, tenant));
    if !nothing && !confirm(&plan).await {
        return Ok(resumed(over(ApplyEnd::Declined, Vec::new())));
    }
    let journal = Arc::new(unfinished.resume(&terms.tool_version, &digest(&plan))?);
    let (open, settled) = settle(&plan, &history, &journal);
    if nothing {
        close(&setup, &journal, settled)?;
        let tenants = all_untried(&plan, StepOutcome::Skipped);
        return Ok(resumed(over(ApplyEnd::NothingToDo, tenants)));
    }
    let work = Work {
        plan: Arc::clone(&plan),
        journal: Arc::clone(&journal),
        pace: terms.pace,
        open: Arc::new(open),
    };
    let tenants = act::<E>(&setup, &work, doors).await;
    let end = close(&setup, &journal, settled)?;
    Ok(resumed(over(end, tenants)))
}

/// Leaves of a tenant's plan only what the interrupted run meant to change.
fn restrict<D>(surveyed: &mut Surveyed<D>, history: &History) {
    let nothing = BTreeSet::new();
    let addresses = history.scope.get(&surveyed.planned.tenant).unwrap_or(&nothing);
    surveyed.planned.changes.retain(|change| addresses.contains(&change.address));
}

/// Sorts the announced writes: where the tenant, as it was just read, has nothing more to do at
/// their address they had their effect, and the journal says so; the others are for the executor
/// to look for. The second value is false where a tenant with an announced write could not be
/// read.
fn settle(plan: &Plan, history: &History, journal: &Journal) -> (Open, bool) {
    let mut open = Open::new();
    let mut settled = true;
    for intent in &history.open {
        let (tenant, address) = (&intent.step.tenant, &intent.step.address);
        let planned = plan.tenants.iter().find(|planned| planned.tenant == *tenant);
        let Some(planned) = planned.filter(|planned| planned.refusal.is_none()) else {
            settled = false;
            continue;
        };
        if planned.changes.iter().any(|change| change.address == *address) {
            let writes = open.entry(tenant.clone()).or_default();
            writes.insert((address.clone(), intent.write.clone()));
        } else {
            let (step, write) = (intent.step.step, intent.write.as_str());
            let entry = Entry { tenant, address, step, write };
            journal.fate(&entry, Fate::Found, "the tenant as it was read no longer needs it");
        }
    }
    (open, settled)
}
