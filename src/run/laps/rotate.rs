//! `laps rotate`: rotates what is due, at most one account of a tenant.

use std::{io, sync::Arc};

use super::{
    LapsOutcome, LapsQuestion, LapsRun, LapsTenant, LapsTerms,
    account::Candidate,
    intents::Notes,
    stage::{Chosen, Staged, meant, stage},
    witness::{Whose, Witness},
};
use crate::{
    apply::{
        journal::{Journal, RunEnd, Scope},
        rotation::{Ports, rotate},
    },
    audit::AuditError,
    domain::{Address, TenantName},
    fleet::{Ended, OnStop},
    observed::{Refusal, RefusalKind},
    plan::{
        self,
        rotation::{Ending, Manner},
    },
    run::{Auditing, Entrance as _, Microsoft, Setup, scribe::Scribe},
};

/// Enters every selected tenant that declares accounts to rotate, asks `confirm` where one is due,
/// and rotates at most one account of each tenant.
///
/// # Errors
///
/// Fails where the journal cannot be written.
pub async fn rotate_laps(
    setup: &Setup,
    entrance: &Arc<Microsoft>,
    terms: &LapsTerms,
    confirm: impl AsyncFnOnce(&LapsQuestion) -> bool,
) -> io::Result<LapsRun> {
    let (mut staged, whole) = survey(setup, entrance, terms).await;
    let wishes: Vec<_> = staged.iter().filter_map(Staged::wish).collect();
    let question = LapsQuestion { wishes };
    let stopped = || setup.fleet.stop.is_requested();
    let mut declined = false;
    let reason = terms.reason.clone();
    let scribe = Arc::new(Scribe::new(&Auditing { reason, ..terms.auditing.clone() }));
    if whole && !question.wishes.is_empty() && !stopped() {
        declined = !confirm(&question).await;
        if !declined && !stopped() {
            act(setup, (terms, &scribe), &mut staged).await?;
        }
    }
    let (tenants, unaudited) =
        (staged.into_iter().map(|staged| staged.report).collect(), scribe.trouble());
    let interrupted = !whole || stopped();
    let requests = entrance.requests();
    let declined = declined && !interrupted;
    Ok(LapsRun { tenants, declined, interrupted, unaudited, requests })
}

/// The first phase over the fleet; tells whether no stop came before its end.
async fn survey(
    setup: &Setup,
    entrance: &Arc<Microsoft>,
    terms: &LapsTerms,
) -> (Vec<Staged>, bool) {
    let concerned = setup.tenants().into_iter().filter(|tenant| !meant(tenant, terms).is_empty());
    let names: Vec<TenantName> = concerned.map(|tenant| tenant.name.clone()).collect();
    let work = |name: TenantName| {
        let (setup, entrance, terms) = (setup.clone(), Arc::clone(entrance), terms.clone());
        async move {
            let tenant = setup.desired.tenants.get(&name)?;
            Some(stage(&setup, &entrance, (&terms, tenant)).await)
        }
    };
    let ends = setup.fleet.each(names.clone(), OnStop::Abandon, work, |_, _, _| ()).await;
    let whole = !ends.iter().any(|end| matches!(end, Ended::Stopped));
    let settle = |(name, end): (TenantName, Ended<Option<Staged>>)| match end {
        Ended::Done(staged) => staged,
        Ended::Stopped => None,
        Ended::Panicked(message) => Some(Staged {
            report: LapsTenant {
                tenant_id: setup.desired.tenants.get(&name)?.id,
                tenant: name,
                refusal: Some(mistake(&message)),
                accounts: Vec::new(),
            },
            chosen: None,
        }),
    };
    (names.into_iter().zip(ends).filter_map(settle).collect(), whole)
}

pub(super) fn mistake(message: &str) -> Refusal {
    Refusal {
        kind: RefusalKind::Unreachable,
        message: format!("tenantry made a mistake while reading it: {message}"),
        help: "report this; the other tenants are not affected".to_owned(),
        code: None,
        request_id: None,
    }
}

/// The second phase: what was chosen is rotated, each tenant by itself.
async fn act(
    setup: &Setup,
    (terms, scribe): (&LapsTerms, &Arc<Scribe>),
    staged: &mut [Staged],
) -> io::Result<()> {
    let (mut tasks, mut places, mut scope) = (Vec::new(), Vec::new(), Scope::new());
    for (index, staged) in staged.iter_mut().enumerate() {
        let Some(chosen) = staged.chosen.take() else { continue };
        let (tenant, account) = (staged.report.tenant.clone(), &chosen.candidate.terms.account);
        let address = Address::Laps(account.clone());
        scope.entry(tenant.clone()).or_default().insert(address.clone());
        places.push((index, chosen.place));
        tasks.push((tenant, address, chosen));
    }
    let digest = &setup.desired.digest;
    let journal = Arc::new(terms.journal.start(&terms.tool_version, digest, scope)?);
    let start = |(tenant, address, chosen): (TenantName, Address, Chosen)| {
        let (setup, terms) = (setup.clone(), terms.clone());
        let (scribe, journal) = (Arc::clone(scribe), Arc::clone(&journal));
        async move {
            let witness = match announce(&scribe, (&terms, &tenant), &chosen.candidate).await {
                Ok(witness) => witness,
                Err(error) => return not_announced(&error),
            };
            let notes = Notes { journal, tenant, address, reason: terms.reason, witness };
            one(&setup, &notes, chosen).await
        }
    };
    let ends = setup.fleet.each(tasks, OnStop::Finish, start, |_, _, _| ()).await;
    for ((index, place), end) in places.into_iter().zip(ends) {
        let account = &mut staged[index].report.accounts[place];
        account.outcome = match end {
            Ended::Done(outcome) => outcome,
            Ended::Stopped => LapsOutcome::Untried,
            Ended::Panicked(message) => LapsOutcome::Failed(format!(
                "tenantry made a mistake: {message}; report it, and rotate again"
            )),
        };
        // A version of an earlier run may be sealed to other keys still.
        if matches!(account.outcome, LapsOutcome::Ended(Ending::Proved { manner: Manner::Set, .. }))
        {
            account.keys = std::mem::take(&mut account.keys).after_rotation();
        }
    }
    finish(setup, &journal)
}

async fn announce(
    scribe: &Arc<Scribe>,
    (terms, tenant): (&LapsTerms, &TenantName),
    candidate: &Candidate,
) -> Result<Witness, AuditError> {
    let whose = Whose {
        tenant,
        client_id: candidate.client_id,
        name: &candidate.name,
        terms: &candidate.terms,
        current: candidate.current,
        pending: candidate.pending.clone(),
        tool_version: &terms.tool_version,
    };
    Witness::announce(scribe, whose).await
}

/// What is not announced is not begun.
fn not_announced(error: &AuditError) -> LapsOutcome {
    let why = format!("nothing was done, since it could not be announced: {error}");
    LapsOutcome::Ended(Ending::Refused(plan::rotation::Refusal::Unprepared(why)))
}

async fn one(setup: &Setup, notes: &Notes, chosen: Chosen) -> LapsOutcome {
    let Chosen { connection, candidate, .. } = chosen;
    let account = connection.emergency_account(candidate.object);
    let ports = Ports {
        account: &account,
        keep: &candidate.keep,
        siblings: &candidate.siblings,
        intents: notes,
        stop: &|| setup.fleet.stop.is_requested(),
    };
    let ending = rotate(&ports, candidate.terms).await;
    notes.witness.end(&ending).await;
    LapsOutcome::Ended(ending)
}

fn finish(setup: &Setup, journal: &Journal) -> io::Result<()> {
    let stopped = setup.fleet.stop.is_requested();
    journal.end(if stopped { RunEnd::Interrupted } else { RunEnd::Finished })
}
