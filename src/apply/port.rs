//! The port through which a plan reaches one tenant.

use std::time::Duration;

use jiff::Timestamp;

use crate::{
    domain::{Address, ObjectId},
    plan::{Look, Sighting, Write},
    secrets::Credential,
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
    /// From the deadline of `sending` on, by the server's clock, it is not sent, also where it was
    /// throttled and waited for its turn meanwhile. A credential that the write makes is put into
    /// the slot of `sending` before this returns, and is kept nowhere else.
    ///
    /// # Errors
    ///
    /// Tells whether the write certainly did not happen or whether that is unknown.
    fn perform(
        &self,
        write: &Write,
        sending: Sending<'_>,
    ) -> impl Future<Output = Result<Effect, WriteError>> + Send;

    /// Waits.
    fn pause(&self, length: Duration) -> impl Future<Output = ()> + Send;

    /// Returns the time by the server's clock.
    fn now(&self) -> Timestamp;
}

/// Under which terms a write is sent.
#[derive(Clone, Copy)]
pub struct Sending<'a> {
    /// From when on, by the server's clock, it may not be sent any more.
    pub deadline: Option<Timestamp>,
    /// Where a credential goes that it makes.
    pub slot: &'a dyn Slot,
}

/// Takes a credential over the moment it exists.
pub trait Slot: Sync {
    /// Takes the credential over, sealed or kept for the one terminal that shows it.
    ///
    /// # Errors
    ///
    /// Says why it cannot be handed on to anybody, as a lower-case fragment without the credential.
    fn put(&self, credential: Credential) -> Result<(), String>;
}

/// Takes over the credentials of one tenant, each for the change that made it.
pub trait Slots: Sync {
    /// Takes the credential over; see [`Slot::put`].
    ///
    /// # Errors
    ///
    /// Says why it cannot be handed on to anybody, as a lower-case fragment without the credential.
    fn put(&self, address: &Address, credential: Credential) -> Result<(), String>;
}

/// The slot of one change.
#[derive(Clone, Copy)]
pub(super) struct SlotOf<'a> {
    pub(super) slots: &'a dyn Slots,
    pub(super) address: &'a Address,
}

impl Slot for SlotOf<'_> {
    fn put(&self, credential: Credential) -> Result<(), String> {
        self.slots.put(self.address, credential)
    }
}

impl Slots for NoSlot {
    fn put(&self, _: &Address, credential: Credential) -> Result<(), String> {
        Slot::put(self, credential)
    }
}

/// Takes nothing: for writes that make no credential.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoSlot;

impl Slot for NoSlot {
    fn put(&self, _: Credential) -> Result<(), String> {
        Err("nobody is there to take the credential".to_owned())
    }
}

impl Sending<'_> {
    /// Sends without a deadline and without a slot.
    #[must_use]
    pub const fn plain() -> Sending<'static> {
        Sending { deadline: None, slot: &NoSlot }
    }
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
    /// It was carried out, and the credential that it made could not be handed on: nobody has it.
    #[error("the credential was made and could not be handed on: {message}")]
    Undelivered {
        /// What went wrong.
        message: String,
    },
    /// It was sent or may have been, and which password of an emergency account is in force could
    /// not be proved.
    #[error("{message}")]
    Unproven {
        /// What may be in force, or who else is at it.
        message: String,
    },
    /// It was never sent: no token, no connection, throttled until patience ran out.
    #[error("not sent: {message}")]
    NotSent {
        /// What went wrong.
        message: String,
    },
}
