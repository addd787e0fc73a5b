//! The port to the place where one account's versions are kept.

use super::KeepError;
use crate::{domain::RotationId, observed::Ledger, secrets::Credential};

/// A ledger as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept<M> {
    /// The ledger.
    pub ledger: Ledger,
    /// Which writing of it this is.
    pub mark: M,
}

/// The place where one account's versions are kept. It can store, and never open.
///
/// What returns `Ok` is durable: it outlives a crash of this machine and of the store's.
pub trait Keep: Sync {
    /// Names one writing of the ledger.
    type Mark: Clone + Send + Sync;

    /// Reads the ledger; `None` where there is none.
    ///
    /// # Errors
    ///
    /// Any failure to read, and a ledger that is not whole, is an error, never `None`.
    fn read(&self) -> impl Future<Output = Result<Option<Kept<Self::Mark>>, KeepError>> + Send;

    /// Writes the ledger over the writing that was read, or where none is.
    ///
    /// # Errors
    ///
    /// [`KeepError::LostRace`] where something else is there.
    fn write(
        &self,
        ledger: &Ledger,
        over: Option<&Self::Mark>,
    ) -> impl Future<Output = Result<Self::Mark, KeepError>> + Send;

    /// Seals a password and stores it under the version's name, where nothing is; returns the
    /// fingerprints of the keys that open it.
    ///
    /// # Errors
    ///
    /// After any error the envelope may be there or not.
    fn store(
        &self,
        rotation: RotationId,
        password: &Credential,
    ) -> impl Future<Output = Result<Vec<String>, KeepError>> + Send;

    /// Removes a version's envelope; one that is not there is no error.
    ///
    /// # Errors
    ///
    /// After an error it may be there or not.
    fn remove(&self, rotation: RotationId) -> impl Future<Output = Result<(), KeepError>> + Send;

    /// Learns whether the place answers, may be written to, and honours conditions on writes.
    ///
    /// # Errors
    ///
    /// Says why it cannot be relied on.
    fn probe(&self) -> impl Future<Output = Result<(), KeepError>> + Send;
}
