//! Columns and line breaks, in terminal columns.

use unicode_width::UnicodeWidthStr;

use super::Palette;

/// How wide rendered text is made where no narrower terminal shows it, so that a plan reads the
/// same in a log, in a pull request and on a terminal.
pub const WIDTH: usize = 80;

/// Returns how many columns a text without escape sequences takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Appends spaces until a line is `column` wide, and at least `gap` of them.
pub(super) fn pad_to(line: &mut String, plain: usize, column: usize, gap: usize) -> usize {
    let spaces = column.saturating_sub(plain).max(gap);
    line.extend(std::iter::repeat_n(' ', spaces));
    plain + spaces
}

/// Breaks a text at spaces into lines of at most `room` columns. A longer word gets a line of its
/// own and is never cut: ids and records are there to be copied.
pub(super) fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let line = lines.last_mut().expect("invariant: there is always a line");
        if line.is_empty() {
            line.push_str(word);
        } else if width(line) + 1 + width(word) <= room {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// Writes a text after a label, broken at the page's width, later lines under the first.
///
/// `label` is the text already painted and `label_width` how wide it shows.
pub(super) fn hanging(label: &str, label_width: usize, text: &str, palette: Palette) -> String {
    let indent = " ".repeat(label_width);
    let mut out = String::new();
    for (number, line) in wrap(text, palette.width().saturating_sub(label_width)).iter().enumerate()
    {
        out.push_str(if number == 0 { label } else { &indent });
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn words_are_wrapped_and_never_cut() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("a 0123456789 b", 5), ["a", "0123456789", "b"]);
        assert_eq!(wrap("", 5), [""]);
    }
}
