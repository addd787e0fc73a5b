//! What was tried, and what was found.

use std::{collections::BTreeMap, fmt};

use crate::plan::rotation::{Ending, Manner};

/// What was tried.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many courses.
    pub runs: u64,
    /// How many operations on accounts and stores.
    pub operations: u64,
    /// How often a password was set.
    pub sets: u64,
    /// How many runs died.
    pub crashes: u64,
    /// How many operations went wrong.
    pub faults: u64,
    /// How often each ending came, before the last undisturbed run.
    pub endings: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// Adds what another one counted.
    pub fn add(&mut self, other: &Self) {
        self.runs += other.runs;
        self.operations += other.operations;
        self.sets += other.sets;
        self.crashes += other.crashes;
        self.faults += other.faults;
        for (ending, count) in &other.endings {
            *self.endings.entry(ending).or_default() += count;
        }
    }

    pub(super) fn ended(&mut self, ending: &Ending) {
        let name = match ending {
            Ending::Proved { manner: Manner::Set, .. } => "proved",
            Ending::Proved { manner: Manner::Recovered, .. } => "recovered",
            Ending::Proved { manner: Manner::ByAnother, .. } => "proved by another",
            Ending::NothingDue { .. } => "nothing due",
            Ending::Refused(_) => "refused",
            Ending::Unproven { .. } => "unproven",
            Ending::LostRace { .. } => "lost race",
            Ending::Claimed { .. } => "claimed",
        };
        *self.endings.entry(name).or_default() += 1;
    }
}

/// Something that must never be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which course.
    pub course: String,
    /// What is so.
    pub what: String,
    /// What happened before, the latest last.
    pub trace: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.course, self.what)?;
        self.trace.iter().try_for_each(|line| write!(f, "\n  {line}"))
    }
}
