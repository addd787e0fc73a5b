//! The sandbox's clock: real time plus an offset that lasts, plus one that holds for a run.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// Tells the sandbox's time; everything that time ends is evaluated against it.
#[derive(Debug, Default)]
pub struct Clock {
    kept_milliseconds: AtomicI64,
    run_milliseconds: AtomicI64,
}

impl Clock {
    /// Makes a clock from the offset kept in the state, in milliseconds.
    #[must_use]
    pub fn new(kept_milliseconds: i64) -> Self {
        Self { kept_milliseconds: kept_milliseconds.into(), run_milliseconds: 0.into() }
    }

    /// Tells the time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let real = Timestamp::now();
        real.checked_add(SignedDuration::from_millis(self.offset())).unwrap_or(real)
    }

    /// Returns how far the clock is from real time, in milliseconds.
    #[must_use]
    pub fn offset(&self) -> i64 {
        let kept = self.kept_milliseconds.load(Ordering::Relaxed);
        kept.saturating_add(self.run_milliseconds.load(Ordering::Relaxed))
    }

    /// Moves the clock for this run only.
    pub fn move_for_run(&self, to: Timestamp) {
        let kept = self.kept_milliseconds.load(Ordering::Relaxed);
        let distance = to.duration_since(Timestamp::now()).as_millis();
        let run = i64::try_from(distance).unwrap_or(0).saturating_sub(kept);
        self.run_milliseconds.store(run, Ordering::Relaxed);
    }

    /// Sets the offset that lasts and ends the run's own; returns what is to be kept.
    pub fn set_offset(&self, milliseconds: i64) -> i64 {
        self.run_milliseconds.store(0, Ordering::Relaxed);
        self.kept_milliseconds.store(milliseconds, Ordering::Relaxed);
        milliseconds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_moves_without_touching_what_is_kept() {
        let clock = Clock::new(60_000);
        let target: Timestamp = "2030-01-01T00:00:00Z".parse().unwrap();
        clock.move_for_run(target);
        assert!(clock.now().duration_since(target).as_millis().abs() < 2_000);
        assert_eq!(clock.set_offset(5_000), 5_000);
        assert_eq!(clock.offset(), 5_000);
    }
}
