//! The port through which the passwords of emergency accounts are stored, set and proved.

use async_trait::async_trait;

use super::{Effect, Entry, WriteError};
use crate::plan::Write;

/// Carries out [`Write::RotatePassword`]: the one write that takes a store as well as the tenant.
#[async_trait]
pub trait Passwords: Send + Sync {
    /// Stores a new password of the account, sets it and proves it in force, or resolves what an
    /// earlier run left in doubt. `entry` is the step in the journal, for what it announces on the
    /// way; the account of `write` is an existing object.
    ///
    /// # Errors
    ///
    /// [`WriteError::Unproven`] where it is not known which password is in force; anything else
    /// leaves in force what was before.
    async fn rotate(&self, entry: &Entry<'_>, write: &Write) -> Result<Effect, WriteError>;
}

/// Rotates nothing: for runs that plan no password.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoPasswords;

#[async_trait]
impl Passwords for NoPasswords {
    async fn rotate(&self, _: &Entry<'_>, _: &Write) -> Result<Effect, WriteError> {
        let message = "this run has no store for passwords".to_owned();
        Err(WriteError::NotSent { message })
    }
}
