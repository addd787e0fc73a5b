//! Several runs that share a world, one step at a time in any order. A run may die between any two
//! operations, and another one takes its place.

use std::{
    pin::Pin,
    task::{Context, Poll, Waker},
};

use jiff::SignedDuration;
use uuid::Uuid;

use super::{
    account::Seat,
    chance::Kind,
    scope::LIMITS,
    world::{Shared, World, lock, tenant},
};
use crate::{
    apply::rotation::{Ports, rotate},
    domain::RotatorId,
    plan::rotation::{Ending, Occasion, Surroundings, Terms},
};

/// How many steps a course takes at the most: more means that a run never ends.
const MOST_STEPS: usize = 20_000;

/// What a run does.
type Task = Pin<Box<dyn Future<Output = Ending>>>;

/// What a run is for: which account, and why.
pub(super) type Duty = (usize, Occasion);

/// Several runs that share a world.
pub(super) struct Crew {
    world: Shared,
    members: Vec<Member>,
    /// Who went on last.
    last: usize,
    /// How many runs may still take a dead one's place.
    lives: usize,
}

struct Member {
    duty: Duty,
    task: Option<Task>,
}

impl Crew {
    pub(super) fn new(world: &Shared, duties: &[Duty], lives: usize) -> Self {
        let members = duties.iter().enumerate().map(|(run, duty)| {
            let task = Some(begin(world, run, *duty));
            Member { duty: *duty, task }
        });
        Self { members: members.collect(), world: world.clone(), last: 0, lives }
    }

    /// Lets all runs go on until they end, and returns how they ended, in that order.
    pub(super) fn work(&mut self) -> Vec<Ending> {
        let mut endings = Vec::new();
        for _ in 0..MOST_STEPS {
            let Some(run) = self.choose() else { return endings };
            if self.dies(run) {
                continue;
            }
            self.disturb();
            self.wake(run);
            let ending = self.step(run);
            let mut world = lock(&self.world);
            world.check();
            if let Some(ending) = ending {
                world.note(|| format!("run {run} ends: {ending:?}"));
                world.check_ending(self.members[run].duty.0, &ending);
                endings.push(ending);
            }
            if world.violation.is_some() {
                return endings;
            }
        }
        lock(&self.world).violated("a run never ends".to_owned());
        endings
    }

    /// Chooses who goes on; nobody where all have ended.
    fn choose(&mut self) -> Option<usize> {
        let mut alive: Vec<usize> =
            (0..self.members.len()).filter(|run| self.members[*run].task.is_some()).collect();
        if let Some(place) = alive.iter().position(|run| *run == self.last) {
            alive.swap(0, place);
        }
        let chosen = lock(&self.world).chance.pick(Kind::Switch, alive.len());
        self.last = *alive.get(chosen)?;
        Some(self.last)
    }

    /// Lets a run die, if chance wants it; another one takes its place, if there is one.
    fn dies(&mut self, run: usize) -> bool {
        {
            let mut world = lock(&self.world);
            if world.chance.pick(Kind::Crash, 2) == 0 {
                return false;
            }
            world.tally.crashes += 1;
            world.wake.remove(&run);
            world.note(|| format!("run {run} dies"));
        }
        self.members[run].task = None;
        if self.lives > 0 {
            self.lives -= 1;
            self.members[run].task = Some(begin(&self.world, run, self.members[run].duty));
        }
        true
    }

    /// Lets somebody outside change a password or open one, or time go by, if chance wants it.
    fn disturb(&self) {
        let mut world = lock(&self.world);
        let what = world.chance.pick(Kind::Fault, 4);
        if what == 0 {
            return;
        }
        world.tally.faults += 1;
        let place = (world.chance.detail(2) + 1) % 2;
        if what == 3 {
            world.note(|| "nobody goes on for a while".to_owned());
            let parts = i32::try_from(1 + world.chance.detail(8)).unwrap_or_default();
            let lease = SignedDuration::try_from(LIMITS.lease).unwrap_or_default();
            let later = world.now + lease * parts / 6;
            world.pass(later);
        } else if what == 1 {
            world.note(|| format!("somebody outside changes the password of {place}"));
            world.change(place, None);
        } else if let Some((ledger, mark)) = world.places[place].ledger.clone() {
            world.note(|| format!("somebody opens the password of {place}"));
            let opened = ledger.opened(world.now);
            let _ = world.put(place, &opened, Some(mark));
        }
    }

    fn wake(&self, run: usize) {
        let mut world = lock(&self.world);
        if let Some(wake) = world.wake.remove(&run) {
            world.pass(wake);
        }
        world.note(|| format!("run {run}"));
    }

    fn step(&mut self, run: usize) -> Option<Ending> {
        let task = self.members[run].task.as_mut()?;
        match task.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => None,
            Poll::Ready(ending) => {
                self.members[run].task = None;
                Some(ending)
            }
        }
    }
}

/// Begins a run, which bears an id of its own.
fn begin(world: &Shared, run: usize, (place, occasion): Duty) -> Task {
    let seat = |place| Seat { world: world.clone(), place, run };
    let (own, sibling) = (seat(place), seat(1 - place));
    let (terms, name) = {
        let mut world = lock(world);
        (terms(&mut world, (place, occasion)), world.places[1 - place].name.clone())
    };
    Box::pin(async move {
        let siblings = [(name, sibling)];
        let ports = Ports {
            account: &own,
            keep: &own,
            siblings: &siblings,
            intents: &own,
            stop: &|| false,
        };
        rotate(&ports, terms).await
    })
}

fn terms(world: &mut World, (place, occasion): Duty) -> Terms {
    world.rotators += 1;
    let rotator = RotatorId::new(Uuid::from_u128(u128::from(world.rotators) << 96));
    Terms {
        tenant: tenant(),
        account: world.places[place].name.clone(),
        object: world.places[place].object,
        rotator,
        occasion,
        recipients: Vec::new(),
        limits: LIMITS,
        around: Surroundings::default(),
    }
}
