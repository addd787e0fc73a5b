//! One version of a password, and the claim to set one.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{RotationId, RotatorId};

/// What is known of one version of a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum VersionState {
    /// Stored, and perhaps set: a candidate for being in force until a later one is proved.
    Pending,
    /// Proved to be in force.
    Current,
    /// Was in force before a later one was proved.
    Previous,
    /// Refused by the tenant's policy: never in force.
    Rejected,
    /// Given up: never set, or a later one was proved before this one was.
    Abandoned,
}

/// One version of a password.
///
/// Its own set can only have taken effect between `set_after` and `set_before`, by the server's
/// clock. Those times are disjoint for different versions, since only the holder of the claim sets;
/// so the time of the account's last password change tells whose password is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LedgerVersion {
    /// Which version; its envelope bears the same name.
    pub rotation: RotationId,
    /// What is known of it.
    pub state: VersionState,
    /// When it was entered, by the server's clock.
    pub created: Timestamp,
    /// Its set takes effect later than this: later than the last change that was seen before.
    pub set_after: Timestamp,
    /// Its set does not take effect later than this: a later change was somebody else's.
    pub set_before: Timestamp,
    /// The time of the password change that proved it (`lastPasswordChangeDateTime`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proved: Option<Timestamp>,
    /// When the account's sessions were ended after the proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions_ended: Option<Timestamp>,
    /// The fingerprints of the keys that open its envelope.
    pub recipients: Vec<String>,
    /// Why it was rejected or abandoned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl LedgerVersion {
    /// Returns whether a password change at this time was this version's own set.
    #[must_use]
    pub fn explains(&self, change: Timestamp) -> bool {
        change > self.set_after && change <= self.set_before
    }
}

/// The right to set the account's password, for a while.
///
/// Only one run holds it. A set that is sent in its time has taken effect before it ends, or never
/// does; so whoever takes the claim afterwards knows that nothing of the holder is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Claim {
    /// The run that holds it.
    pub by: RotatorId,
    /// When it ends, by the server's clock.
    pub until: Timestamp,
}
