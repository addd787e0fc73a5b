//! What was announced and is still without an outcome.

use std::collections::BTreeMap;

use super::{Event, EventId, Finding, Phase, Wrong, finding::Findings, piece::Piece};

/// Announcements of one tenant that wait for their outcome.
#[derive(Debug, Default)]
pub(super) struct Open {
    waiting: BTreeMap<EventId, Finding>,
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
                self.waiting.insert(event.id, Finding { file, line, seq: None, what });
            }
            Phase::Outcome { intent, answer, .. } => {
                // While nobody knows what became of it, it stays open.
                let announced = if answer.is_known() {
                    self.waiting.remove(intent).is_some()
                } else {
                    self.waiting.contains_key(intent)
                };
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
    use crate::audit::{Answer, fixture};

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
