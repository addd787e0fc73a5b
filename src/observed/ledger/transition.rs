//! How a ledger changes. Each transition is pure and says why it cannot be made.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{Claim, Ledger, LedgerVersion, VersionState};
use crate::domain::{RotationId, RotatorId};

/// Why a ledger cannot change in this way: it is not what the caller took it for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misstep {
    /// Another run holds the claim, or nobody does.
    #[error("the claim is not held")]
    NotClaimed,
    /// A version that is not newer than all others was to be entered.
    #[error("the version is not the newest")]
    NotNewest,
    /// The version is not there, or not pending.
    #[error("the version is not pending")]
    NotPending,
}

/// A version that is about to be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPending {
    /// Which version.
    pub rotation: RotationId,
    /// When, by the server's clock.
    pub created: Timestamp,
    /// What its set will be later than.
    pub set_after: Timestamp,
    /// The fingerprints of the keys that open its envelope.
    pub recipients: Vec<String>,
}

/// What proved a version to be in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// The time of the account's last password change, as it was read.
    pub change: Timestamp,
    /// What the version's set cannot be later than.
    pub set_before: Timestamp,
    /// The run whose claim ends with the proof, since nothing of it can be on its way any more.
    pub freed: Option<RotatorId>,
}

/// How long what was in force is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// How many previous versions are kept whatever their age; fewer than two count as two.
    pub previous: usize,
    /// How long ago a version was replaced before it may go.
    pub age: Duration,
}

impl Retention {
    /// Keeps two previous versions, and whatever was in force in the last 90 days.
    pub const DEFAULT: Self = Self { previous: 2, age: Duration::from_hours(90 * 24) };
}

impl Ledger {
    /// Gives the claim to a run, whoever held it: the caller knows that the old one has ended.
    #[must_use]
    pub fn claimed(&self, claim: Claim) -> Self {
        self.changed(|ledger| ledger.claim = Some(claim))
    }

    /// Takes the claim from whoever held it: the caller knows that it has ended.
    #[must_use]
    pub fn unclaimed(&self) -> Self {
        self.changed(|ledger| ledger.claim = None)
    }

    /// Enters a stored version as pending, and makes the claim last.
    ///
    /// # Errors
    ///
    /// Fails unless the run holds the claim and the version is newer than all others.
    pub fn entered(&self, pending: NewPending, claim: Claim) -> Result<Self, Misstep> {
        self.held_by(claim.by)?;
        if pending.rotation.number() < self.next_number() {
            return Err(Misstep::NotNewest);
        }
        let version = LedgerVersion {
            rotation: pending.rotation,
            state: VersionState::Pending,
            created: pending.created,
            set_after: pending.set_after,
            set_before: claim.until,
            proved: None,
            sessions_ended: None,
            recipients: pending.recipients,
            reason: None,
        };
        Ok(self.changed(|ledger| {
            ledger.versions.push(version);
            ledger.claim = Some(claim);
        }))
    }

    /// Makes the claim last, so that a pending version can be set again.
    ///
    /// # Errors
    ///
    /// Fails unless the run holds the claim and the version is pending.
    pub fn renewed(&self, rotation: RotationId, claim: Claim) -> Result<Self, Misstep> {
        self.held_by(claim.by)?;
        self.with_pending(rotation, |ledger, place| {
            ledger.versions[place].set_before = claim.until;
            ledger.claim = Some(claim);
        })
    }

    /// Makes a pending version the current one: the current one becomes a previous one, older
    /// pending ones are superseded, and what is too old leaves.
    ///
    /// # Errors
    ///
    /// Fails unless the version is the newest pending one.
    pub fn promoted(
        &self,
        rotation: RotationId,
        proof: Proof,
        retention: Retention,
    ) -> Result<Self, Misstep> {
        if self.unresolved().next_back().map(|newest| newest.rotation) != Some(rotation) {
            return Err(Misstep::NotPending);
        }
        let replaced = self.current().map(|current| current.rotation);
        self.with_pending(rotation, |ledger, place| {
            for version in &mut ledger.versions {
                match version.state {
                    VersionState::Current => version.state = VersionState::Previous,
                    VersionState::Pending if version.rotation != rotation => {
                        version.state = VersionState::Abandoned;
                        version.reason = Some(format!("{rotation} was proved before it"));
                    }
                    _ => {}
                }
            }
            let version = &mut ledger.versions[place];
            version.state = VersionState::Current;
            version.proved = Some(proof.change);
            version.set_before = proof.set_before;
            ledger.checked_out = None;
            ledger.free(proof.freed);
            ledger.prune(replaced, proof.change, retention);
        })
    }

    /// Marks a pending version as refused by policy; `freed` is the run whose claim ends with it.
    ///
    /// # Errors
    ///
    /// Fails unless the version is pending.
    pub fn rejected(
        &self,
        rotation: RotationId,
        reason: &str,
        freed: Option<RotatorId>,
    ) -> Result<Self, Misstep> {
        self.given_up(rotation, (VersionState::Rejected, reason), freed)
    }

    /// Marks a pending version as certainly not set; `freed` is the run whose claim ends with it.
    ///
    /// # Errors
    ///
    /// Fails unless the version is pending.
    pub fn abandoned(
        &self,
        rotation: RotationId,
        reason: &str,
        freed: Option<RotatorId>,
    ) -> Result<Self, Misstep> {
        self.given_up(rotation, (VersionState::Abandoned, reason), freed)
    }

    /// Ends a run's claim, if it holds one.
    #[must_use]
    pub fn released(&self, by: RotatorId) -> Self {
        self.changed(|ledger| ledger.free(Some(by)))
    }

    /// Notes what was done after the proof: the sessions ended at this time, and the envelopes of
    /// these versions removed.
    #[must_use]
    pub fn closed(&self, sessions: Option<Timestamp>, removed: &[RotationId]) -> Self {
        self.changed(|ledger| {
            ledger.leaving.retain(|rotation| !removed.contains(rotation));
            let current = ledger.versions.iter_mut().find(|one| one.state == VersionState::Current);
            if let Some(current) = current {
                current.sessions_ended = current.sessions_ended.or(sessions);
            }
        })
    }

    /// Notes that somebody opened the current password, which makes a rotation due.
    #[must_use]
    pub fn opened(&self, at: Timestamp) -> Self {
        self.changed(|ledger| ledger.checked_out = ledger.checked_out.max(Some(at)))
    }

    fn changed(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut ledger = self.clone();
        ledger.revision += 1;
        change(&mut ledger);
        ledger
    }

    fn held_by(&self, by: RotatorId) -> Result<(), Misstep> {
        let held = self.claim.is_some_and(|claim| claim.by == by);
        if held { Ok(()) } else { Err(Misstep::NotClaimed) }
    }

    fn free(&mut self, by: Option<RotatorId>) {
        self.claim = self.claim.filter(|claim| Some(claim.by) != by);
    }

    fn with_pending(
        &self,
        rotation: RotationId,
        change: impl FnOnce(&mut Self, usize),
    ) -> Result<Self, Misstep> {
        let is_it = |version: &LedgerVersion| {
            version.rotation == rotation && version.state == VersionState::Pending
        };
        let place = self.versions.iter().position(is_it).ok_or(Misstep::NotPending)?;
        Ok(self.changed(|ledger| change(ledger, place)))
    }

    fn given_up(
        &self,
        rotation: RotationId,
        (state, reason): (VersionState, &str),
        freed: Option<RotatorId>,
    ) -> Result<Self, Misstep> {
        self.with_pending(rotation, |ledger, place| {
            ledger.versions[place].state = state;
            ledger.versions[place].reason = Some(reason.to_owned());
            ledger.free(freed);
        })
    }

    /// Lets go of what nobody needs any more, right after a proof at this time.
    ///
    /// What never was in force stays until the version after it was replaced too.
    fn prune(&mut self, replaced: Option<RotationId>, now: Timestamp, retention: Retention) {
        let previous: Vec<RotationId> = self
            .versions
            .iter()
            .rev()
            .filter(|version| version.state == VersionState::Previous)
            .map(|version| version.rotation)
            .collect();
        let kept = &previous[..previous.len().min(retention.previous.max(2))];
        let age = SignedDuration::try_from(retention.age).unwrap_or(SignedDuration::MAX);
        let ends = self.ends();
        let leaves = |version: &LedgerVersion| {
            let end = ends.get(&version.rotation).copied();
            let is_old = || end.is_some_and(|end| now.duration_since(end) > age);
            match version.state {
                VersionState::Pending | VersionState::Current => false,
                VersionState::Previous => is_old() && !kept.contains(&version.rotation),
                VersionState::Rejected | VersionState::Abandoned => {
                    replaced.is_some_and(|replaced| version.rotation < replaced)
                }
            }
        };
        let gone = self.versions.extract_if(.., |version| leaves(version));
        self.leaving.extend(gone.map(|version| version.rotation));
    }
}
