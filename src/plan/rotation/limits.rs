//! How long a rotation waits for what, and how often it tries.

use std::time::Duration;

use crate::observed::Retention;

/// How long a rotation waits for what, and how often it tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// How long a claim lasts; longer than `landing` and four times `skew` together.
    pub lease: Duration,
    /// How long after it may last be sent a set can still take effect: the longest time that a
    /// request is waited for, and what it can spend unanswered inside the service.
    pub landing: Duration,
    /// How far the clock by which we reckon, the one that answers tell, and the one that stamps
    /// password changes may differ.
    pub skew: Duration,
    /// How long the effect of a set without an answer is looked for before it is sent again.
    pub resolve: Duration,
    /// How long a proof is looked for (replicas lag, in the field up to 10 minutes).
    pub prove: Duration,
    /// The first pause between two looks; each one after it is twice as long.
    pub first: Duration,
    /// The longest of those pauses.
    pub longest: Duration,
    /// How often one password is sent at the most.
    pub sends: u32,
    /// How many passwords are drawn at the most.
    pub draws: u32,
    /// How many races for the ledger may be lost, and how many of its answers, before it is given
    /// up.
    pub races: u32,
    /// How long after a sibling's proof a scheduled rotation begins at the earliest.
    pub apart: Duration,
    /// How long what was in force is kept.
    pub retention: Retention,
}

impl Limits {
    /// Returns the limits for Microsoft Graph.
    #[must_use]
    pub const fn graph() -> Self {
        Self {
            lease: Duration::from_mins(15),
            landing: Duration::from_mins(5),
            skew: Duration::from_secs(2),
            resolve: Duration::from_mins(1),
            prove: Duration::from_mins(10),
            first: Duration::from_secs(1),
            longest: Duration::from_secs(30),
            sends: 3,
            draws: 3,
            races: 8,
            apart: Duration::from_hours(24),
            retention: Retention::DEFAULT,
        }
    }

    /// Returns the limits for an embedded sandbox, whose one clock stamps everything (and is read off
    /// answers that tell whole seconds) and whose requests take effect at once or never.
    #[must_use]
    pub const fn embedded() -> Self {
        Self {
            lease: Duration::from_secs(12),
            landing: Duration::from_secs(5),
            skew: Duration::from_secs(1),
            resolve: Duration::from_secs(1),
            prove: Duration::from_secs(5),
            first: Duration::from_millis(20),
            longest: Duration::from_secs(1),
            ..Self::graph()
        }
    }

    /// Returns the pause before a look: `first`, doubled each time, at most `longest`.
    #[must_use]
    pub fn backoff(&self, pauses_before: u32) -> Duration {
        let factor = 2_u32.saturating_pow(pauses_before);
        self.first.saturating_mul(factor).min(self.longest)
    }
}
