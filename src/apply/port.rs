//! The port through which a plan reaches one tenant.

use std::time::Duration;

use jiff::Timestamp;

use crate::{
    domain::ObjectId,
    plan::{Look, Sighting, Write},
};

/// Carries out writes in exactly one tenant and looks at what is there.
///
/// The Graph adapter implements it, and tests implement it in memory. An implementation retries
/// what is safe to retry (429, 503, and reads) and nothing else.
pub trait Perform: Sync {
    /// Looks; the answer has one sighting for each look, in their order. What could not be read
    /// is a sighting that is unknown.
    fn look(&self, looks: &[Look]) -> impl Future<Output = Vec<Sighting>> + Send;

    /// Carries out one write. Every subject is an existing object.
    ///
    /// From `deadline` on, by the server's clock, it is not sent, also where it was throttled and
    /// waited for its turn meanwhile.
    ///
    /// # Errors
    ///
    /// Tells whether the write certainly did not happen or whether that is unknown.
    fn perform(
        &self,
        write: &Write,
        deadline: Option<Timestamp>,
    ) -> impl Future<Output = Result<Effect, WriteError>> + Send;

    /// Waits.
    fn pause(&self, length: Duration) -> impl Future<Output = ()> + Send;

    /// Returns the time by the server's clock.
    fn now(&self) -> Timestamp;
}

/// What a write did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// It is done.
    Done {
        /// Graph's `request-id`.
        request_id: Option<String>,
    },
    /// It is done and made this object.
    Created {
        /// The new object.
        id: ObjectId,
        /// Graph's `request-id`.
        request_id: Option<String>,
    },
    /// It is not done yet, for a reason outside both of us: a DNS record that is not there.
    Waiting {
        /// What is waited for, as a lower-case fragment.
        until: String,
    },
}

/// Why a write failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// Graph refused it: it certainly did not happen.
    #[error("{message} ({status} {code}, request-id {})", request_id.as_deref().unwrap_or("none"))]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Graph's error code.
        code: String,
        /// Graph's message.
        message: String,
        /// Graph's `request-id`.
        request_id: Option<String>,
    },
    /// What it refers to is not there (404, or the 400 that Graph gives for fresh objects): it
    /// did not happen, and may succeed later if the object is one that was created moments ago.
    #[error("{message} (request-id {})", request_id.as_deref().unwrap_or("none"))]
    NotFound {
        /// Graph's message.
        message: String,
        /// Graph's `request-id`.
        request_id: Option<String>,
    },
    /// No usable answer (timeout, reset, 5xx): it may have happened.
    #[error("no usable answer: {message} (request-id {})", request_id.as_deref().unwrap_or("none"))]
    Ambiguous {
        /// What went wrong.
        message: String,
        /// Graph's `request-id`, where there was an answer.
        request_id: Option<String>,
    },
    /// It was not carried out, and may not be sent any more: its deadline came.
    #[error("not sent: the grant's deadline {deadline} has passed")]
    TooLate {
        /// From when on it may not be sent.
        deadline: Timestamp,
    },
    /// It was never sent: no token, no connection, throttled until patience ran out.
    #[error("not sent: {message}")]
    NotSent {
        /// What went wrong.
        message: String,
    },
}
