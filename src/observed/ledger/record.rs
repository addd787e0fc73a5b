//! The ledger of one account, and what can be read off it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{Claim, LedgerVersion, VersionState};
use crate::domain::{AccountName, ObjectId, RotationId, TenantId};

/// What a store says of one emergency account.
///
/// At most one version is current, it is older than every pending one, and versions are in the
/// order of their ids. It changes only by its transitions, each of which raises its revision: two
/// ledgers of one account are never the same bytes with another history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    pub(super) revision: u64,
    pub(super) tenant: TenantId,
    pub(super) account: AccountName,
    pub(super) object: ObjectId,
    pub(super) claim: Option<Claim>,
    pub(super) checked_out: Option<Timestamp>,
    pub(super) versions: Vec<LedgerVersion>,
    pub(super) leaving: BTreeSet<RotationId>,
}

impl Ledger {
    /// Makes the ledger of an account that has no version yet.
    #[must_use]
    pub const fn new(tenant: TenantId, account: AccountName, object: ObjectId) -> Self {
        Self {
            revision: 0,
            tenant,
            account,
            object,
            claim: None,
            checked_out: None,
            versions: Vec::new(),
            leaving: BTreeSet::new(),
        }
    }

    /// Returns how often it was changed.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Returns the tenant that the account is in.
    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Returns the account's short name.
    #[must_use]
    pub const fn account(&self) -> &AccountName {
        &self.account
    }

    /// Returns the account's object id, by which alone it is acted on.
    #[must_use]
    pub const fn object(&self) -> ObjectId {
        self.object
    }

    /// Returns the claim, which may have ended.
    #[must_use]
    pub const fn claim(&self) -> Option<Claim> {
        self.claim
    }

    /// Returns the claim that still holds at a time.
    #[must_use]
    pub fn live_claim(&self, now: Timestamp) -> Option<Claim> {
        self.claim.filter(|claim| now < claim.until)
    }

    /// Returns when somebody opened the current password, if it was opened since its proof.
    #[must_use]
    pub const fn checked_out(&self) -> Option<Timestamp> {
        self.checked_out
    }

    /// Returns all versions, the oldest first.
    #[must_use]
    pub fn versions(&self) -> &[LedgerVersion] {
        &self.versions
    }

    /// Returns a version.
    #[must_use]
    pub fn version(&self, rotation: RotationId) -> Option<&LedgerVersion> {
        self.versions.iter().find(|version| version.rotation == rotation)
    }

    /// Returns the version that was last proved to be in force.
    #[must_use]
    pub fn current(&self) -> Option<&LedgerVersion> {
        self.versions.iter().find(|version| version.state == VersionState::Current)
    }

    /// Returns the versions that may be in force and are not proved, the oldest first.
    #[must_use = "it only looks"]
    pub fn unresolved(&self) -> impl DoubleEndedIterator<Item = &LedgerVersion> {
        self.versions.iter().filter(|version| version.state == VersionState::Pending)
    }

    /// Returns what may be in force, the newest first: the pending versions, then the current one.
    #[must_use]
    pub fn candidates(&self) -> Vec<RotationId> {
        let pending = self.unresolved().rev().chain(self.current());
        pending.map(|version| version.rotation).collect()
    }

    /// Returns whether the version in force is known, as far as nobody else changed it.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.current().is_some() && self.unresolved().next().is_none()
    }

    /// Returns whether a password change at this time was made by none of the versions that may be
    /// in force.
    #[must_use]
    pub fn is_foreign(&self, change: Timestamp) -> bool {
        if self.unresolved().any(|pending| pending.explains(change)) {
            return false;
        }
        let known = self.current().or_else(|| self.unresolved().next_back());
        known.is_some_and(|known| change > known.set_before)
    }

    /// Returns when each version that was in force ceased to be so: when the next one was proved.
    #[must_use]
    pub fn ends(&self) -> BTreeMap<RotationId, Timestamp> {
        let proved: Vec<_> = self
            .versions
            .iter()
            .filter_map(|version| Some((version.rotation, version.proved?)))
            .collect();
        proved.windows(2).map(|pair| (pair[0].0, pair[1].1)).collect()
    }

    /// Returns the number that the next version bears.
    #[must_use]
    pub fn next_number(&self) -> u32 {
        let last = self.versions.last().map_or(0, |version| version.rotation.number());
        let leaving = self.leaving.last().map_or(0, |rotation| rotation.number());
        last.max(leaving).saturating_add(1)
    }

    /// Returns the versions that are pruned and whose envelopes may still be there.
    #[must_use]
    pub const fn leaving(&self) -> &BTreeSet<RotationId> {
        &self.leaving
    }

    /// Returns whether a proved rotation left something to do: sessions to end, envelopes to
    /// remove.
    #[must_use]
    pub fn is_unfinished(&self) -> bool {
        let sessions = self.current().is_some_and(|version| version.sessions_ended.is_none());
        sessions || !self.leaving.is_empty()
    }
}
