//! `apply --resume`: finishes the newest run that was interrupted.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use super::{
    Applied, ApplyEnd, ApplyError, ApplyTerms, Entrance, Setup,
    act::{Open, Work, act},
    digest::digest,
    roll_back::{half_open, roll_back},
    stage::{Staged, close, stage},
    trail::Trail,
};
use crate::{
    apply::{
        Entry, Fate,
        journal::{History, Journal, OpenIntent},
    },
    domain::TenantName,
    plan::{Plan, PlannedTenant},
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
    let (selected, left_out): (Vec<_>, Vec<_>) = history.scope.keys().cloned().partition(within);
    let setup = Setup { selected, ..setup.clone() };
    let resumed = |applied| {
        let (open, left_out) = (history.open.clone(), left_out.clone());
        Some(Resumed { journal: path.clone(), open, left_out, applied })
    };

    let staged = stage(&setup, entrance, |tenant| restrict(tenant, &history)).await;
    let gate = staged.gate(&setup, confirm).await?;
    if let Some(end @ (ApplyEnd::Interrupted | ApplyEnd::Declined)) = gate {
        return Ok(resumed(staged.ended(end, entrance.as_ref())));
    }
    let digest = digest(&setup, &staged.plan);
    let journal = unfinished.resume(&terms.tool_version, &digest)?;
    let (open, settled) = settle(&staged.plan, &history, &journal);
    // A tenant that is only not selected this time keeps the run open; one that is declared no
    // more can never be finished.
    let settled = settled && !left_out.iter().any(|name| setup.desired.tenants.contains_key(name));
    if let Some(end) = gate {
        close(&setup, &journal, settled);
        let unjournalled = journal.trouble();
        return Ok(resumed(Applied { unjournalled, ..staged.ended(end, entrance.as_ref()) }));
    }
    let Staged { plan, doors, .. } = staged;
    let trail = Arc::new(Trail::new(journal, terms.recorder(&setup, &digest)));
    let work = Work {
        plan: Arc::clone(&plan),
        trail: Arc::clone(&trail),
        pace: terms.pace,
        open: Arc::new(open),
    };
    let tenants = act::<E>(&setup, &work, doors).await;
    // The run before may have sent anything.
    let touched = trail.touched();
    let openings = half_open(&plan, &tenants, |at| Some(touched.get(at).copied().flatten()));
    let rollbacks = roll_back(&setup, entrance, (terms, &trail), openings).await;
    let end = close(&setup, &trail.journal, settled);
    let (unaudited, unjournalled) = (trail.unaudited(), trail.unjournalled());
    Ok(resumed(Applied {
        plan,
        end,
        tenants,
        allowance: None,
        rollbacks,
        unaudited,
        unjournalled,
        requests: entrance.requests(),
    }))
}

/// Leaves of a tenant's plan only what the interrupted run meant to change.
fn restrict(tenant: &mut PlannedTenant, history: &History) {
    let nothing = BTreeSet::new();
    let addresses = history.scope.get(&tenant.tenant).unwrap_or(&nothing);
    tenant.changes.retain(|change| addresses.contains(&change.address));
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
        let Some(planned) = plan.tenants.iter().find(|planned| planned.tenant == *tenant) else {
            continue;
        };
        if planned.refusal.is_some() {
            settled = false;
            continue;
        }
        if planned.changes.iter().any(|change| change.address == *address) {
            let writes = open.entry(tenant.clone()).or_default();
            writes.insert((address.clone(), intent.write.clone()));
        } else {
            let (step, write) = (intent.step.step, intent.write.as_str());
            let entry = Entry { tenant, address, step, write, doing: None };
            journal.tell(&entry, Fate::Found, "the tenant as it was read no longer needs it");
        }
    }
    (open, settled)
}
