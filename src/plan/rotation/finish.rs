//! After the proof: sessions end, old envelopes go. What fails here is tried again by the next run.

use jiff::Timestamp;

use super::{Command, Ending, State, state::Phase, write::Purpose};
use crate::{domain::RotationId, observed::Ledger};

impl State {
    /// Does what a proof leaves to do, and ends so.
    pub(super) fn tidy(&mut self, ending: Ending) -> Command {
        self.phase = Phase::Revoking(ending);
        Command::Revoke
    }

    pub(super) fn revoked(
        &mut self,
        now: Timestamp,
        ending: Ending,
        revoked: Result<(), String>,
    ) -> Command {
        let (ending, sessions) = match revoked {
            Ok(()) => (ending, Some(now)),
            Err(why) => (with_untidy(ending, &format!("sessions were not ended: {why}")), None),
        };
        let leaving = self.ledger.iter().flat_map(Ledger::leaving).copied();
        let leaving: Vec<RotationId> = leaving.chain(self.strays.drain(..)).collect();
        if leaving.is_empty() {
            return self.close(now, (ending, sessions), leaving);
        }
        self.phase = Phase::Removing { ending, sessions, leaving: leaving.clone() };
        Command::Remove(leaving)
    }

    pub(super) fn removed(
        &mut self,
        now: Timestamp,
        (ending, sessions): (Ending, Option<Timestamp>),
        (leaving, removed): (Vec<RotationId>, Result<(), String>),
    ) -> Command {
        match removed {
            Ok(()) => self.close(now, (ending, sessions), leaving),
            Err(why) => {
                let ending = with_untidy(ending, &format!("old versions were not removed: {why}"));
                self.close(now, (ending, sessions), Vec::new())
            }
        }
    }

    fn close(
        &mut self,
        now: Timestamp,
        (ending, sessions): (Ending, Option<Timestamp>),
        removed: Vec<RotationId>,
    ) -> Command {
        if sessions.is_none() && removed.is_empty() {
            return self.end(ending);
        }
        self.write(now, Purpose::Close { ending, sessions, removed })
    }
}

/// Adds what is left to do to an ending that is good in itself.
pub(super) fn with_untidy(ending: Ending, why: &str) -> Ending {
    let add = |before: Option<String>| match before {
        Some(before) => Some(format!("{before}; {why}")),
        None => Some(why.to_owned()),
    };
    match ending {
        Ending::Proved { rotation, manner, drifted, untidy } => {
            Ending::Proved { rotation, manner, drifted, untidy: add(untidy) }
        }
        Ending::NothingDue { due, untidy } => Ending::NothingDue { due, untidy: add(untidy) },
        other => other,
    }
}
