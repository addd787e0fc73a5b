//! What strikes a request, sorted by when it acts.

use std::time::Duration;

use uuid::Uuid;

use super::fault::{Budget, Effect, Lag, Moment, Refusal, Signal};
use super::matching::Strike;

/// The effects that strike one request or batch item.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    /// How long to wait first.
    pub(crate) latency: Duration,
    /// The signal to send; before anything is done, and nothing is done then, or once the change
    /// is durable.
    pub(crate) signal: Option<Signal>,
    /// When the connection is cut: before anything is done, or once the change is durable.
    pub(crate) cut: Option<Moment>,
    /// The error to answer with.
    pub(crate) refusal: Option<Refusal>,
    /// Whether the token counts as expired.
    pub(crate) expired: bool,
    /// The tenant that the answer claims to be of.
    pub(crate) other_tenant: Option<Uuid>,
    /// The budgets to charge, with the numbers of their faults.
    pub(crate) budgets: Vec<(u64, Budget)>,
    /// How far a replica falls behind.
    pub(crate) lag: Option<Lag>,
    /// Whether the answer's body breaks off.
    pub(crate) truncated: bool,
}

impl Verdict {
    /// Sorts strikes. Of several errors, cuts or signals the first holds; delays add up.
    pub(crate) fn of(strikes: Vec<Strike>) -> Self {
        let mut verdict = Self::default();
        for Strike { fault, effect, chance } in strikes {
            match effect {
                Effect::Status(refusal) => verdict.refusal = verdict.refusal.or(Some(refusal)),
                Effect::Latency(latency) => {
                    let jitter = Duration::from_millis(latency.jitter).mul_f64(chance);
                    verdict.latency += Duration::from_millis(latency.milliseconds) + jitter;
                }
                Effect::Cut(moment) => verdict.cut = verdict.cut.or(Some(moment)),
                Effect::Truncate => verdict.truncated = true,
                Effect::ExpiredToken => verdict.expired = true,
                Effect::OtherTenant(id) => verdict.other_tenant = Some(id),
                Effect::Lag(lag) => verdict.lag = Some(lag),
                Effect::Signal(signal) => verdict.signal = verdict.signal.or(Some(signal)),
                Effect::Budget(budget) => verdict.budgets.push((fault, budget)),
            }
        }
        verdict
    }

    /// Returns the signal due at a moment.
    pub(crate) fn signal_at(&self, moment: Moment) -> Option<&Signal> {
        self.signal.as_ref().filter(|signal| signal.moment == moment)
    }

    /// Tells whether the request ends at a moment without an answer: a process that gets a signal
    /// gets no answer either.
    pub(crate) fn ends_at(&self, moment: Moment) -> bool {
        self.cut == Some(moment) || self.signal_at(moment).is_some()
    }
}
