//! A text as it may be shown: every secret in it covered, with nothing of its length.

use std::ops::Range;

/// What stands in place of a secret, however long it is.
const COVER: &str = "********";

/// A text as it may be shown. Lines keep their numbers; positions in a line move.
#[derive(Debug, Clone, Default)]
pub struct ShownText {
    text: String,
    /// The covered bytes of the original, and where each cover begins.
    covers: Vec<(Range<usize>, usize)>,
}

impl ShownText {
    /// Covers ranges of bytes, given in any order; line ends and indentation stay.
    #[must_use]
    pub fn new(text: &str, mut hidden: Vec<Range<usize>>) -> Self {
        hidden.sort_by_key(|range| range.start);
        hidden.dedup_by(|next, range| {
            let touches = next.start <= range.end;
            range.end = if touches { range.end.max(next.end) } else { range.end };
            touches
        });
        let mut shown = Self { text: String::with_capacity(text.len()), covers: Vec::new() };
        let mut done = 0;
        for range in hidden {
            let start = range.start.max(done);
            // Ranges of bytes that are none of this text cover nothing.
            let Some(inner) = text.get(start..range.end) else { continue };
            let mut at = start;
            for line in inner.split_inclusive('\n') {
                let begin = at + (line.len() - line.trim_start().len());
                let end = at + line.trim_end().len();
                at += line.len();
                if begin < end {
                    shown.text.push_str(&text[done..begin]);
                    shown.cover(begin..end);
                    done = end;
                }
            }
        }
        shown.text.push_str(&text[done..]);
        shown
    }

    /// Covers that touch are one, so that their number tells nothing.
    fn cover(&mut self, range: Range<usize>) {
        if let Some((last, _)) = self.covers.last_mut()
            && last.end == range.start
        {
            last.end = range.end;
            return;
        }
        self.covers.push((range, self.text.len()));
        self.text.push_str(COVER);
    }

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns where a byte of the original stands; what is covered stands where its cover begins.
    #[must_use]
    pub fn position(&self, offset: usize) -> usize {
        let after = self.covers.partition_point(|(range, _)| range.start <= offset);
        let Some((range, at)) = after.checked_sub(1).and_then(|last| self.covers.get(last)) else {
            return offset.min(self.text.len());
        };
        if offset < range.end {
            return *at;
        }
        (at + COVER.len() + (offset - range.end)).min(self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::ShownText;

    #[test]
    fn covers_are_of_one_width_and_positions_follow() {
        let text = "a: hunter2, b: 1\n  hunter2\nc: é\n";
        let shown = ShownText::new(text, vec![17..27, 3..6, 5..8, 3..10, 900..901]);
        assert_eq!(shown.text(), "a: ********, b: 1\n  ********\nc: é\n");
        for (word, from) in [("b: 1", 0), ("c: ", 0), ("é", 0)] {
            let (before, after) = (text[from..].find(word), shown.text().find(word));
            assert_eq!(before.map(|at| shown.position(at)), after, "{word}");
        }
        assert_eq!((shown.position(3), shown.position(7), shown.position(10)), (3, 3, 11));
        assert_eq!(shown.position(999), shown.text().len());
        let plain = ShownText::new("plain", Vec::new());
        assert_eq!((plain.text(), plain.position(2)), ("plain", 2));
    }
}
