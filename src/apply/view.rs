//! What has to be looked at for one step, and what the looks say of it.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{
    attempt::{Done, Needs, View},
    creation::{self, Standing},
    judge::{Seen, judge},
    made::Made,
    supersede::{groups, users},
};
use crate::{
    domain::ObjectId,
    plan::{Fact, Judgement, Look, Step, Subject},
};

/// What is known of the run when one step is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    /// The objects that this run has made.
    pub(super) made: &'a Made,
    /// The objects that this run has changed.
    pub(super) touched: &'a BTreeSet<ObjectId>,
    /// What failed steps of the same change would have brought about.
    pub(super) broken: &'a [Fact],
    /// The server's time.
    pub(super) now: Timestamp,
}

/// Returns every look that the step needs, each once.
pub(super) fn looks_for(step: &Step, made: &Made) -> Vec<Look> {
    let place = creation::place(&step.write);
    let proves = if place.is_some() { &[][..] } else { &step.proves };
    let facts = proves.iter().chain(&step.needs).filter_map(|fact| made.fact(fact));
    let all: BTreeSet<Look> = facts.flat_map(|fact| fact.look()).chain(place).collect();
    all.into_iter().collect()
}

/// Returns what the looks say of the step, and the object that it would make, where that is
/// already there.
pub(super) fn view(step: &Step, seen: &Seen, context: Context<'_>) -> (View, Option<ObjectId>) {
    let needs = needs(step, seen, context);
    let Some(place) = creation::place(&step.write) else {
        return (View { done: done(&step.proves, seen, context), needs }, None);
    };
    match creation::recognise(&step.write, seen.get(&place)) {
        Standing::Ours(id) => (View { done: Done::Yes, needs }, Some(id)),
        Standing::Nothing => (View { done: Done::No("it is not there".to_owned()), needs }, None),
        Standing::Taken(what) => {
            (View { done: Done::No(what.clone()), needs: Needs::Fail(what) }, None)
        }
        Standing::Unknown(why) => {
            (View { done: Done::Unknown(why.clone()), needs: Needs::Unknown(why) }, None)
        }
    }
}

fn done(proves: &[Fact], seen: &Seen, context: Context<'_>) -> Done {
    let mut done = if proves.is_empty() { Done::Unprovable } else { Done::Yes };
    for fact in proves {
        let Some(fact) = context.made.fact(fact) else {
            return Done::No("what it concerns is not there".to_owned());
        };
        match judge(&fact, seen, context.now) {
            Judgement::Holds => {}
            Judgement::Fails(found) => return Done::No(found),
            Judgement::Unknown(why) => done = Done::Unknown(why),
        }
    }
    done
}

fn needs(step: &Step, seen: &Seen, context: Context<'_>) -> Needs {
    let mut worst = Needs::Hold;
    for needed in &step.needs {
        let Some(fact) = context.made.fact(needed) else {
            return Needs::Broken("what it concerns was not made".to_owned());
        };
        match judge(&fact, seen, context.now) {
            Judgement::Holds => {}
            Judgement::Fails(found) if is_broken(&fact, context) => {
                return Needs::Broken(format!("an earlier step did not succeed: {found}"));
            }
            Judgement::Fails(found) if touched(&fact, context) => worst = Needs::Lag(found),
            Judgement::Fails(found) => return Needs::Fail(found),
            Judgement::Unknown(why) => return Needs::Unknown(why),
        }
    }
    worst
}

/// Returns whether the fact is about something that an earlier step of the change failed to change.
fn is_broken(fact: &Fact, context: Context<'_>) -> bool {
    let failed = context.broken.iter().filter_map(|fact| context.made.fact(fact));
    let failed: BTreeSet<ObjectId> = failed.flat_map(|fact| objects(&fact)).collect();
    objects(fact).iter().any(|id| failed.contains(id))
}

/// Returns whether the fact is about something that this run has made or changed.
fn touched(fact: &Fact, context: Context<'_>) -> bool {
    objects(fact).iter().any(|id| context.made.contains(*id) || context.touched.contains(id))
}

/// Returns the objects that a fact is about.
pub(super) fn objects(fact: &Fact) -> Vec<ObjectId> {
    let gone = match fact {
        Fact::UserGone(id) | Fact::GroupGone(id) => Some(*id),
        _ => None,
    };
    let subjects = users(fact).into_iter().chain(groups(fact));
    subjects.filter_map(Subject::id).chain(gone).collect()
}
