//! The text around a problem, with positions as people count them.

use std::sync::Arc;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::sanitize::is_unsafe;
use crate::source::{Place, ShownText};

/// A file's text as it may be shown. Its lines and columns are those of the file itself, in
/// characters, where miette would count the bytes of what is shown.
pub(super) struct Excerpt {
    name: String,
    text: Arc<(ShownText, String)>,
    /// Where in the shown text each label begins, and where that is in the file.
    places: Vec<(usize, Place)>,
}

impl Excerpt {
    /// Makes an excerpt of a file of this name.
    pub(super) const fn new(
        name: String,
        text: Arc<(ShownText, String)>,
        places: Vec<(usize, Place)>,
    ) -> Self {
        Self { name, text, places }
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let read = self.text.1.read_span(span, before, after)?;
        // Without lines around it, a span is read to say where it stands.
        let place = self.places.iter().find(|(at, _)| before == 0 && *at == span.offset());
        let (line, column) = place.map_or((read.line(), read.column()), |(_, place)| {
            (place.line.saturating_sub(1) as usize, place.column.saturating_sub(1) as usize)
        });
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            read.data(),
            *read.span(),
            line,
            column,
            read.line_count(),
        )))
    }
}

/// Replaces what must not reach a terminal by something harmless of the same length in bytes, so
/// that positions still fit.
pub(super) fn cover_unsafe(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => safe.push(c),
            '\r' => safe.push(' '),
            other if is_unsafe(other) => safe.push_str(match other.len_utf8() {
                1 => "?",
                2 => "¿",
                3 => "\u{fffd}",
                _ => "????",
            }),
            other => safe.push(other),
        }
    }
    safe
}
