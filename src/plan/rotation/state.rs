//! The machine: which event belongs to which phase.

use std::mem;

use jiff::Timestamp;

use super::{Command, Ending, Event, Manner, Refusal, Terms, attempt::Attempt, write::Purpose};
use crate::{domain::RotationId, observed::Ledger};

/// The state of one rotation. It holds no password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub(super) terms: Terms,
    pub(super) phase: Phase,
    /// The ledger as it was last read or written.
    pub(super) ledger: Option<Ledger>,
    /// The ledger that is being written.
    pub(super) target: Option<Ledger>,
    /// The account's last password change, as it was last seen.
    pub(super) change: Option<Timestamp>,
    /// Whether somebody else changed the password.
    pub(super) drifted: bool,
    /// Whether this mends something, and does not wait for the schedule.
    pub(super) urgent: bool,
    pub(super) probed: bool,
    pub(super) draws: u32,
    /// The number of the version that was drawn last, or stored before.
    pub(super) number: u32,
    /// Drawn versions whose envelopes may be there, and which no ledger will ever hold.
    pub(super) strays: Vec<RotationId>,
    pub(super) races: u32,
    /// How long another run's claim was waited for.
    pub(super) waited: std::time::Duration,
}

/// What the next event answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Phase {
    Looking,
    Reading,
    /// Another run holds the claim.
    Waiting,
    Probing,
    /// The siblings are read; before the claim is written, or after it.
    Siblings {
        claimed: bool,
    },
    /// A sibling's ended claim is taken away.
    Fencing,
    Sealing(RotationId),
    /// The ledger is written.
    Writing(Purpose),
    /// The ledger is read again, since the write lost a race or its answer.
    Revisiting(Purpose),
    Noting(Attempt),
    /// The server's second has to pass.
    Settling(Attempt),
    Sending(Attempt),
    /// The account is looked at for a proof.
    Judging(Attempt),
    /// Between two of those looks.
    Proving(Attempt),
    Revoking(Ending),
    Removing {
        ending: Ending,
        sessions: Option<Timestamp>,
        leaving: Vec<RotationId>,
    },
    Over,
}

impl State {
    /// Begins a rotation; the first command is [`Command::Look`].
    #[must_use]
    pub const fn new(terms: Terms) -> Self {
        Self {
            // What is stored already stays the older.
            number: terms.around.stored,
            terms,
            phase: Phase::Looking,
            ledger: None,
            target: None,
            change: None,
            drifted: false,
            urgent: false,
            probed: false,
            draws: 0,
            strays: Vec::new(),
            races: 0,
            waited: std::time::Duration::ZERO,
        }
    }

    /// Says what to do next, given what happened and the time by the server's clock.
    ///
    /// An event that does not answer the last command ends the rotation; so does every event after
    /// the end.
    #[must_use]
    pub fn next(mut self, now: Timestamp, event: Event) -> (Self, Command) {
        let command = self.step(now, event);
        (self, command)
    }

    fn step(&mut self, now: Timestamp, event: Event) -> Command {
        match (mem::replace(&mut self.phase, Phase::Over), event) {
            (Phase::Looking, Event::Looked(seen)) => self.looked(&seen),
            (Phase::Reading, Event::Read(read)) => self.read(now, read),
            (Phase::Waiting, Event::Paused) => self.again(),
            (Phase::Probing, Event::Probed(tried)) => self.probed(now, tried),
            (Phase::Siblings { claimed }, Event::ReadSiblings(siblings)) => {
                self.judge_siblings(now, &siblings, claimed)
            }
            (Phase::Fencing, Event::Wrote(wrote)) => self.fenced(wrote),
            (Phase::Sealing(rotation), Event::Sealed(sealed)) => self.sealed(now, rotation, sealed),
            (Phase::Writing(purpose), Event::Wrote(wrote)) => self.wrote(now, purpose, wrote),
            (Phase::Revisiting(purpose), Event::Read(read)) => self.revisit(now, purpose, read),
            (Phase::Noting(attempt), Event::Noted(noted)) => self.noted(now, attempt, noted),
            (Phase::Settling(attempt), Event::Paused) => self.send(now, attempt),
            (Phase::Sending(attempt), Event::Answered(answer)) => {
                self.answered(now, attempt, answer)
            }
            (Phase::Judging(attempt), Event::Looked(seen)) => self.judge(now, attempt, &seen),
            (Phase::Proving(attempt), Event::Paused) => self.look_for_proof(attempt),
            (Phase::Revoking(ending), Event::Revoked(revoked)) => {
                self.revoked(now, ending, revoked)
            }
            (Phase::Removing { ending, sessions, leaving }, Event::Removed(removed)) => {
                self.removed(now, (ending, sessions), (leaving, removed))
            }
            (Phase::Settling(attempt), Event::Stopped) => {
                self.give_up(now, &attempt, Refusal::Stopped)
            }
            (Phase::Waiting | Phase::Proving(_), Event::Stopped) => self.conclude(Refusal::Stopped),
            _ => self.conclude(Refusal::Unprepared("an answer came out of turn".to_owned())),
        }
    }

    /// Ends the rotation.
    pub(super) fn end(&mut self, ending: Ending) -> Command {
        self.phase = Phase::Over;
        Command::End(ending)
    }

    /// Ends the rotation where it goes no further. Only where the ledger leaves no doubt does what
    /// was in force count as being so still.
    pub(super) fn conclude(&mut self, refusal: Refusal) -> Command {
        let candidates = self.candidates();
        let doubt = self.ledger.as_ref().is_some_and(|it| it.unresolved().next().is_some());
        if doubt || self.drifted {
            let why = refusal.to_string();
            return self.end(Ending::Unproven { candidates, drifted: self.drifted, why });
        }
        self.end(Ending::Refused(refusal))
    }

    pub(super) fn lost_race(&mut self) -> Command {
        let candidates = self.candidates();
        self.end(Ending::LostRace { candidates })
    }

    pub(super) fn proved(&self, rotation: RotationId, manner: Manner) -> Ending {
        Ending::Proved { rotation, manner, drifted: self.drifted, untidy: None }
    }

    fn candidates(&self) -> Vec<RotationId> {
        self.ledger.as_ref().map(Ledger::candidates).unwrap_or_default()
    }
}
