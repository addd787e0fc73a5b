//! Whether a version that was set is in force.

use jiff::Timestamp;

use super::{
    AccountFacts, Command, Manner, Refusal, State, attempt::Attempt, moment::later, state::Phase,
    write::Purpose,
};
use crate::observed::{Proof, Reading};

/// Whose the last change was.
enum Change {
    /// The version's own.
    Own(Timestamp),
    /// Somebody else's, after it.
    Later(Timestamp),
    /// One from before it, as far as can be seen yet.
    Earlier,
}

impl State {
    pub(super) fn look_for_proof(&mut self, attempt: Attempt) -> Command {
        self.phase = Phase::Judging(attempt);
        Command::Look
    }

    pub(super) fn judge(
        &mut self,
        now: Timestamp,
        attempt: Attempt,
        seen: &Reading<AccountFacts>,
    ) -> Command {
        let Some((set_after, set_before)) = self.span(&attempt) else { return self.lost_race() };
        let change = seen.known().and_then(|facts| facts.last_change);
        let change = match change {
            Some(change) if change > set_before => Change::Later(change),
            Some(change) if change > set_after => Change::Own(change),
            _ => Change::Earlier,
        };
        match change {
            Change::Own(change) => {
                // What got no answer may still arrive, and the claim keeps others from setting
                // meanwhile.
                let freed = (!attempt.unknown).then_some(self.terms.rotator);
                let proof = Proof { change, set_before, freed };
                let (rotation, manner) = (attempt.rotation, Manner::Set);
                self.write(now, Purpose::Promote { rotation, proof, manner })
            }
            Change::Later(change) => {
                (self.drifted, self.change) = (true, self.change.max(Some(change)));
                let why = "somebody else changes the password at the same time".to_owned();
                if self.draws >= self.terms.limits.draws {
                    return self.conclude(Refusal::Unprepared(why));
                }
                self.draw(now, None)
            }
            Change::Earlier => self.wait_for_proof(attempt),
        }
    }

    /// Returns later than what and until when the version's set can have taken effect.
    fn span(&self, attempt: &Attempt) -> Option<(Timestamp, Timestamp)> {
        let version = self.ledger.as_ref()?.version(attempt.rotation)?;
        let set_before = match attempt.accepted {
            Some(accepted) if !attempt.unknown => later(accepted, self.terms.limits.skew),
            _ => version.set_before,
        };
        Some((version.set_after, set_before))
    }

    fn wait_for_proof(&mut self, attempt: Attempt) -> Command {
        let limits = &self.terms.limits;
        if attempt.waited < attempt.patience(limits) {
            let pause = limits.backoff(attempt.pauses);
            let waited = attempt.waited.saturating_add(pause);
            self.phase = Phase::Proving(Attempt { pauses: attempt.pauses + 1, waited, ..attempt });
            return Command::Pause(pause);
        }
        if attempt.may_resend(limits) {
            return self.note(attempt);
        }
        let why = "the directory does not show the change of the password";
        self.conclude(Refusal::Unprepared(why.to_owned()))
    }
}
