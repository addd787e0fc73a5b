//! What a rotation is asked for.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::Limits;
use crate::domain::{AccountName, ObjectId, RotatorId, TenantId};

/// What a rotation is asked for: whose password, by which run, why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The tenant.
    pub tenant: TenantId,
    /// The account's short name.
    pub account: AccountName,
    /// Its object id, by which alone it is acted on.
    pub object: ObjectId,
    /// This run; no other one ever bears the same id.
    pub rotator: RotatorId,
    /// Why.
    pub occasion: Occasion,
    /// Fingerprints of the keys that passwords are sealed to now: a rotation is due where what is in
    /// force is sealed to others. None where that is not compared.
    pub recipients: Vec<String>,
    /// How long it waits for what.
    pub limits: Limits,
    /// What was seen around the account when the rotation was chosen.
    pub around: Surroundings,
}

/// What was seen around an account when its rotation was chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Siblings that nobody could fall back on, though their ledgers are in order, and why
    /// (lower-case fragments): the schedule leaves this account alone meanwhile.
    pub troubles: BTreeMap<AccountName, String>,
    /// The highest number among the versions whose envelopes are stored, where the ledger proved
    /// none yet and may have been begun anew: new ones are numbered above it. Else 0.
    pub stored: u32,
}

/// Why a password is rotated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Occasion {
    /// By its schedule: where nothing is due, nothing is done; siblings are proved, and not only
    /// just now.
    Scheduled {
        /// How old a password becomes.
        every: SignedDuration,
    },
    /// A person asked for it. Siblings may have been rotated just now, or never.
    Asked,
    /// The account's first credential: it is disabled and never had one that was proved, so its
    /// siblings do not matter.
    First,
}
