//! A whole plan, carried out in the model by the executor's own rules: a step whose proof already
//! holds is not sent, one whose needs do not hold is not sent, and what depends on something that
//! did not happen is left.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{apply_step, sight, write::resolve};
use crate::{
    domain::Address,
    observed::ObservedTenant,
    plan::{Change, Fact, Judgement, OnFailure, Plan, PlannedTenant, Step, withheld},
};

/// What became of a change in the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Modelled {
    /// Every step was done or was done already, and proved.
    Done,
    /// A guard withholds it, or it depends on something that did not happen.
    Withheld,
    /// A step's needs did not hold, or its proof failed.
    Failed,
}

/// Carries out one tenant's part of a plan; returns what became of each change.
pub fn apply_plan(
    observed: &mut ObservedTenant,
    plan: &Plan,
    tenant: &PlannedTenant,
    now: Timestamp,
) -> BTreeMap<Address, Modelled> {
    let mut outcomes = BTreeMap::new();
    for change in &tenant.changes {
        let ready = change
            .depends_on
            .iter()
            .all(|address| outcomes.get(address).is_none_or(|outcome| *outcome == Modelled::Done));
        let outcome = if !ready || withheld(plan, tenant, change).is_some() {
            Modelled::Withheld
        } else {
            apply_change(observed, change, now)
        };
        outcomes.insert(change.address.clone(), outcome);
    }
    outcomes
}

/// Carries out one change.
pub fn apply_change(observed: &mut ObservedTenant, change: &Change, now: Timestamp) -> Modelled {
    let mut worst = Modelled::Done;
    for step in &change.steps {
        if !step_holds(observed, step, now) {
            worst = Modelled::Failed;
            if step.on_failure == OnFailure::Stop {
                break;
            }
        }
    }
    worst
}

fn step_holds(observed: &mut ObservedTenant, step: &Step, now: Timestamp) -> bool {
    if !step.proves.is_empty() && all(observed, &step.proves, now) {
        return true;
    }
    if !all(observed, &step.needs, now) {
        return false;
    }
    apply_step(observed, step, now);
    all(observed, &step.proves, now)
}

fn all(observed: &ObservedTenant, facts: &[Fact], now: Timestamp) -> bool {
    facts.iter().all(|fact| {
        let fact = fact.clone().map_subjects(|subject| resolve(observed, subject).into());
        let sightings: Vec<_> = fact.look().iter().map(|look| sight(observed, look)).collect();
        fact.judge(&sightings, now) == Judgement::Holds
    })
}
