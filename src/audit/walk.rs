//! Verification of one chain, line by line: pure, and with no more memory than a line needs.

use std::cmp::Ordering;

use super::{
    ChainId, Event, Finding, Wrong,
    chain::{Hash, Head, Line, Link},
    finding::Findings,
    piece::{HeadFound, Piece, Unread},
};

/// A chain that is being verified.
pub(super) struct Walk<'a> {
    chain: ChainId,
    head: &'a HeadFound,
    head_file: &'a str,
    /// How far the head may be behind.
    tolerance: u64,
    /// The last line that has a place in a chain.
    last: Option<Head>,
    /// Whether a line with the head's number has gone by.
    passed: bool,
    unread: Unread,
    /// Where the unread begins, and whether its last line has its end.
    gap: Option<(String, u64, bool)>,
    events: u64,
    found: &'a mut Findings,
}

impl<'a> Walk<'a> {
    /// Begins at the beginning of a chain; the head is that beside it, and the number tells how
    /// far it may be behind.
    pub(super) fn new(
        chain: ChainId,
        head: (&'a HeadFound, &'a str),
        tolerance: u64,
        found: &'a mut Findings,
    ) -> Self {
        let (head, head_file) = head;
        let (unread, last, gap) = (Unread::default(), None, None);
        Self {
            chain,
            head,
            head_file,
            tolerance,
            last,
            passed: false,
            unread,
            gap,
            events: 0,
            found,
        }
    }

    /// Takes the next line, and returns its event where it holds one.
    pub(super) fn line(&mut self, piece: &Piece) -> Option<Event> {
        let Some(line) = Line::parse(&piece.bytes) else {
            self.unreadable(piece);
            return None;
        };
        let place = &line.link;
        self.close_gap(piece, place);
        if !line.intact {
            self.problem(piece, place, Wrong::Edited);
        }
        if let Err(why) = &line.event {
            let what = Wrong::NotUnderstood { why: why.clone() };
            self.found.remark(at(piece, Some(place.seq), what));
        }
        let foreign = line.event.is_ok() && !line.belongs_to(self.chain);
        if foreign || place.uid != self.chain.to_string() {
            self.problem(piece, place, Wrong::Foreign { chain: place.uid.clone() });
        }
        if piece.named.is_some_and(|named| named != place.seq) {
            self.problem(piece, place, Wrong::Misnamed);
        }
        self.follow(piece, place);
        if place.head_lost {
            self.problem(piece, place, Wrong::HeadLost);
        }
        if !piece.ended {
            self.found.remark(at(piece, Some(place.seq), Wrong::NoEnd));
        }
        self.last = Some(Head { seq: piece.named.unwrap_or(place.seq), ..place.head() });
        self.events = self.events.saturating_add(1);
        line.event.ok()
    }

    /// Ends at the end of the chain; returns how many lines it has and the last of them.
    pub(super) fn end(mut self) -> (u64, Option<Head>) {
        if let Some((file, line, ended)) = self.gap.take()
            && let Some(torn) = std::mem::take(&mut self.unread).torn()
        {
            let bytes = torn.bytes;
            let finding = |what| Finding { file, line: Some(line), seq: None, what };
            if ended {
                self.found.problem(finding(Wrong::Unreadable { bytes }));
            } else {
                self.found.remark(finding(Wrong::Torn { bytes }));
            }
        }
        self.judge_head();
        (self.events, self.last)
    }

    fn problem(&mut self, piece: &Piece, link: &Link, what: Wrong) {
        self.found.problem(at(piece, Some(link.seq), what));
    }

    fn unreadable(&mut self, piece: &Piece) {
        if let Some(named) = piece.named {
            // An object is written whole or not at all: this is no rest of a write.
            let bytes = u64::try_from(piece.bytes.len()).unwrap_or(u64::MAX);
            self.found.problem(at(piece, Some(named), Wrong::Unreadable { bytes }));
            self.last = Some(Head { hash: Hash::of(&piece.bytes), seq: named });
            return;
        }
        self.unread.add(&piece.bytes);
        let gap = self.gap.get_or_insert_with(|| (piece.file.clone(), piece.line, true));
        gap.2 = piece.ended;
    }

    /// Judges what could not be read before a line, by what the line says of it.
    fn close_gap(&mut self, piece: &Piece, link: &Link) {
        let torn = std::mem::take(&mut self.unread).torn();
        let gap = self.gap.take();
        match (&torn, gap) {
            (Some(torn), Some((file, first, _))) => {
                let finding = |what| Finding { file, line: Some(first), seq: None, what };
                let bytes = torn.bytes;
                if link.torn.as_ref() == Some(torn) {
                    self.found.remark(finding(Wrong::Torn { bytes }));
                } else {
                    self.found.problem(finding(Wrong::Unreadable { bytes }));
                }
            }
            _ if link.torn.is_some() => self.problem(piece, link, Wrong::TornChanged),
            _ => {}
        }
    }

    /// Judges whether a line goes on from the one before it.
    fn follow(&mut self, piece: &Piece, link: &Link) {
        let (seq, hash) = self.last.as_ref().map_or((0, None), |last| (last.seq, Some(&last.hash)));
        let next = seq.saturating_add(1);
        let wrong = match link.seq.cmp(&next) {
            Ordering::Greater => Some(Wrong::Gap { from: next, to: link.seq - 1 }),
            Ordering::Less => Some(Wrong::OutOfOrder { after: seq }),
            Ordering::Equal => (link.previous.as_ref() != hash).then_some(Wrong::Parted),
        };
        if let Some(what) = wrong {
            self.problem(piece, link, what);
        }
        if let Some(head) = self.head.head().filter(|head| head.seq == link.seq) {
            self.passed = true;
            if head.hash != link.hash {
                self.problem(piece, link, Wrong::HeadDiffers);
            }
        }
    }

    fn judge_head(&mut self) {
        let end = self.last.as_ref().map_or(0, |last| last.seq);
        let finding = |what| {
            let (file, seq) = (self.head_file.to_owned(), self.head.head().map(|head| head.seq));
            Finding { file, line: None, seq, what }
        };
        match self.head {
            // The head of a line is written after it.
            HeadFound::Missing if end <= self.tolerance => {
                if end > 0 {
                    self.found.remark(finding(Wrong::HeadMissing));
                }
            }
            HeadFound::Missing => self.found.problem(finding(Wrong::HeadMissing)),
            HeadFound::Unreadable => self.found.problem(finding(Wrong::HeadUnreadable)),
            HeadFound::Is(head) if head.seq > end => {
                self.found.problem(finding(Wrong::Truncated { lines: head.seq - end }));
            }
            HeadFound::Is(head) => {
                let lines = end - head.seq;
                if !self.passed {
                    self.found.problem(finding(Wrong::HeadDiffers));
                }
                if lines > self.tolerance {
                    self.found.problem(finding(Wrong::HeadBehind { lines }));
                } else if lines > 0 {
                    self.found.remark(finding(Wrong::HeadBehind { lines }));
                }
            }
        }
    }
}

fn at(piece: &Piece, seq: Option<u64>, what: Wrong) -> Finding {
    Finding { file: piece.file.clone(), line: Some(piece.line), seq, what }
}

#[cfg(test)]
mod tests {
    use super::Walk;
    use crate::audit::{
        Finding, Wrong,
        chain::{Before, Head, seal},
        finding::Findings,
        fixture,
        piece::{HeadFound, Piece},
    };

    /// A chain of events and its head.
    fn sample(count: u32) -> (Vec<String>, Head) {
        let mut before = Before::default();
        let mut lines = Vec::new();
        for event in fixture::events(count) {
            let (line, head) = seal(&event, &before).expect("json");
            lines.push(line);
            before.head = Some(head);
        }
        (lines, before.head.expect("a head"))
    }

    fn text(lines: &[String]) -> String {
        lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
    }

    fn judge(text: &[u8], head: &HeadFound) -> (Vec<Finding>, Vec<Finding>) {
        let mut found = Findings::default();
        let chain = fixture::intent(1).chain();
        let mut walk = Walk::new(chain, (head, "head"), 1, &mut found);
        let ended = text.ends_with(b"\n");
        let body = text.strip_suffix(b"\n").unwrap_or(text);
        let lines: Vec<&[u8]> = match text {
            [] => Vec::new(),
            _ => body.split(|byte| *byte == b'\n').collect(),
        };
        for (index, bytes) in lines.iter().enumerate() {
            let last = index + 1 == lines.len();
            let line = u64::try_from(index).expect("small") + 1;
            let (file, bytes, ended) = ("x".to_owned(), bytes.to_vec(), !last || ended);
            walk.line(&Piece { file, line, bytes, ended, named: None });
        }
        walk.end();
        found.into_parts()
    }

    fn problems(lines: &[String], head: &Head) -> Vec<(Option<u64>, Wrong)> {
        let (problems, _) = judge(text(lines).as_bytes(), &HeadFound::Is(head.clone()));
        problems.into_iter().map(|problem| (problem.line, problem.what)).collect()
    }

    #[test]
    fn an_untouched_chain_is_in_order() {
        for count in [1, 2, 5] {
            let (lines, head) = sample(count);
            assert_eq!(problems(&lines, &head), []);
        }
        assert_eq!(judge(b"", &HeadFound::Missing), (vec![], vec![]));
    }

    #[test]
    fn every_edit_of_a_byte_is_found() {
        every_edit_is_found(1, 1);
        every_edit_is_found(3, 41);
    }

    /// Tries each edit at every so many bytes.
    fn every_edit_is_found(events: u32, step: usize) {
        let (lines, head) = sample(events);
        let text = text(&lines);
        let text = text.into_bytes();
        let head = HeadFound::Is(head);
        let clean = (vec![], vec![]);
        assert_eq!(judge(&text, &head), clean);
        for place in (0..text.len()).step_by(step) {
            let (before, byte, after) = (&text[..place], text[place], &text[place + 1..]);
            for other in [byte ^ 1, b' ', b'\n'] {
                let changed = [before, &[other], after].concat();
                assert!(other == byte || judge(&changed, &head) != clean, "{place}: {other}");
            }
            assert_ne!(judge(before, &head), clean, "cut at {place}");
            assert_ne!(judge(&[before, after].concat(), &head), clean, "without {place}");
            let longer = [before, b" ", &[byte], after].concat();
            assert_ne!(judge(&longer, &head), clean, "a space before {place}");
        }
    }

    #[test]
    fn an_edit_is_named_with_its_line_and_does_not_taint_what_follows() {
        let (mut lines, head) = sample(5);
        lines[2] = lines[2].replace("msp-alice", "msp-mallory");
        assert_eq!(problems(&lines, &head), [(Some(3), Wrong::Edited)]);
        // Whoever hashes the edited line again parts it from the next one.
        let mut before = Before::default();
        let mut forged = Vec::new();
        for (index, mut event) in fixture::events(5).into_iter().enumerate() {
            if index == 2 {
                event.warrant.ticket = None;
            }
            let (line, head) = seal(&event, &before).expect("json");
            forged.push(line);
            before.head = Some(head);
        }
        let (mut lines, head) = sample(5);
        lines[2].clone_from(&forged[2]);
        assert_eq!(problems(&lines, &head), [(Some(4), Wrong::Parted)]);
        // And whoever does so to the end of the chain meets the head.
        assert_eq!(problems(&forged, &head), [(Some(5), Wrong::HeadDiffers)]);
    }

    #[test]
    fn what_is_taken_away_moved_or_put_in_is_found() {
        let (lines, head) = sample(5);
        let without = |from: usize, to: usize| [&lines[..from], &lines[to..]].concat();
        let gap = |from, to| Wrong::Gap { from, to };
        assert_eq!(problems(&without(1, 2), &head), [(Some(2), gap(2, 2))]);
        assert_eq!(problems(&without(1, 4), &head), [(Some(2), gap(2, 4))]);
        assert_eq!(problems(&without(0, 2), &head), [(Some(1), gap(1, 2))]);
        assert_eq!(problems(&without(3, 5), &head), [(None, Wrong::Truncated { lines: 2 })]);
        assert_eq!(problems(&[], &head), [(None, Wrong::Truncated { lines: 5 })]);

        let mut swapped = lines.clone();
        swapped.swap(1, 2);
        let expected =
            [(Some(2), gap(2, 2)), (Some(3), Wrong::OutOfOrder { after: 3 }), (Some(4), gap(3, 3))];
        assert_eq!(problems(&swapped, &head), expected);

        let mut doubled = lines.clone();
        doubled.insert(2, lines[1].clone());
        assert_eq!(problems(&doubled, &head), [(Some(3), Wrong::OutOfOrder { after: 2 })]);
        doubled[2] = "{}".to_owned();
        assert_eq!(problems(&doubled, &head), [(Some(3), Wrong::Unreadable { bytes: 2 })]);
        doubled[2].clear();
        assert_eq!(problems(&doubled, &head), [(Some(3), Wrong::Unreadable { bytes: 0 })]);
    }

    #[test]
    fn a_line_of_another_chain_is_found() {
        let mut event = fixture::intent(1);
        event.tenant.id = fixture::ALICE.parse().expect("valid");
        let (line, head) = seal(&event, &Before::default()).expect("json");
        let chain = event.chain().to_string();
        assert_eq!(problems(&[line], &head), [(Some(1), Wrong::Foreign { chain })]);
    }

    #[test]
    fn the_head_is_judged_by_the_lines() {
        let (lines, head) = sample(3);
        let text = text(&lines);
        let one = format!("{}\n", lines[0]);
        let heads: Vec<Head> = (1..=3).map(|count| sample(count).1).collect();
        let what = |text: &str, head: HeadFound| {
            let (problems, remarks) = judge(text.as_bytes(), &head);
            let what = |found: Vec<Finding>| found.into_iter().map(|f| f.what).collect::<Vec<_>>();
            (what(problems), what(remarks))
        };
        let is = |head: &Head| HeadFound::Is(head.clone());
        let behind = |lines| vec![Wrong::HeadBehind { lines }];
        assert_eq!(what(&text, is(&heads[1])), (vec![], behind(1)), "as a crash leaves it");
        assert_eq!(what(&text, is(&heads[0])), (behind(2), vec![]));
        assert_eq!(what(&text, HeadFound::Missing), (vec![Wrong::HeadMissing], vec![]));
        assert_eq!(what(&one, HeadFound::Missing), (vec![], vec![Wrong::HeadMissing]));
        assert_eq!(what(&text, HeadFound::Unreadable), (vec![Wrong::HeadUnreadable], vec![]));
        let other = Head { seq: 3, hash: heads[0].hash.clone() };
        assert_eq!(what(&text, is(&other)), (vec![Wrong::HeadDiffers], vec![]));
        assert_eq!(what(&text, is(&head)), (vec![], vec![]));
    }

    #[test]
    fn a_write_that_was_cut_off_is_named_and_what_replaced_it_is_not() {
        let (lines, head) = sample(1);
        let half = &lines[0][..50];
        let torn = format!("{}\n{half}", lines[0]);
        let (problems, remarks) = judge(torn.as_bytes(), &HeadFound::Is(head.clone()));
        assert_eq!(problems, []);
        assert_eq!((remarks[0].line, &remarks[0].what), (Some(2), &Wrong::Torn { bytes: 50 }));

        let mut unread = crate::audit::piece::Unread::default();
        unread.add(half.as_bytes());
        let before = Before { head: Some(head), torn: unread.torn(), head_lost: false };
        let (next, head) = seal(&fixture::intent(2), &before).expect("json");
        let head = HeadFound::Is(head);
        let (problems, remarks) = judge(format!("{torn}\n{next}\n").as_bytes(), &head);
        assert_eq!((problems.len(), remarks.len()), (0, 1));
        let changed = half.replace('{', "[");
        let text = format!("{}\n{changed}\n{next}\n", lines[0]);
        let (problems, _) = judge(text.as_bytes(), &head);
        assert_eq!(problems[0].what, Wrong::Unreadable { bytes: 50 });
        let (problems, _) = judge(format!("{}\n{next}\n", lines[0]).as_bytes(), &head);
        assert_eq!(problems[0].what, Wrong::TornChanged);
    }
}
