//! What strikes a request, sorted by when it acts.

use std::time::Duration;

use crate::sandbox::faults::{Budget, Effect, Lag, Moment, Refusal, Signal, Strike};
use crate::sandbox::store::Unsettled;

/// What becomes of an HTTP request as a whole; the items of a batch share one.
#[derive(Debug, Default)]
pub(super) struct Fate {
    /// How long it was held up already.
    pub(super) held: Duration,
    /// Whether it ends without an answer.
    pub(super) cut: bool,
    /// Whether its answer's body breaks off.
    pub(super) truncated: bool,
    /// What it changed and must be durable before it is answered.
    pub(super) unsettled: Unsettled,
}

/// The effects that strike one request or batch item.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// How long to wait first.
    pub(super) latency: Duration,
    /// Signals to send before anything is done; nothing is done then.
    pub(super) signal_before: Option<Signal>,
    /// Whether the connection is cut before anything is done.
    pub(super) cut_before: bool,
    /// The error to answer with.
    pub(super) refusal: Option<Refusal>,
    /// Whether the token counts as expired.
    pub(super) expired: bool,
    /// The budgets to charge, with the numbers of their faults.
    pub(super) budgets: Vec<(u64, Budget)>,
    /// How far a replica falls behind.
    pub(super) lag: Option<Lag>,
    /// A signal to send once the change is durable.
    pub(super) signal_after: Option<Signal>,
    /// Whether the connection is cut once the change is durable.
    pub(super) cut_after: bool,
    /// Whether the answer's body breaks off.
    pub(super) truncated: bool,
}

impl Verdict {
    /// Sorts strikes.
    pub(super) fn of(strikes: Vec<Strike>) -> Self {
        let mut verdict = Self::default();
        for Strike { fault, effect, chance } in strikes {
            match effect {
                Effect::Status(refusal) => verdict.refusal = verdict.refusal.or(Some(refusal)),
                Effect::Latency(latency) => {
                    let jitter = Duration::from_millis(latency.jitter).mul_f64(chance);
                    verdict.latency += Duration::from_millis(latency.milliseconds) + jitter;
                }
                Effect::Cut(Moment::Before) => verdict.cut_before = true,
                Effect::Cut(Moment::After) => verdict.cut_after = true,
                Effect::Truncate => verdict.truncated = true,
                Effect::ExpiredToken => verdict.expired = true,
                Effect::Lag(lag) => verdict.lag = Some(lag),
                Effect::Signal(signal) => match signal.moment {
                    Moment::Before => verdict.signal_before = Some(signal),
                    Moment::After => verdict.signal_after = Some(signal),
                },
                Effect::Budget(budget) => verdict.budgets.push((fault, budget)),
            }
        }
        verdict
    }
}
