//! From the pending version to the answer of the request that sets it.

use std::time::Duration;

use jiff::Timestamp;

use super::{
    Answer, Command, Refusal, State,
    attempt::Attempt,
    moment::{earlier, later, until},
    state::Phase,
    write::Purpose,
};
use crate::{
    domain::RotationId,
    observed::{Ledger, VersionState},
};

impl State {
    pub(super) fn entered(&mut self, rotation: RotationId) -> Command {
        let version = self.ledger.as_ref().and_then(|ledger| ledger.version(rotation));
        let Some(version) = version else { return self.lost_race() };
        // A change is stamped in whole seconds, by a clock that may be behind: only a set in a later
        // second is later than everything before.
        let distance = Duration::from_secs(1).saturating_add(self.terms.limits.skew);
        let earliest = later(version.set_after, distance);
        self.note(Attempt::new(rotation, earliest))
    }

    pub(super) fn note(&mut self, attempt: Attempt) -> Command {
        self.phase = Phase::Noting(attempt);
        Command::Note(attempt.rotation)
    }

    pub(super) fn noted(
        &mut self,
        now: Timestamp,
        attempt: Attempt,
        noted: Result<(), String>,
    ) -> Command {
        match noted {
            Ok(()) => self.send(now, Attempt { noted: true, ..attempt }),
            Err(why) => {
                let why = format!("the intent could not be journalled: {why}");
                self.give_up(now, &attempt, Refusal::Unprepared(why))
            }
        }
    }

    /// Sends as soon as the server's second has passed, and only while the claim outlasts whatever
    /// the request can do.
    pub(super) fn send(&mut self, now: Timestamp, attempt: Attempt) -> Command {
        if now < attempt.earliest {
            self.phase = Phase::Settling(attempt);
            return Command::Pause(until(attempt.earliest, now));
        }
        let Some(claim) = self.ledger.as_ref().and_then(Ledger::claim) else {
            return self.lost_race();
        };
        let limits = &self.terms.limits;
        let deadline = earlier(claim.until, limits.landing.saturating_add(limits.skew));
        if now >= deadline {
            return self.write(now, Purpose::Renew(attempt));
        }
        self.phase = Phase::Sending(attempt.sent());
        Command::Set { rotation: attempt.rotation, deadline }
    }

    pub(super) fn answered(&mut self, now: Timestamp, attempt: Attempt, answer: Answer) -> Command {
        let rotation = attempt.rotation;
        match answer {
            Answer::Accepted => self.look_for_proof(Attempt { accepted: Some(now), ..attempt }),
            Answer::Unknown(_) => self.look_for_proof(Attempt { unknown: true, ..attempt }),
            // An earlier send may have taken effect: policy refuses what is in force already.
            _ if attempt.may_be_set() => {
                self.look_for_proof(Attempt { sends: self.terms.limits.sends, ..attempt })
            }
            Answer::Policy(why) if self.draws < self.terms.limits.draws => {
                self.write(now, Purpose::Reject { rotation, why })
            }
            Answer::Policy(why) => {
                let version = Some((rotation, VersionState::Rejected));
                self.leave(now, version, Refusal::Policy(why))
            }
            Answer::Denied(why) => self.give_up(now, &attempt, Refusal::Denied(why)),
            Answer::NotSent(why) => self.give_up(now, &attempt, Refusal::NotSent(why)),
        }
    }

    /// Ends without a proof. A version that was certainly not set is no candidate.
    pub(super) fn give_up(
        &mut self,
        now: Timestamp,
        attempt: &Attempt,
        refusal: Refusal,
    ) -> Command {
        if attempt.may_be_set() {
            return self.conclude(refusal);
        }
        self.leave(now, Some((attempt.rotation, VersionState::Abandoned)), refusal)
    }
}
