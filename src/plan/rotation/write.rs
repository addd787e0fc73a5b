//! Writing the ledger: what for, and what follows where it was written, lost a race or its answer.

use jiff::Timestamp;

use super::{
    Command, Ending, Manner, Refusal, State, Wrote,
    attempt::Attempt,
    finish::with_untidy,
    moment::{later, whole_second},
    state::Phase,
};
use crate::{
    domain::RotationId,
    observed::{Claim, Ledger, Misstep, NewPending, Proof, VersionState},
};

/// What the ledger is written for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To hold the claim.
    Claim,
    /// To enter a sealed version as pending.
    Enter { rotation: RotationId, recipients: Vec<String> },
    /// To hold the claim for longer.
    Renew(Attempt),
    /// To make a pending version the current one.
    Promote { rotation: RotationId, proof: Proof, manner: Manner },
    /// To mark a version as refused by policy, and draw another.
    Reject { rotation: RotationId, why: String },
    /// To give back the claim, and mark a version as certainly not set.
    Leave { version: Option<(RotationId, VersionState)>, refusal: Refusal },
    /// To note what was done after the proof.
    Close { ending: Ending, sessions: Option<Timestamp>, removed: Vec<RotationId> },
}

impl State {
    /// Writes the ledger for a purpose; where it does not allow that, decides by what it says.
    pub(super) fn write(&mut self, now: Timestamp, purpose: Purpose) -> Command {
        let Some(target) = self.ledger.as_ref().map(|ledger| self.target(now, ledger, &purpose))
        else {
            return self.conclude(Refusal::Unprepared("nothing was read".to_owned()));
        };
        let Ok(target) = target else { return self.misstep(&purpose) };
        let command = match &purpose {
            Purpose::Enter { rotation, .. } => {
                Command::Enter { rotation: *rotation, ledger: Box::new(target.clone()) }
            }
            _ => Command::Write(Box::new(target.clone())),
        };
        self.target = Some(target);
        self.phase = Phase::Writing(purpose);
        command
    }

    fn target(
        &self,
        now: Timestamp,
        ledger: &Ledger,
        purpose: &Purpose,
    ) -> Result<Ledger, Misstep> {
        let (me, limits) = (self.terms.rotator, &self.terms.limits);
        let claim = Claim { by: me, until: later(now, limits.lease) };
        match purpose {
            Purpose::Claim => Ok(ledger.claimed(claim)),
            Purpose::Enter { rotation, recipients } => {
                let (rotation, recipients) = (*rotation, recipients.clone());
                let seen = self.change.unwrap_or(now).max(later(now, limits.skew));
                let set_after = whole_second(seen);
                ledger.entered(NewPending { rotation, created: now, set_after, recipients }, claim)
            }
            Purpose::Renew(attempt) => ledger.renewed(attempt.rotation, claim),
            Purpose::Promote { rotation, proof, .. } => {
                ledger.promoted(*rotation, *proof, limits.retention)
            }
            Purpose::Reject { rotation, why } => ledger.rejected(*rotation, why, None),
            Purpose::Leave { version: None, .. } => Ok(ledger.released(me)),
            Purpose::Leave { version: Some((rotation, state)), refusal } => {
                let why = refusal.to_string();
                if *state == VersionState::Rejected {
                    ledger.rejected(*rotation, &why, Some(me))
                } else {
                    ledger.abandoned(*rotation, &why, Some(me))
                }
            }
            Purpose::Close { sessions, removed, .. } => Ok(ledger.closed(*sessions, removed)),
        }
    }

    /// Gives back the claim and ends.
    pub(super) fn leave(
        &mut self,
        now: Timestamp,
        version: Option<(RotationId, VersionState)>,
        refusal: Refusal,
    ) -> Command {
        self.write(now, Purpose::Leave { version, refusal })
    }

    pub(super) fn wrote(&mut self, now: Timestamp, purpose: Purpose, wrote: Wrote) -> Command {
        let target = self.target.take();
        match wrote {
            Wrote::Done => {
                self.ledger = target;
                self.go_on(now, purpose)
            }
            Wrote::Refused(why) => self.not_written(purpose, why),
            Wrote::LostRace | Wrote::Unknown(_) => {
                self.races += 1;
                if self.races > self.terms.limits.races {
                    return self.not_written(purpose, "too many races were lost for it".to_owned());
                }
                self.phase = Phase::Revisiting(purpose);
                Command::Read
            }
        }
    }

    /// What follows a write that is durable.
    fn go_on(&mut self, now: Timestamp, purpose: Purpose) -> Command {
        match purpose {
            Purpose::Claim if self.terms.occasion == super::Occasion::First => self.draw(now, None),
            Purpose::Claim => self.read_siblings(true),
            Purpose::Enter { rotation, .. } => self.entered(rotation),
            Purpose::Renew(attempt) if attempt.noted => self.send(now, attempt),
            Purpose::Renew(attempt) => self.note(attempt),
            Purpose::Promote { rotation, manner, .. } => {
                let ending = self.proved(rotation, manner);
                self.tidy(ending)
            }
            Purpose::Reject { why, .. } => self.draw(now, Some(Refusal::Policy(why))),
            Purpose::Leave { refusal, .. } => self.conclude(refusal),
            Purpose::Close { ending, .. } => self.end(ending),
        }
    }

    /// Reads what became of a write that lost a race or its answer, and decides again.
    pub(super) fn revisit(
        &mut self,
        now: Timestamp,
        purpose: Purpose,
        read: Result<Option<Ledger>, String>,
    ) -> Command {
        match read {
            Err(why) => return self.not_written(purpose, why),
            // It was there: whoever took it away did more than tenantry ever does.
            Ok(None) if self.ledger.as_ref().is_some_and(|ledger| ledger.revision() > 0) => {
                return self.not_written(purpose, "the ledger is gone".to_owned());
            }
            Ok(None) => return self.again(),
            Ok(Some(ledger)) => self.ledger = Some(ledger),
        }
        let state = |rotation: RotationId| {
            self.ledger.as_ref().and_then(|it| it.version(rotation)).map(|version| version.state)
        };
        match &purpose {
            Purpose::Claim if self.holds_claim() => self.go_on(now, purpose),
            Purpose::Claim => self.again(),
            Purpose::Enter { rotation, .. } => match state(*rotation) {
                Some(VersionState::Pending) if self.holds_claim() => self.go_on(now, purpose),
                Some(_) => self.again(),
                None => self.write(now, purpose),
            },
            Purpose::Renew(Attempt { rotation, .. })
            | Purpose::Promote { rotation, .. }
            | Purpose::Reject { rotation, .. }
            | Purpose::Leave { version: Some((rotation, _)), .. } => {
                let (rotation, state) = (*rotation, state(*rotation));
                self.resume(now, purpose, (rotation, state))
            }
            Purpose::Leave { version: None, .. } if !self.holds_claim() => self.go_on(now, purpose),
            Purpose::Leave { version: None, .. } | Purpose::Close { .. } => {
                self.write(now, purpose)
            }
        }
    }

    /// Goes on with a version that was entered before, by what the ledger now says of it.
    fn resume(
        &mut self,
        now: Timestamp,
        purpose: Purpose,
        (rotation, state): (RotationId, Option<VersionState>),
    ) -> Command {
        match (state, &purpose) {
            (Some(VersionState::Pending), _) => self.write(now, purpose),
            (Some(VersionState::Current | VersionState::Previous), _) => {
                let ending = self.proved(rotation, Manner::ByAnother);
                self.end(ending)
            }
            (_, Purpose::Reject { .. } | Purpose::Leave { .. }) => self.go_on(now, purpose),
            _ => self.lost_race(),
        }
    }

    /// The ledger does not allow it any more: another run has gone on.
    fn misstep(&mut self, purpose: &Purpose) -> Command {
        match purpose {
            Purpose::Claim | Purpose::Enter { .. } => {
                self.races += 1;
                if self.races > self.terms.limits.races { self.lost_race() } else { self.again() }
            }
            _ => self.lost_race(),
        }
    }

    /// The ledger cannot be written.
    fn not_written(&mut self, purpose: Purpose, why: String) -> Command {
        match purpose {
            Purpose::Leave { version: None, refusal } => self.conclude(refusal),
            Purpose::Close { ending, .. } => self.end(with_untidy(ending, &why)),
            _ => self.conclude(Refusal::Store(why)),
        }
    }

    fn holds_claim(&self) -> bool {
        let claim = self.ledger.as_ref().and_then(Ledger::claim);
        claim.is_some_and(|claim| claim.by == self.terms.rotator)
    }
}
