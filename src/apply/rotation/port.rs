//! The ports of a rotation that are not the store.

use std::{io, time::Duration};

use jiff::Timestamp;

use super::Stored;
use crate::{
    apply::Fate,
    domain::RotationId,
    observed::Reading,
    plan::rotation::{AccountFacts, Answer},
};

/// Reaches exactly one account of one tenant, by its object id.
///
/// The Graph adapter implements it, and the rehearsal does in memory.
pub trait Account: Sync {
    /// Looks at the account. What could not be read is unknown, never absent.
    fn look(&self) -> impl Future<Output = Reading<AccountFacts>> + Send;

    /// Sets the password, with `forceChangePasswordNextSignIn: false`: else the first emergency
    /// would change it behind the store's back.
    ///
    /// It is sent once, and from `deadline` on, by the server's clock, not at all, also where it was
    /// throttled and waited for its turn meanwhile.
    fn set_password(
        &self,
        password: &Stored,
        deadline: Timestamp,
    ) -> impl Future<Output = Answer> + Send;

    /// Ends the account's sessions.
    ///
    /// # Errors
    ///
    /// Says why they may go on.
    fn revoke_sessions(&self) -> impl Future<Output = Result<(), String>> + Send;

    /// Waits.
    fn pause(&self, length: Duration) -> impl Future<Output = ()> + Send;

    /// Returns the time by the server's clock.
    fn now(&self) -> Timestamp;
}

/// Remembers durably which version is about to be set and what became of it.
pub trait Intents: Sync {
    /// Announces a set; returns only once that is durable.
    ///
    /// # Errors
    ///
    /// Fails where it could not be made durable; then nothing is sent.
    fn intent(&self, rotation: RotationId) -> io::Result<()>;

    /// Tells what became of an announced set.
    fn fate(&self, rotation: RotationId, fate: Fate, detail: &str);
}
