//! Reckoning with times that never overflows.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

fn signed(length: Duration) -> SignedDuration {
    SignedDuration::try_from(length).unwrap_or(SignedDuration::MAX)
}

/// Returns the time so much later.
pub(super) fn later(time: Timestamp, length: Duration) -> Timestamp {
    time.checked_add(signed(length)).unwrap_or(Timestamp::MAX)
}

/// Returns the time so much earlier.
pub(super) fn earlier(time: Timestamp, length: Duration) -> Timestamp {
    time.checked_sub(signed(length)).unwrap_or(Timestamp::MIN)
}

/// Returns the beginning of the next second, or the time itself where it is one.
pub(super) fn whole_second(time: Timestamp) -> Timestamp {
    let second = Timestamp::from_second(time.as_second()).unwrap_or(time);
    // The second is cut towards zero, so before 1970 it may already be later.
    if second < time { later(second, Duration::from_secs(1)) } else { second }
}

/// Returns how long it is until a time; nothing where it has come.
pub(super) fn until(time: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(time.duration_since(now)).unwrap_or_default()
}
