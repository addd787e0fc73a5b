//! What was announced and is still without an outcome.

use std::collections::{BTreeMap, BTreeSet};

use super::{Event, EventId, Finding, PasswordFate, Phase, Wrong, finding::Findings, piece::Piece};

/// Announcements of one tenant that wait for their outcome.
#[derive(Debug, Default)]
pub(super) struct Open {
    waiting: BTreeMap<EventId, Finding>,
    /// Rotations that were announced: of one there are several outcomes, by several runs.
    rotations: BTreeSet<EventId>,
    found: Findings,
}

impl Open {
    /// Takes the tenant's next event, as it stands there.
    pub(super) fn see(&mut self, event: &Event, piece: &Piece) {
        let what = format!("{} of {}", event.deed.action.words(), event.target.address);
        let (file, line) = (piece.file.clone(), Some(piece.line));
        match &event.phase {
            Phase::Intent => {
                let what = Wrong::Unmatched { what };
                if event.deed.rotation.is_some() {
                    self.rotations.insert(event.id);
                }
                self.waiting.insert(event.id, Finding { file, line, seq: None, what });
            }
            Phase::Outcome { intent, answer, password, .. } => {
                // While nobody knows what became of it, it stays open.
                let settled = password.map_or(answer.is_known(), PasswordFate::is_final);
                let waited = if settled {
                    self.waiting.remove(intent).is_some()
                } else {
                    self.waiting.contains_key(intent)
                };
                // A version may be resolved by a later run than the one that set it, which may have
                // kept another trail.
                let resolved = password.is_some() || self.rotations.contains(intent);
                let announced = waited || resolved;
                if !announced {
                    let what = Wrong::Unannounced { what };
                    self.found.remark(Finding { file, line, seq: None, what });
                }
            }
        }
    }

    /// Ends the tenant's chains.
    pub(super) fn end(self, found: &mut Findings) {
        let mut waiting: Vec<Finding> = self.waiting.into_values().collect();
        waiting.sort();
        let (_, unannounced) = self.found.into_parts();
        waiting.into_iter().chain(unannounced).for_each(|finding| found.remark(finding));
    }
}

#[cfg(test)]
mod tests {
    use super::{Findings, Open, Piece};
    use crate::{
        audit::{Answer, Deed, Event, PasswordFate, fixture},
        domain::RotationId,
    };

    type Told = (Answer, Option<PasswordFate>);

    fn remarks(events: &[Event]) -> usize {
        let piece =
            Piece { file: "x".to_owned(), line: 1, bytes: Vec::new(), ended: true, named: None };
        let (mut open, mut found) = (Open::default(), Findings::default());
        for event in events {
            open.see(event, &piece);
        }
        open.end(&mut found);
        let (problems, remarks) = found.into_parts();
        assert!(problems.is_empty());
        remarks.len()
    }

    #[test]
    fn a_rotation_is_over_when_a_version_is_proved_or_none_was_set() {
        use PasswordFate::{Abandoned, Proved, Rejected, Set, Unproven};
        let version: RotationId = "000002-1f3a9c2b".parse().expect("a version");
        let mut intent = fixture::intent(1);
        intent.deed = Deed::rotation(fixture::alice(), version.run(), None);
        let table: [(&[Told], usize); 9] = [
            (&[], 1),
            (&[(Answer::Done, Some(Set))], 1),
            (&[(Answer::Done, Some(Set)), (Answer::Done, Some(Proved))], 0),
            (&[(Answer::Refused, Some(Rejected)), (Answer::Done, Some(Set))], 1),
            (&[(Answer::Refused, Some(Rejected)), (Answer::Refused, None)], 0),
            (&[(Answer::Unknown, Some(Unproven)), (Answer::NotFound, Some(Unproven))], 1),
            (&[(Answer::NotFound, Some(Unproven)), (Answer::Found, Some(Proved))], 0),
            (&[(Answer::NotFound, Some(Unproven)), (Answer::NotFound, Some(Abandoned))], 0),
            // The run that proved it, and the one that found it unfinished.
            (&[(Answer::Done, Some(Proved)), (Answer::Found, Some(Proved))], 0),
        ];
        for (told, expected) in table {
            let mut events = vec![intent.clone()];
            for (number, (answer, fate)) in (2..).zip(told) {
                let outcome = fixture::outcome(&intent, number, *answer);
                events.push(match fate {
                    Some(fate) => outcome.of_version(version, *fate),
                    None => outcome,
                });
            }
            assert_eq!(remarks(&events), expected, "{told:?}");
        }
        let elsewhere = fixture::outcome(&intent, 2, Answer::Found);
        assert_eq!(remarks(std::slice::from_ref(&elsewhere)), 1);
        let elsewhere = elsewhere.of_version(version, Proved);
        assert_eq!(remarks(&[elsewhere]), 0, "another trail has its announcement");
    }

    #[test]
    fn what_is_announced_and_not_told_is_listed() {
        let table: [(&[Answer], usize); 7] = [
            (&[], 1),
            (&[Answer::Done], 0),
            (&[Answer::Refused], 0),
            (&[Answer::Unknown], 1),
            (&[Answer::Unknown, Answer::Found], 0),
            (&[Answer::Unknown, Answer::NotFound], 1),
            // The second outcome of one announcement has none of its own.
            (&[Answer::Done, Answer::Done], 1),
        ];
        let piece =
            Piece { file: "x".to_owned(), line: 1, bytes: Vec::new(), ended: true, named: None };
        for (answers, expected) in table {
            let (mut open, mut found) = (Open::default(), Findings::default());
            let intent = fixture::intent(1);
            open.see(&intent, &piece);
            for (number, answer) in (2..).zip(answers) {
                open.see(&fixture::outcome(&intent, number, *answer), &piece);
            }
            open.end(&mut found);
            let (problems, remarks) = found.into_parts();
            assert_eq!((problems.len(), remarks.len()), (0, expected), "{answers:?}");
        }
    }
}
