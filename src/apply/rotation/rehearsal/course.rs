//! One course: how it begins, what goes on, and how it must end.

use std::{
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use jiff::SignedDuration;

use super::{
    Start, Tally, Violation,
    chance::Chance,
    crew::{Crew, Duty},
    scope::LIMITS,
    world::{Shared, World, lock},
};
use crate::{
    observed::Ledger,
    plan::rotation::{Ending, Occasion},
};

/// The worlds in which courses begin.
static OPENINGS: LazyLock<Vec<(Start, World)>> =
    LazyLock::new(|| Start::ALL.map(|start| (start, open(start))).into());

/// What is tried.
pub(super) struct Course<'a> {
    /// Its name.
    pub(super) name: String,
    /// How it begins.
    pub(super) start: Start,
    /// The runs.
    pub(super) duties: &'a [Duty],
    /// How many runs may take a dead one's place.
    pub(super) lives: usize,
    /// How long every replica lags.
    pub(super) lag: Duration,
}

impl Course<'_> {
    /// Tries the course; gives back what decided, for the next one.
    pub(super) fn run(&self, chance: Chance, traced: bool) -> (Result<Tally, Violation>, Chance) {
        let world = Arc::new(Mutex::new(opening(self.start)));
        {
            let mut world = lock(&world);
            world.chance = chance;
            world.lag = self.lag;
            world.trace = traced.then(Vec::new);
        }
        let endings = Crew::new(&world, self.duties, self.lives).work();
        let chance = std::mem::replace(&mut lock(&world).chance, Chance::Quiet);
        if lock(&world).violation.is_none() {
            close(&world);
        }
        let mut world = lock(&world);
        if let Some(what) = world.violation.take() {
            let trace = world.trace.take().unwrap_or_default();
            return (Err(Violation { course: self.name.clone(), what, trace }), chance);
        }
        world.tally.runs = 1;
        for ending in &endings {
            world.tally.ended(ending);
        }
        (Ok(std::mem::take(&mut world.tally)), chance)
    }
}

/// Returns what a run of an account is for, in a world that begins so.
pub(super) fn duty(start: Start, place: usize) -> Duty {
    let first = start == Start::First && place == 0;
    (place, if first { Occasion::First } else { Occasion::Asked })
}

fn opening(start: Start) -> World {
    let found = OPENINGS.iter().find(|(of, _)| *of == start);
    found.map_or_else(|| open(start), |(_, world)| world.clone())
}

/// Lets undisturbed runs of the product make the world in which courses begin.
fn open(start: Start) -> World {
    let world = Arc::new(Mutex::new(World::new(Chance::Quiet)));
    let proved: &[usize] = match start {
        Start::Proved => &[0, 1],
        Start::First => &[1],
        Start::Adopted => &[],
    };
    for place in proved.repeat(4) {
        let endings = Crew::new(&world, &[(place, Occasion::Asked)], 0).work();
        debug_assert!(matches!(endings[..], [Ending::Proved { .. }]), "{endings:?}");
    }
    let mut world = lock(&world).clone();
    if start == Start::First {
        world.places[0].enabled = false;
    }
    let later = world.now + SignedDuration::from_hours(30 * 24);
    world.pass(later);
    world.tally = Tally::default();
    world
}

/// Lets everything arrive that was on its way, and one undisturbed run of each account go to its
/// end.
fn close(world: &Shared) {
    let order = {
        let mut world = lock(world);
        let lease = SignedDuration::try_from(LIMITS.lease).unwrap_or_default();
        let later = world.now + lease * 3;
        world.note(|| "the last, undisturbed runs".to_owned());
        world.pass(later);
        world.lag = Duration::ZERO;
        world.check();
        let doubtful = |place: &usize| {
            let ledger = world.places[*place].ledger.as_ref();
            ledger.is_some_and(|(ledger, _)| ledger.unresolved().next().is_some())
        };
        // A first credential waits for nobody, and whoever is in doubt is in the way of the other.
        if !world.places[0].is_first() && doubtful(&1) { [1, 0] } else { [0, 1] }
    };
    // Where somebody outside changed a password in the same moments as a run whose answer was lost,
    // the next run takes that change for the run's own; one more rotation mends it.
    for again in [false, true] {
        for place in order {
            if !again || lock(world).places[place].in_force.is_none() {
                finish(world, place);
            }
        }
    }
    for place in order {
        check_end(world, place);
    }
}

/// Lets an undisturbed run go to its end.
fn finish(world: &Shared, place: usize) {
    if lock(world).violation.is_some() {
        return;
    }
    let first = lock(world).places[place].is_first();
    let occasion = if first { Occasion::First } else { Occasion::Asked };
    let endings = Crew::new(world, &[(place, occasion)], 0).work();
    if !matches!(endings[..], [Ending::Proved { .. }]) {
        lock(world).violated(format!("an undisturbed run ends so: {endings:?}"));
    }
}

fn check_end(world: &Shared, place: usize) {
    let mut world = lock(world);
    let here = &world.places[place];
    let current = here.ledger.as_ref().map(|(ledger, _)| ledger).and_then(Ledger::current);
    let token = current.and_then(|current| here.envelopes.get(&current.rotation)).copied();
    if token.is_none() || token != here.in_force {
        world.violated("after an undisturbed run another password is in force".to_owned());
    }
}
