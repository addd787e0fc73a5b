//! The time that decisions are made for.

use jiff::Timestamp;

use crate::observed::ObservedTenant;

/// The time that decisions are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// Each tenant's own server's. A tenant that could not be read has none; where no tenant has,
    /// this machine's time at the beginning of the run stands in.
    Server {
        /// This machine's time at the beginning of the run.
        started: Timestamp,
    },
    /// This time, whatever the servers say (`--at`).
    At(Timestamp),
}

impl Clock {
    /// Returns the time to plan one tenant for.
    #[must_use]
    pub const fn for_tenant(self, observed: &ObservedTenant) -> Timestamp {
        match self {
            Self::Server { .. } => observed.taken_at,
            Self::At(at) => at,
        }
    }

    /// Returns the time of the whole run: the latest of its tenants'.
    #[must_use]
    pub fn for_run(self, tenants: impl IntoIterator<Item = Timestamp>) -> Timestamp {
        match self {
            Self::Server { started } => tenants.into_iter().max().unwrap_or(started),
            Self::At(at) => at,
        }
    }
}
