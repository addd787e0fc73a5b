//! What must hold, whatever happens.

use super::world::{Place, World};
use crate::{
    domain::RotationId,
    observed::{Ledger, VersionState},
    plan::rotation::Ending,
};

impl World {
    pub(super) fn violated(&mut self, what: String) {
        self.note(|| format!("VIOLATION: {what}"));
        self.violation.get_or_insert(what);
    }

    /// Checks what holds between two steps.
    pub(super) fn check(&mut self) {
        for number in 0..self.places.len() {
            if let Some(what) = self.wrong_with(number) {
                let name = self.places[number].name.clone();
                self.violated(format!("{name}: {what}"));
            }
        }
        let doubtful = self.places.iter().filter(|place| {
            // A first credential is not yet one that anybody could need.
            place.enabled
                && place
                    .ledger
                    .iter()
                    .flat_map(|(ledger, _)| ledger.unresolved())
                    .any(|version| place.sent.contains(&version.rotation))
        });
        if doubtful.count() > 1 {
            self.violated("two emergency accounts are in doubt".to_owned());
        }
    }

    fn wrong_with(&self, number: usize) -> Option<String> {
        let place = &self.places[number];
        let token = place.in_force?;
        let version =
            place.envelopes.iter().find(|(_, kept)| **kept == token).map(|(name, _)| *name);
        let Some(version) = version else {
            return Some("the password in force has no envelope".to_owned());
        };
        let ledger = place.ledger.as_ref().map(|(ledger, _)| ledger);
        let Some(ledger) = ledger.filter(|ledger| ledger.candidates().contains(&version)) else {
            return Some(format!("{version} is in force, and the ledger does not say it may be"));
        };
        let current = ledger.current().map(|current| current.rotation);
        (ledger.is_proved() && current != Some(version))
            .then(|| format!("{version} is in force, and the ledger says {current:?} is"))
    }

    /// Checks a ledger that is about to be written.
    pub(super) fn check_write(&mut self, number: usize, next: &Ledger) {
        let place = &self.places[number];
        let Some((last, _)) = &place.ledger else { return };
        let current = next.current().map(|version| version.rotation);
        let mut wrong = None;
        if next.revision() <= last.revision() {
            wrong = Some("a ledger goes back in time".to_owned());
        }
        for gone in last.versions().iter().filter(|old| next.version(old.rotation).is_none()) {
            let resolved = !matches!(gone.state, VersionState::Pending | VersionState::Current);
            let later = current.is_some_and(|current| current > gone.rotation);
            if !resolved || !later || next.unresolved().next().is_some() {
                wrong = Some(format!("{} leaves before a later one is proved", gone.rotation));
            }
        }
        let was = last.current().map(|version| version.rotation);
        let token = current.and_then(|current| place.envelopes.get(&current)).copied();
        if current != was && place.in_force.is_some() && place.in_force != token {
            wrong = Some(format!("{current:?} is called current and is not in force"));
        }
        if current != was && !is_explained(place, last, next) {
            wrong = Some(format!("{current:?} is proved by a change that was not its own"));
        }
        if let Some(wrong) = wrong {
            self.violated(wrong);
        }
    }

    /// Checks that a run says no more than the ledger does.
    pub(super) fn check_ending(&mut self, number: usize, ending: &Ending) {
        let ledger = self.places[number].ledger.as_ref().map(|(ledger, _)| ledger);
        let doubt = ledger.is_some_and(|ledger| ledger.unresolved().next().is_some());
        let state = |rotation: &RotationId| {
            ledger.and_then(|ledger| ledger.version(*rotation)).map(|version| version.state)
        };
        let wrong = match ending {
            Ending::Proved { rotation, .. } => matches!(
                state(rotation),
                Some(VersionState::Pending | VersionState::Rejected | VersionState::Abandoned)
            ),
            Ending::Unproven { candidates, .. } => candidates.is_empty() && doubt,
            _ => false,
        };
        if wrong {
            self.violated(format!("a run ends so, and the ledger says otherwise: {ending:?}"));
        }
    }

    /// Checks that an envelope may go.
    pub(super) fn check_removal(&mut self, number: usize, rotation: RotationId) {
        let ledger = self.places[number].ledger.as_ref().map(|(ledger, _)| ledger);
        let listed = ledger.is_some_and(|ledger| ledger.version(rotation).is_some());
        let needed = ledger.is_some_and(|ledger| ledger.candidates().contains(&rotation));
        if listed || needed {
            self.violated(format!("the envelope of {rotation} is removed, and it is listed"));
        }
    }
}

/// Returns whether the current version was proved by a change of the account's password in the time
/// in which its own set was possible.
fn is_explained(place: &Place, last: &Ledger, next: &Ledger) -> bool {
    let Some(current) = next.current() else { return false };
    let (Some(pending), Some(proved)) = (last.version(current.rotation), current.proved) else {
        return false;
    };
    let seen = place.changes.iter().any(|(_, stamp)| *stamp == proved);
    seen && pending.set_after < proved && proved <= pending.set_before
}
