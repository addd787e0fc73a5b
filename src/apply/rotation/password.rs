//! A password on its way, in types: what is not stored cannot be set.

use crate::{
    domain::RotationId,
    observed::{Ledger, VersionState},
    secrets::{Credential, Keep, KeepError, Kept, NoRandomness, Password},
};

/// A password that was drawn, and is nowhere but in memory.
///
/// It can be stored and nothing else; in particular it cannot be set:
///
/// ```compile_fail,E0308
/// # use jiff::Timestamp;
/// # use tenantry::apply::rotation::{Account, Drawn};
/// async fn too_early<A: Account>(account: &A, drawn: &Drawn, deadline: Timestamp) {
///     account.set_password(drawn, deadline).await;
/// }
/// ```
///
/// Nor can it be shown, whatever one does with it:
///
/// ```compile_fail,E0599
/// # use tenantry::apply::rotation::Drawn;
/// fn show(drawn: &Drawn) -> &str {
///     drawn.expose()
/// }
/// ```
///
/// What the store has acknowledged can be set:
///
/// ```
/// # use jiff::Timestamp;
/// # use tenantry::apply::rotation::{Account, Stored};
/// async fn in_time<A: Account>(account: &A, stored: &Stored, deadline: Timestamp) {
///     account.set_password(stored, deadline).await;
/// }
/// ```
pub struct Drawn {
    rotation: RotationId,
    password: Credential,
}

/// A password whose envelope is durable, and which no ledger lists yet: still it cannot be set.
///
/// ```compile_fail,E0308
/// # use jiff::Timestamp;
/// # use tenantry::apply::rotation::{Account, Enveloped};
/// async fn too_early<A: Account>(account: &A, one: &Enveloped, deadline: Timestamp) {
///     account.set_password(one, deadline).await;
/// }
/// ```
pub struct Enveloped {
    drawn: Drawn,
    recipients: Vec<String>,
}

/// A password whose envelope is durable and which the durable ledger lists as pending.
///
/// No other function makes one than those that have the store's acknowledgement in hand.
pub struct Stored(Drawn);

impl Drawn {
    /// Draws the password of a version from the operating system's randomness.
    ///
    /// # Errors
    ///
    /// Fails where the operating system gives none.
    pub fn draw(rotation: RotationId) -> Result<Self, NoRandomness> {
        Ok(Self { rotation, password: Password::generate()?.into() })
    }

    /// Seals and stores it, and returns once that is durable.
    ///
    /// # Errors
    ///
    /// Fails where the store does not acknowledge it; the password is gone then.
    pub async fn store<K: Keep>(self, keep: &K) -> Result<Enveloped, KeepError> {
        let recipients = keep.store(self.rotation, &self.password).await?;
        Ok(Enveloped { drawn: self, recipients })
    }
}

impl Enveloped {
    /// Returns the version.
    #[must_use]
    pub const fn rotation(&self) -> RotationId {
        self.drawn.rotation
    }

    /// Returns the fingerprints of the keys that open the envelope.
    #[must_use]
    pub fn recipients(&self) -> &[String] {
        &self.recipients
    }

    /// Writes a ledger that lists it as pending, and returns once that is durable.
    ///
    /// # Errors
    ///
    /// Gives itself back where the store does not acknowledge the ledger, or where the ledger does
    /// not list it.
    pub async fn enter<K: Keep>(
        self,
        keep: &K,
        ledger: &Ledger,
        over: Option<&K::Mark>,
    ) -> Result<(Stored, K::Mark), (Self, KeepError)> {
        if !self.is_listed(ledger) {
            let why = "the ledger does not list the version".to_owned();
            return Err((self, KeepError::Failed(why)));
        }
        match keep.write(ledger, over).await {
            Ok(mark) => Ok((Stored(self.drawn), mark)),
            Err(error) => Err((self, error)),
        }
    }

    /// Finds it as pending in a ledger that was read from the store: an entry whose answer was lost
    /// is durable then.
    ///
    /// # Errors
    ///
    /// Gives itself back where it is not there.
    pub fn found<M>(self, kept: &Kept<M>) -> Result<Stored, Self> {
        if self.is_listed(&kept.ledger) { Ok(Stored(self.drawn)) } else { Err(self) }
    }

    fn is_listed(&self, ledger: &Ledger) -> bool {
        let version = ledger.version(self.rotation());
        version.is_some_and(|version| version.state == VersionState::Pending)
    }
}

impl Stored {
    /// Returns the version.
    #[must_use]
    pub const fn rotation(&self) -> RotationId {
        self.0.rotation
    }

    /// Returns the text, for the one request that sets it.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.password.expose()
    }
}
