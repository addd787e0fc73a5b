//! What a rotation wants done.

use std::time::Duration;

use jiff::Timestamp;

use super::Ending;
use crate::{
    domain::{AccountName, RotationId},
    observed::Ledger,
};

/// What has to be done next; each is answered by one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Look at the account.
    Look,
    /// Read the ledger.
    Read,
    /// Read the siblings' ledgers.
    ReadSiblings,
    /// Learn whether the store can be relied on.
    Probe,
    /// Draw a password, seal it, and store the envelope under this name.
    Seal(RotationId),
    /// Write the ledger over the one that was read last; it enters the sealed version as pending.
    Enter {
        /// The version.
        rotation: RotationId,
        /// The ledger.
        ledger: Box<Ledger>,
    },
    /// Write the ledger over the one that was read last.
    Write(Box<Ledger>),
    /// Write a sibling's ledger over the one that was read last.
    WriteSibling {
        /// The sibling.
        account: AccountName,
        /// Its ledger.
        ledger: Box<Ledger>,
    },
    /// Journal durably that this version is about to be set.
    Note(RotationId),
    /// Set this version, and never send it from that time on.
    Set {
        /// The version.
        rotation: RotationId,
        /// From when on, by the server's clock, it is not sent.
        deadline: Timestamp,
    },
    /// Wait.
    Pause(Duration),
    /// End the account's sessions.
    Revoke,
    /// Remove these envelopes; ones that are not there are no failure.
    Remove(Vec<RotationId>),
    /// It is over.
    End(Ending),
}
