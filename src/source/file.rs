//! One configuration file as read.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use super::{Place, ShownText, Span, find_secrets};

/// Names a file of a [`super::SourceMap`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// What a file is for, told from where it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// `tenantry.yaml`.
    Organization,
    /// `tenants/*.yaml`.
    Tenant,
    /// `grants/*.yaml`.
    Grant,
}

/// One configuration file: its text and where its lines begin.
#[derive(Clone)]
pub struct SourceFile {
    name: Arc<str>,
    kind: FileKind,
    text: String,
    lines: Vec<usize>,
    /// What the reader of the YAML found to be, or maybe to be, a secret.
    hidden: OnceLock<Vec<Span>>,
}

/// Shows the name alone: the text may hold what somebody should not have written into it.
impl fmt::Debug for SourceFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SourceFile").field("name", &self.name).finish_non_exhaustive()
    }
}

impl SourceFile {
    /// Makes a file from its path relative to the configuration's folder and its text.
    #[must_use]
    pub fn new(name: &str, kind: FileKind, text: String) -> Self {
        let begins =
            text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(begins).collect();
        Self { name: name.into(), kind, text, lines, hidden: OnceLock::new() }
    }

    /// Returns the path relative to the configuration's folder, with `/` between its parts.
    #[must_use]
    pub const fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// Returns what the file is for.
    #[must_use]
    pub const fn kind(&self) -> FileKind {
        self.kind
    }

    /// Returns the name of the file without folder and `.yaml`.
    #[must_use]
    pub fn stem(&self) -> &str {
        let name = self.name.rsplit('/').next().unwrap_or(&self.name);
        name.strip_suffix(".yaml").unwrap_or(name)
    }

    /// Returns the text as read. Only for readers: what is shown is [`Self::shown_text`].
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Notes what must never be shown, as the reader of the YAML knows it. Only the first time
    /// counts: a file is read once.
    pub fn hide(&self, mut spans: Vec<Span>) {
        spans.sort_unstable();
        let _ = self.hidden.set(spans);
    }

    /// Returns whether exactly this span must never be shown.
    #[must_use]
    pub fn is_hidden(&self, span: Span) -> bool {
        self.hidden.get().is_some_and(|hidden| hidden.binary_search(&span).is_ok())
    }

    /// Returns the text with everything covered that is or may be a secret.
    #[must_use]
    pub fn shown_text(&self) -> ShownText {
        let known = self.hidden.get().into_iter().flatten();
        let known = known.map(|span| span.offset..span.offset.saturating_add(span.length));
        ShownText::new(&self.text, known.chain(find_secrets(&self.text)).collect())
    }

    /// Returns the bytes of a span, or nothing where it does not fit the text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.offset..span.offset.saturating_add(span.length)).unwrap_or_default()
    }

    /// Turns a span into a position.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        let (line, column) = self.line_and_column(span.offset);
        Place { file: Arc::clone(&self.name), line, column, span }
    }

    /// Returns line and column, both from 1, of a byte; columns count characters.
    #[must_use]
    pub fn line_and_column(&self, offset: usize) -> (u32, u32) {
        let offset = offset.min(self.text.len());
        let line = self.lines.partition_point(|begin| *begin <= offset);
        let begin = self.lines[line - 1];
        let column =
            self.text.get(begin..offset).map_or(offset - begin, |text| text.chars().count());
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        (number(line), number(column + 1))
    }

    /// Returns the bytes of one line, counted from 1, without its end and its indentation.
    #[must_use]
    pub fn line_span(&self, line: usize) -> Span {
        let begin = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        let end = self.lines.get(line).copied().unwrap_or(self.text.len());
        let text = self.text.get(begin..end).unwrap_or_default();
        let indent = text.len() - text.trim_start().len();
        let length = text.trim().len();
        Span { offset: if length == 0 { begin } else { begin + indent }, length }
    }
}

#[cfg(test)]
mod tests {
    use super::{FileKind, SourceFile};
    use crate::source::Span;

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let file = SourceFile::new("tenants/a.yaml", FileKind::Tenant, "a: é\nb: çx\n".into());
        assert_eq!(file.stem(), "a");
        assert_eq!(file.line_and_column(0), (1, 1));
        let place = file.place(Span { offset: 11, length: 1 });
        assert_eq!((place.line, place.column), (2, 5));
        assert_eq!(file.line_and_column(999), (3, 1));
        assert_eq!(file.slice(file.line_span(2)), "b: çx");
        assert_eq!(file.line_span(77).length, 0);
    }
}
