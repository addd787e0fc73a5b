//! How fast one tenant is asked: Graph's budgets are per app and tenant, so tenants never slow
//! each other down.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::Instant,
};

/// How many requests to one tenant are under way at once.
const AT_ONCE: usize = 4;
/// The share of the budget from which on Graph tells how much is used, and from which on we wait.
const COMFORTABLE: f64 = 0.8;
/// How long a tenant rests for each tenth of its budget used beyond the comfortable share.
const REST_PER_TENTH: Duration = Duration::from_millis(500);
/// The longest rest that is taken unasked.
const LONGEST_REST: Duration = Duration::from_secs(10);

/// One tenant's pace.
#[derive(Debug)]
pub(super) struct Pace {
    at_once: Semaphore,
    not_before: Mutex<Option<Instant>>,
}

impl Pace {
    pub(super) fn new() -> Self {
        Self { at_once: Semaphore::new(AT_ONCE), not_before: Mutex::new(None) }
    }

    /// Waits until a request may be sent.
    pub(super) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        let permit = self.at_once.acquire().await.ok();
        // Read again after each rest, since another request may have lengthened it.
        while let Some(until) = self.rest_until() {
            tokio::time::sleep_until(until).await;
        }
        permit
    }

    /// Lets the tenant rest as its server asked.
    pub(super) fn rest(&self, length: Duration) {
        let until = Instant::now() + length;
        let mut not_before = self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        *not_before = Some(not_before.map_or(until, |known| known.max(until)));
    }

    /// Takes note of `x-ms-throttle-limit-percentage`, where an answer has one.
    pub(super) fn note(&self, limit_percentage: Option<&str>) {
        if let Some(length) =
            limit_percentage.and_then(|text| text.trim().parse().ok()).and_then(rest_for)
        {
            tracing::debug!(rest_ms = length.as_millis(), "slowing down before Graph throttles");
            self.rest(length);
        }
    }

    fn rest_until(&self) -> Option<Instant> {
        let not_before = *self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        not_before.filter(|until| *until > Instant::now())
    }
}

/// Returns how long to rest when this share of the budget is used.
fn rest_for(share: f64) -> Option<Duration> {
    let beyond = (share - COMFORTABLE) * 10.0;
    (beyond > 0.0).then(|| REST_PER_TENTH.mul_f64(beyond.min(100.0)).min(LONGEST_REST))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{LONGEST_REST, Pace, rest_for};

    #[test]
    fn the_rest_grows_with_the_share() {
        assert_eq!(rest_for(0.8), None);
        assert_eq!(rest_for(f64::NAN), None);
        assert!(rest_for(0.9) < rest_for(1.2));
        assert_eq!(rest_for(1e300), Some(LONGEST_REST));
    }

    #[tokio::test(start_paused = true)]
    async fn a_tenant_rests_before_it_is_throttled() {
        let pace = Pace::new();
        let start = Instant::now();
        drop(pace.turn().await);
        assert_eq!(start.elapsed(), Duration::ZERO);
        pace.note(Some("1.0"));
        pace.note(Some("nonsense"));
        drop(pace.turn().await);
        assert!(start.elapsed() >= Duration::from_millis(999), "{:?}", start.elapsed());
        pace.rest(Duration::from_secs(7));
        drop(pace.turn().await);
        assert!(start.elapsed() >= Duration::from_secs(7));
    }
}
