//! The tenant in memory, as far as it rotates passwords.

use super::{Effect, Entry, Passwords, Perform as _, Sending, WriteError, memory::World};
use crate::{observed::Reading, plan::Write};

/// Rotates as the machine does, which resolves a lost answer itself; the machine has a world of its
/// own (`rotation::rehearsal`).
#[async_trait::async_trait]
impl Passwords for World {
    async fn rotate(&self, _: &Entry<'_>, write: &Write) -> Result<Effect, WriteError> {
        let Write::RotatePassword { account, .. } = write else { panic!("{write:?}") };
        let current = || {
            let ledger = self.truth().ledgers.get(account).and_then(Reading::known).cloned();
            ledger.and_then(|ledger| ledger.current().map(|current| current.rotation))
        };
        let before = current();
        match self.perform(write, Sending::plain()).await {
            Err(WriteError::Ambiguous { .. }) if current() != before => {
                Ok(Effect::Done { request_id: None })
            }
            Err(WriteError::Ambiguous { .. }) => self.perform(write, Sending::plain()).await,
            told => told,
        }
    }
}
