//! How long to wait for what.

use std::time::Duration;

/// How long the executor waits for what, and how often it asks.
///
/// The figures are measured in pauses, not by a clock: a clock that jumps can neither shorten nor
/// lengthen them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How many reads in a row must agree before something counts as done.
    pub agreeing: u32,
    /// The pause between two such reads.
    pub apart: Duration,
    /// How long the reads may take to agree.
    pub within: Duration,
    /// How long to wait for what this run has made or changed to be seen, and for an object that
    /// a read shows and a write does not find.
    pub settle: Duration,
    /// How long to look for the effect of a write that got no usable answer.
    pub resolve: Duration,
    /// How often a write is sent at the most, where sending it again is safe.
    pub tries: u32,
    /// How long removed roles can take to let go of an account (15 minutes, Entra ID documentation
    /// of role assignments).
    pub privilege_wait: Duration,
    /// The first pause before an account that roles still hold is tried again; each one after it
    /// is as long as all before it together.
    pub privilege_first: Duration,
    /// The longest of those pauses.
    pub privilege_apart: Duration,
    /// The first pause where nothing else says how long; each one after it is twice as long.
    pub first: Duration,
    /// The longest of those pauses, which bounds how late an interruption is noticed.
    pub longest: Duration,
}

impl Pace {
    /// Returns the pace for Microsoft Graph: three agreeing reads, 5 s apart, within 5 minutes.
    #[must_use]
    pub const fn graph() -> Self {
        Self {
            agreeing: 3,
            apart: Duration::from_secs(5),
            within: Duration::from_mins(5),
            settle: Duration::from_mins(5),
            resolve: Duration::from_mins(1),
            tries: 3,
            privilege_wait: Duration::from_mins(15),
            privilege_first: Duration::from_secs(1),
            privilege_apart: Duration::from_secs(30),
            first: Duration::from_secs(1),
            longest: Duration::from_secs(8),
        }
    }

    /// Returns the pace for an embedded sandbox without faults, whose reads never lag and whose
    /// roles let go at once: as many agreeing reads as elsewhere, close together, and five attempts
    /// at an account that cannot be had.
    #[must_use]
    pub const fn embedded() -> Self {
        Self {
            apart: Duration::from_millis(20),
            privilege_wait: Duration::from_secs(4),
            privilege_first: Duration::from_millis(500),
            first: Duration::from_millis(20),
            longest: Duration::from_secs(1),
            ..Self::graph()
        }
    }

    /// Returns the pause before an account that roles still hold is tried again, after so long a
    /// wait for it: never beyond `privilege_wait`.
    #[must_use]
    pub fn privilege_backoff(&self, waited: Duration) -> Duration {
        let left = self.privilege_wait.saturating_sub(waited);
        waited.max(self.privilege_first).min(self.privilege_apart).min(left)
    }

    /// Returns the pause before an attempt: `first`, doubled each time, at most `longest`.
    #[must_use]
    pub fn backoff(&self, attempts_before: u32) -> Duration {
        let factor = 2_u32.saturating_pow(attempts_before);
        self.first.saturating_mul(factor).min(self.longest)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Pace;

    #[test]
    fn pauses_grow_and_stay_bounded() {
        let seconds: Vec<u64> = (0..6).map(|n| Pace::graph().backoff(n).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 8, 8]);
        assert_eq!(Pace::graph().backoff(u32::MAX), Duration::from_secs(8));
    }

    fn privilege_pauses(pace: Pace) -> Vec<Duration> {
        let (mut pauses, mut waited) = (Vec::new(), Duration::ZERO);
        while waited < pace.privilege_wait {
            let pause = pace.privilege_backoff(waited);
            waited += pause;
            pauses.push(pause);
        }
        assert_eq!(waited, pace.privilege_wait);
        pauses
    }

    #[test]
    fn accounts_that_roles_hold_are_tried_less_and_less_often() {
        let pauses = privilege_pauses(Pace::graph());
        let seconds: Vec<u64> = pauses.iter().map(Duration::as_secs).collect();
        assert_eq!(seconds[..8], [1, 1, 2, 4, 8, 16, 30, 30]);
        assert!(pauses.len() < 40, "{}", pauses.len());
        let embedded = privilege_pauses(Pace::embedded());
        assert_eq!(embedded.len(), 4, "five attempts");
        assert!(embedded.iter().sum::<Duration>() <= Duration::from_secs(10));
    }
}
