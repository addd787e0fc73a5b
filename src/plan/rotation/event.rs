//! What can happen to a rotation.

use jiff::Timestamp;

use crate::{
    domain::{AccountName, ObjectId},
    observed::{Ledger, ObservedUser, Reading},
};

/// What happened, in answer to the last command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The account was looked at.
    Looked(Reading<AccountFacts>),
    /// The ledger was read; `None` where there is none yet.
    Read(Result<Option<Ledger>, String>),
    /// The siblings' ledgers were read.
    ReadSiblings(Vec<Sibling>),
    /// The store was tried.
    Probed(Result<(), String>),
    /// A password was drawn, sealed and stored, for keys with these fingerprints. A failure leaves
    /// it open whether the envelope is there.
    Sealed(Result<Vec<String>, String>),
    /// The ledger was written, or not.
    Wrote(Wrote),
    /// The intent was journalled, or not.
    Noted(Result<(), String>),
    /// The set was answered, or not.
    Answered(Answer),
    /// The wait is over.
    Paused,
    /// The wait was cut short, since the run is to stop.
    Stopped,
    /// The account's sessions were ended, or not.
    Revoked(Result<(), String>),
    /// The envelopes were removed, or not.
    Removed(Result<(), String>),
}

/// What the rotation has to know of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountFacts {
    /// Its object id.
    pub object: ObjectId,
    /// Whether it can sign in.
    pub enabled: bool,
    /// Whether an on-premises directory masters it.
    pub synced: bool,
    /// Whether it is in a restricted-management administrative unit.
    pub restricted: bool,
    /// When its password was last changed (`lastPasswordChangeDateTime`), where that was read.
    pub last_change: Option<Timestamp>,
}

impl From<&ObservedUser> for AccountFacts {
    fn from(user: &ObservedUser) -> Self {
        Self {
            object: user.id,
            enabled: user.account_enabled,
            synced: user.on_premises_synced,
            restricted: user.management_restricted,
            last_change: user.last_password_change,
        }
    }
}

/// The ledger of another emergency account of the same tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sibling {
    /// Which account.
    pub account: AccountName,
    /// Its ledger; `None` where there is none.
    pub ledger: Result<Option<Ledger>, String>,
}

/// What became of a write to a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrote {
    /// It is durable.
    Done,
    /// Somebody else wrote first; nothing was written.
    LostRace,
    /// Nothing was written, for this reason.
    Refused(String),
    /// It may have been written, now or later.
    Unknown(String),
}

/// What became of the request that sets a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is set.
    Accepted,
    /// The tenant's policy refuses this password (400): it is not set.
    Policy(String),
    /// The app may not set it, or the account is not there (401, 403, 404): it is not set.
    Denied(String),
    /// It was never sent.
    NotSent(String),
    /// No usable answer (timeout, reset, 5xx, throttled until patience ran out): it may be set, now
    /// or before the claim ends.
    Unknown(String),
}
