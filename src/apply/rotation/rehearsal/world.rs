//! A tenant with two emergency accounts and the stores of their passwords, in memory.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{
    Tally,
    chance::{Chance, Kind},
    scope::LIMITS,
};
use crate::{
    domain::{AccountName, ObjectId, RotationId, TenantId},
    observed::Ledger,
};

/// A world that several runs share.
pub(super) type Shared = Arc<Mutex<World>>;

/// Looks at the world, or changes it.
pub(super) fn lock(world: &Shared) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Stands for a password: two are the same exactly where their texts are.
pub(super) type Token = u64;

/// What is so.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) now: Timestamp,
    pub(super) chance: Chance,
    pub(super) places: Vec<Place>,
    /// What was sent and has not arrived.
    pub(super) landing: Vec<(Timestamp, Landing)>,
    /// How long every replica lags.
    pub(super) lag: Duration,
    /// Until when each run sleeps.
    pub(super) wake: BTreeMap<usize, Timestamp>,
    /// How many runs there were.
    pub(super) rotators: u32,
    pub(super) violation: Option<String>,
    pub(super) tally: Tally,
    pub(super) trace: Option<Vec<String>>,
}

/// One account and the place where its versions are kept.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) name: AccountName,
    pub(super) object: ObjectId,
    pub(super) enabled: bool,
    /// The password in force; `None` where somebody outside made it.
    pub(super) in_force: Option<Token>,
    /// When the password was changed, really and as the directory stamps it.
    pub(super) changes: Vec<(Timestamp, Timestamp)>,
    pub(super) envelopes: BTreeMap<RotationId, Token>,
    pub(super) ledger: Option<(Ledger, u64)>,
    /// Versions that may have been set.
    pub(super) sent: BTreeSet<RotationId>,
}

/// Something on its way.
#[derive(Debug, Clone)]
pub(super) enum Landing {
    Set { place: usize, token: Token },
    Ledger { place: usize, ledger: Box<Ledger>, over: Option<u64> },
}

/// The tenant's id.
pub(super) fn tenant() -> TenantId {
    TenantId::new(Uuid::from_u128(0x3f2a_8a2c_5b1d_4c3e_9f60_7a8b_9c0d_1e2f))
}

/// Lets others go on first.
pub(super) async fn turn() {
    let mut came = false;
    std::future::poll_fn(|context| {
        if came {
            return Poll::Ready(());
        }
        came = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

impl Place {
    /// Returns whether the account still waits for its first credential.
    pub(super) fn is_first(&self) -> bool {
        let current = self.ledger.as_ref().and_then(|(ledger, _)| ledger.current());
        !self.enabled && current.is_none()
    }
}

impl World {
    /// Makes a tenant whose accounts' passwords are nobody's.
    pub(super) fn new(chance: Chance) -> Self {
        let now = Timestamp::from_second(1_800_000_000).unwrap_or_default();
        let place = |number: u128| Place {
            name: format!("emergency-{number}").parse().expect("invariant: a short name"),
            object: ObjectId::new(Uuid::from_u128(number)),
            enabled: true,
            in_force: None,
            changes: vec![(now, now)],
            envelopes: BTreeMap::new(),
            ledger: None,
            sent: BTreeSet::new(),
        };
        Self {
            now,
            chance,
            places: vec![place(1), place(2)],
            landing: Vec::new(),
            lag: Duration::ZERO,
            wake: BTreeMap::new(),
            rotators: 0,
            violation: None,
            tally: Tally::default(),
            trace: None,
        }
    }

    /// Begins an operation: time goes by, and something of so many things may go wrong with it.
    pub(super) fn begin(&mut self, what: &str, wrongs: usize) -> usize {
        self.tally.operations += 1;
        self.pass(self.now + SignedDuration::from_millis(150));
        let wrong = self.chance.pick(Kind::Fault, wrongs + 1);
        if wrong > 0 {
            self.tally.faults += 1;
        }
        self.note(|| {
            format!(
                "{what}: {}",
                if wrong == 0 { "ok".to_owned() } else { format!("fault {wrong}") }
            )
        });
        wrong
    }

    pub(super) fn note(&mut self, text: impl FnOnce() -> String) {
        let now = self.now;
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{now} {}", text()));
        }
    }

    /// Lets time go by until then; what arrives meanwhile takes effect in its order.
    pub(super) fn pass(&mut self, until: Timestamp) {
        while let Some(next) = self
            .landing
            .iter()
            .enumerate()
            .filter(|(_, (at, _))| *at <= until)
            .min_by_key(|(_, (at, _))| *at)
            .map(|(place, _)| place)
        {
            let (at, landing) = self.landing.remove(next);
            self.now = self.now.max(at);
            self.note(|| format!("lands: {landing:?}"));
            match landing {
                Landing::Set { place, token } => self.change(place, Some(token)),
                Landing::Ledger { place, ledger, over } => {
                    let _ = self.put(place, &ledger, over);
                }
            }
        }
        self.now = self.now.max(until);
    }

    /// Changes a password, at once; the directory's clock may be off.
    pub(super) fn change(&mut self, place: usize, token: Option<Token>) {
        let skew = SignedDuration::try_from(LIMITS.skew).unwrap_or_default();
        let stamped = match self.chance.detail(3) {
            0 => self.now,
            1 => self.now - skew,
            _ => self.now + skew,
        };
        // The directory tells whole seconds.
        let stamp = Timestamp::from_second(stamped.as_second()).unwrap_or(stamped);
        let (now, place) = (self.now, &mut self.places[place]);
        place.in_force = token;
        place.changes.push((now, stamp));
        self.tally.sets += u64::from(token.is_some());
    }

    /// Writes a ledger over a writing of it; `None` where something else is there.
    pub(super) fn put(&mut self, place: usize, ledger: &Ledger, over: Option<u64>) -> Option<u64> {
        let there = self.places[place].ledger.as_ref();
        if there.map(|(_, mark)| *mark) != over {
            return None;
        }
        let mark = over.unwrap_or_default() + 1;
        self.check_write(place, ledger);
        self.places[place].ledger = Some((ledger.clone(), mark));
        Some(mark)
    }

    /// Returns the last change as a replica shows it.
    pub(super) fn shown(&self, place: usize, behind: usize) -> Timestamp {
        let changes = &self.places[place].changes;
        let lag = SignedDuration::try_from(self.lag).unwrap_or_default();
        let seen = changes.iter().take_while(|(at, _)| *at + lag <= self.now).count();
        changes[seen.saturating_sub(1 + behind).min(changes.len() - 1)].1
    }
}
