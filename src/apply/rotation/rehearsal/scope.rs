//! Which courses are tried to the end.

use std::time::Duration;

use crate::{observed::Retention, plan::rotation::Limits};

/// How much goes wrong in one course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// How many operations go wrong, or are disturbed from outside.
    pub faults: u8,
    /// How many runs die and begin anew.
    pub crashes: u8,
    /// How often another run goes on than the one that went on last.
    pub switches: u8,
    /// For how many steps at the beginning any run may go on.
    pub depth: u8,
}

/// How the two emergency accounts of the tenant stand in the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Start {
    /// Both are proved.
    Proved,
    /// The first is disabled and never had a credential; the second is proved.
    First,
    /// Neither was ever rotated by tenantry.
    Adopted,
}

impl Start {
    /// All ways to begin.
    pub const ALL: [Self; 3] = [Self::Proved, Self::First, Self::Adopted];
}

/// A set of courses that is tried to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// How the accounts stand in the beginning.
    pub start: Start,
    /// Which account each run rotates: the first (0) or the second (1).
    pub runs: &'static [usize],
    /// How much goes wrong.
    pub budget: Budget,
}

const fn budget(faults: u8, crashes: u8, switches: u8, depth: u8) -> Budget {
    Budget { faults, crashes, switches, depth }
}

const fn proved(runs: &'static [usize], budget: Budget) -> Scope {
    Scope { start: Start::Proved, runs, budget }
}

impl Scope {
    /// What is tried on every change: a few seconds.
    pub const SMALL: &'static [Self] = &[
        proved(&[0], budget(1, 1, 0, 0)),
        Self { start: Start::First, runs: &[0], budget: budget(1, 1, 0, 0) },
        Self { start: Start::Adopted, runs: &[0], budget: budget(1, 0, 0, 0) },
        proved(&[0, 0], budget(0, 0, 2, 0)),
        proved(&[0, 1], budget(0, 0, 2, 0)),
        proved(&[0, 0], budget(1, 0, 1, 0)),
        proved(&[0, 1], budget(0, 1, 1, 0)),
        // A run that stalls with its claim checked and its version not yet entered.
        proved(&[0, 1], budget(1, 0, 2, 0)),
    ];

    /// What is tried by the command that tries a million seeds.
    pub const LARGE: &'static [Self] = &[
        proved(&[0], budget(2, 0, 0, 0)),
        proved(&[0], budget(1, 2, 0, 0)),
        Self { start: Start::First, runs: &[0], budget: budget(1, 1, 0, 0) },
        Self { start: Start::Adopted, runs: &[0], budget: budget(1, 1, 0, 0) },
        proved(&[0, 0], budget(0, 0, 0, 14)),
        proved(&[0, 1], budget(0, 0, 0, 14)),
        Self { start: Start::Adopted, runs: &[0, 1], budget: budget(0, 0, 0, 14) },
        proved(&[0, 0], budget(0, 0, 3, 0)),
        proved(&[0, 1], budget(0, 0, 3, 0)),
        proved(&[0, 0], budget(1, 0, 2, 0)),
        proved(&[0, 1], budget(1, 0, 2, 0)),
        proved(&[0, 0], budget(0, 1, 2, 0)),
        proved(&[0, 1], budget(0, 1, 2, 0)),
        Self { start: Start::First, runs: &[0, 1], budget: budget(1, 0, 1, 0) },
    ];
}

/// Limits with which every wait is a few steps.
pub(super) const LIMITS: Limits = Limits {
    lease: Duration::from_secs(200),
    landing: Duration::from_secs(80),
    skew: Duration::from_secs(2),
    resolve: Duration::from_secs(10),
    prove: Duration::from_secs(40),
    first: Duration::from_secs(5),
    longest: Duration::from_secs(20),
    sends: 2,
    draws: 3,
    races: 6,
    apart: Duration::from_hours(24),
    retention: Retention { previous: 2, age: Duration::ZERO },
};
