//! Taking back access that could not be opened, or not be handed over: whatever is there is ended
//! at once, by a plan of its own.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    ApplyError, ApplyTerms, Entrance, NoWallet, Setup,
    act::{Open, Work, act},
    stage::{Staged, stage},
    trail::{Place, Trail},
};
use crate::{
    apply::{
        AppliedTenant, ChangeOutcome, Rollback, StepOutcome, Unended,
        journal::{Journal, RunEnd, Scope},
    },
    domain::{Address, ObjectId, TechnicianId},
    fleet::{Fleet, Stop},
    plan::{Plan, PlannedTenant, Purpose},
};

/// How often the end is tried before somebody else has to: the next sweep.
const ROUNDS: usize = 3;

/// Access that has to be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Opening {
    /// Why.
    pub(super) failure: String,
    /// The account, where it is known.
    pub(super) user: Option<ObjectId>,
}

/// Finds the grants that were to be opened and are not proved open, and of which anything may be
/// there: `anything` says of a place whether something was sent for it.
pub(super) fn half_open(
    plan: &Plan,
    tenants: &[AppliedTenant],
    anything: impl Fn(&Place) -> Option<Option<ObjectId>>,
) -> BTreeMap<Place, Opening> {
    let mut found = BTreeMap::new();
    for (planned, applied) in plan.tenants.iter().flat_map(|planned| {
        let done = tenants.iter().filter(|applied| applied.tenant == planned.tenant);
        done.map(move |applied| (planned, applied))
    }) {
        let opens = |address: &Address| {
            let mut changes = planned.changes.iter();
            changes.any(|change| {
                change.address == *address && change.grant.as_ref().is_some_and(|it| !it.extends)
            })
        };
        let failed = |outcome: &&ChangeOutcome| {
            outcome.outcome != StepOutcome::Proved && opens(&outcome.address)
        };
        for outcome in applied.changes.iter().filter(failed) {
            let place = (planned.tenant.clone(), outcome.address.clone());
            if let Some(user) = anything(&place) {
                let failure = outcome.message.clone();
                found.insert(place, Opening { failure, user });
            }
        }
    }
    found
}

/// Ends what is there of some grants, whoever asked for a stop meanwhile.
pub(super) async fn roll_back<E: Entrance>(
    setup: &Setup,
    entrance: &Arc<E>,
    (terms, trail): (&ApplyTerms, &Arc<Trail>),
    openings: BTreeMap<Place, Opening>,
) -> Vec<Rollback> {
    let mut left: BTreeMap<Place, Result<(), Unended>> = openings
        .keys()
        .map(|place| {
            let why = "its end was not tried".to_owned();
            (place.clone(), Err(Unended { why, pending_until: None }))
        })
        .collect();
    let mut ends = BTreeMap::new();
    for _ in 0..ROUNDS {
        if left.is_empty() {
            break;
        }
        let setup = ending(setup, &openings, left.keys());
        let narrow = |tenant: &mut PlannedTenant| {
            let name = tenant.tenant.clone();
            tenant.changes.retain(|it| left.contains_key(&(name.clone(), it.address.clone())));
        };
        let Staged { plan, doors, .. } = stage(&setup, entrance, narrow).await;
        let (trail, open) = (Arc::clone(trail), Arc::new(Open::new()));
        let work = Work { plan: Arc::clone(&plan), trail, pace: terms.pace, open };
        let tenants = act::<E>(&setup, &work, doors).await;
        for (place, end) in std::mem::take(&mut left) {
            match judge(&plan, &tenants, &place) {
                Judged::Nothing => drop(ends.insert(place, Ok(()))),
                Judged::Ended => drop(left.insert(place, Ok(()))),
                // Trying again at once would be refused again.
                Judged::Not(why) if why.pending_until.is_some() => {
                    ends.insert(place, Err(why));
                }
                // What was proved stays proved, also where it cannot be looked at again.
                Judged::Unread(why) => drop(left.insert(place, end.or(Err(why)))),
                Judged::Not(why) => drop(left.insert(place, Err(why))),
            }
        }
    }
    ends.append(&mut left);
    let told = openings.into_iter().filter_map(|(place, opening)| {
        let end = ends.remove(&place)?;
        let (tenant, address) = place;
        Some(Rollback { tenant, address, failure: opening.failure, end })
    });
    told.collect()
}

/// What became of access that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack {
    /// Each grant's end.
    pub rollbacks: Vec<Rollback>,
    /// Why events are not in the audit trail, where some are not.
    pub unaudited: Option<String>,
    /// Why lines are not in the journal, where some are not.
    pub unjournalled: Option<String>,
}

/// Ends access that was opened and could not be handed over; `why` says what failed.
///
/// # Errors
///
/// Fails where the journal cannot be begun or ended.
pub async fn take_back<E: Entrance>(
    setup: &Setup,
    entrance: &Arc<E>,
    terms: &ApplyTerms,
    (places, why): (Vec<Place>, &str),
) -> Result<TakenBack, ApplyError> {
    let opening = |place| (place, Opening { failure: why.to_owned(), user: None });
    let openings: BTreeMap<Place, Opening> = places.into_iter().map(opening).collect();
    let mut scope = Scope::new();
    for (tenant, address) in openings.keys() {
        scope.entry(tenant.clone()).or_default().insert(address.clone());
    }
    let journal = terms.journal.start(&terms.tool_version, "", scope);
    let trail =
        Arc::new(Trail::new(journal.unwrap_or_else(Journal::lost), terms.recorder(setup, "")));
    let rollbacks = roll_back(setup, entrance, (terms, &trail), openings).await;
    let all = rollbacks.iter().all(|one| one.end.is_ok());
    // That the line is not there is told with the rest.
    drop(trail.journal.end(if all { RunEnd::Finished } else { RunEnd::Interrupted }));
    let (unaudited, unjournalled) = (trail.unaudited(), trail.unjournalled());
    Ok(TakenBack { rollbacks, unaudited, unjournalled })
}

/// Returns the setup of a run that ends the access of those people, and that no stop interrupts:
/// a second signal ends the process.
fn ending<'a>(
    setup: &Setup,
    openings: &BTreeMap<Place, Opening>,
    left: impl Iterator<Item = &'a Place>,
) -> Setup {
    let mut technicians = std::collections::BTreeSet::new();
    let mut selected = Vec::new();
    let mut remembered = (*setup.remembered).clone();
    for place in left {
        let (tenant, address) = place;
        technicians.extend(technician(address));
        if !selected.contains(tenant) {
            selected.push(tenant.clone());
        }
        let id = setup.desired.tenants.get(tenant).map(|tenant| tenant.id);
        let user = openings.get(place).and_then(|opening| opening.user);
        if let (Some(id), Some(user)) = (id, user) {
            remembered.entry(id).or_default().insert(user, address.clone());
        }
    }
    let fleet = Fleet { parallelism: setup.fleet.parallelism, stop: Stop::new() };
    Setup {
        purpose: Arc::new(Purpose::Revoke(Some(technicians))),
        selected,
        remembered: Arc::new(remembered),
        wallet: Arc::new(NoWallet),
        fleet,
        ..setup.clone()
    }
}

fn technician(address: &Address) -> Option<TechnicianId> {
    match address {
        Address::Jit(technician) => Some(technician.clone()),
        _ => None,
    }
}

/// What one round came to at one place.
enum Judged {
    Nothing,
    Ended,
    Unread(Unended),
    Not(Unended),
}

fn judge(plan: &Plan, tenants: &[AppliedTenant], (tenant, address): &Place) -> Judged {
    let unread = |why: String| Judged::Unread(Unended { why, pending_until: None });
    let Some(planned) = plan.tenants.iter().find(|planned| planned.tenant == *tenant) else {
        return unread("the tenant could not be looked at".to_owned());
    };
    if let Some(refusal) = &planned.refusal {
        return unread(refusal.message.clone());
    }
    let applied = tenants.iter().find(|applied| applied.tenant == *tenant);
    let mut outcomes = applied.into_iter().flat_map(|applied| &applied.changes);
    match outcomes.find(|outcome| outcome.address == *address) {
        Some(found) if found.outcome == StepOutcome::Proved => Judged::Ended,
        Some(found) => {
            let (why, pending_until) = (found.message.clone(), found.pending_until);
            Judged::Not(Unended { why, pending_until })
        }
        None if planned.is_complete() => Judged::Nothing,
        None => unread("not everything could be read".to_owned()),
    }
}
