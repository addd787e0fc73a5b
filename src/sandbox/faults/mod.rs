//! Everything that can be made difficult: latency, refusals, throttling, cut connections, lagging
//! replicas, expired tokens, signals. Decided by counters and a seed, never by chance alone, so
//! that a run repeats.

mod budget;
mod fault;
mod matching;
mod replicas;
mod signal;
mod verdict;

pub use fault::{
    Budget, Effect, Fault, Host, Lag, Latency, Moment, Refusal, RetryAfter, Signal, Target,
};

pub(crate) use budget::{Account, Buckets, Charge, cost};
pub(crate) use matching::{Faults, Incoming};
pub(crate) use replicas::Replicas;
pub(crate) use signal::send;
pub(crate) use verdict::Verdict;
