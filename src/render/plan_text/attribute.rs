//! One field, before and after.

use serde_json::Value;
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff, capture_diff_slices};

use crate::{
    plan::{Attribute, ChangeAction},
    render::{Palette, Tone, clean::clean, layout},
};

/// Where a field's value stands.
const VALUE: usize = 24;
/// Where a field's value stands on a narrow page: below its name.
const BELOW: usize = 8;
/// Where a field's note stands, where there is room for it.
const NOTE: usize = 45;

/// Returns where values stand.
const fn value(palette: Palette) -> usize {
    if palette.is_narrow() { BELOW } else { VALUE }
}

/// A line behind a field's name.
struct Line {
    tone: Option<Tone>,
    text: String,
}

impl Line {
    fn plain(text: String) -> Self {
        Self { tone: None, text }
    }

    /// Breaks a line that does not fit, with what follows set in.
    fn fitted(self, palette: Palette) -> Vec<Self> {
        let room = palette.width() - value(palette);
        if layout::width(&self.text) <= room {
            return vec![self];
        }
        let tone = self.tone;
        let parts = layout::wrap(&self.text, room - 2);
        let indented = parts.into_iter().enumerate().map(|(number, part)| {
            let text = if number == 0 { part } else { format!("  {part}") };
            Self { tone, text }
        });
        indented.collect()
    }

    fn signed(sign: char, text: &str) -> Self {
        let tone = match sign {
            '+' => Some(Tone::Good),
            '-' => Some(Tone::Bad),
            _ => None,
        };
        Self { tone, text: format!("{sign} {text}") }
    }
}

/// Renders a field of a change.
pub(super) fn attribute(field: &Attribute, action: ChangeAction, palette: Palette) -> String {
    let name = clean(&name(&field.path));
    let lines: Vec<Line> =
        lines(field, action, palette).into_iter().flat_map(|line| line.fitted(palette)).collect();
    let mut out = String::new();
    let last = lines.len().saturating_sub(1);
    for (number, Line { tone, text }) in lines.into_iter().enumerate() {
        let head = if number == 0 { name.as_str() } else { "" };
        let mut line = format!("      {head}");
        let mut column = 6 + layout::width(head);
        if number == 0 && palette.is_narrow() {
            line.push('\n');
            column = 0;
        } else if palette.is_narrow() {
            line.clear();
            column = 0;
        }
        column = layout::pad_to(&mut line, column, value(palette), usize::from(column > 0));
        let shown = tone.map_or_else(|| text.clone(), |tone| palette.paint(tone, &text));
        line.push_str(&shown);
        column += layout::width(&text);
        if let (true, Some(note)) = (number == last, &field.note) {
            append_note(&mut line, column, &clean(note), palette);
        }
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// Renders a value that is set and never shown.
pub(super) fn write_only(path: &str, palette: Palette) -> String {
    let mut line = format!("      {}", clean(&name(path)));
    let mut column = layout::width(&line);
    if palette.is_narrow() {
        line.push('\n');
        column = 0;
    }
    layout::pad_to(&mut line, column, value(palette), usize::from(column > 0));
    line.push_str("(write-only)\n");
    line
}

fn append_note(line: &mut String, column: usize, note: &str, palette: Palette) {
    let length = layout::width(note);
    let painted = palette.paint(Tone::Notice, note);
    let width = palette.width();
    if column + 2 <= NOTE && NOTE + length <= width {
        layout::pad_to(line, column, NOTE, 2);
    } else if column + 2 + length <= width {
        line.push_str("  ");
    } else {
        let indent = " ".repeat(value(palette));
        for part in layout::wrap(note, width - value(palette)) {
            line.push('\n');
            line.push_str(&indent);
            line.push_str(&palette.paint(Tone::Notice, part));
        }
        return;
    }
    line.push_str(&painted);
}

/// Turns a JSON pointer into the name people know: `/accountEnabled` is `accountEnabled`.
fn name(path: &str) -> String {
    path.trim_start_matches('/').replace('/', ".").replace("~1", "/").replace("~0", "~")
}

fn lines(field: &Attribute, action: ChangeAction, palette: Palette) -> Vec<Line> {
    if field.before.is_array() || field.after.is_array() {
        return list(&field.before, &field.after);
    }
    match (&field.before, &field.after) {
        (Value::Null, after) if matches!(action, ChangeAction::Create | ChangeAction::Rotate) => {
            vec![Line::plain(scalar(after))]
        }
        (before, after) => {
            let (before, after) = (raw(before), raw(after));
            if before.contains('\n') || after.contains('\n') {
                return text(&before, &after);
            }
            let (before, after) = (clean(&before), clean(&after));
            let line = format!("{before}  ->  {after}");
            if value(palette) + layout::width(&line) <= palette.width() {
                vec![Line::plain(line)]
            } else {
                let gone = (!field.before.is_null()).then(|| Line::signed('-', &before));
                let come = (!field.after.is_null()).then(|| Line::signed('+', &after));
                gone.into_iter().chain(come).collect()
            }
        }
    }
}

/// Shows only what comes and goes of a list.
fn list(before: &Value, after: &Value) -> Vec<Line> {
    let (before, after) = (items(before), items(after));
    let mut lines = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        lines.extend(before[op.old_range()].iter().map(|item| Line::signed('-', item)));
        lines.extend(after[op.new_range()].iter().map(|item| Line::signed('+', item)));
    }
    if lines.is_empty() {
        lines.push(Line::plain("(none)".to_owned()));
    }
    lines
}

/// Shows a text of several lines with its differences.
fn text(before: &str, after: &str) -> Vec<Line> {
    let diff = TextDiff::from_lines(before, after);
    let changes = diff.iter_all_changes().map(|change| {
        let sign = match change.tag() {
            ChangeTag::Equal => ' ',
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
        };
        Line::signed(sign, &clean(change.value().trim_end_matches('\n')))
    });
    changes.collect()
}

fn items(value: &Value) -> Vec<String> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().map(scalar).collect(),
        other => vec![scalar(other)],
    }
}

fn scalar(value: &Value) -> String {
    clean(&raw(value))
}

fn raw(value: &Value) -> String {
    match value {
        Value::Null => "(none)".to_owned(),
        Value::String(text) if text.is_empty() => "(empty)".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
