//! Problems in the configuration, as text and as JSON.

use std::{collections::BTreeMap, fmt, fmt::Write as _, sync::Arc};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use serde_json::{Value, json};

use super::{
    excerpt::{Excerpt, cover_unsafe},
    sanitize::sanitize,
};
use crate::source::{Label, Problem, Severity, ShownText, SourceMap, Span};

/// Renders problems for a terminal or a log: each with its file, the lines around it, labels and
/// help, and a last line that counts them. Empty where there are none.
#[must_use]
pub fn problems_text(
    problems: &[Problem],
    sources: &SourceMap,
    color: bool,
    width: usize,
) -> String {
    if problems.is_empty() {
        return String::new();
    }
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(width.max(40))
        .with_links(false)
        .with_context_lines(1);
    let mut texts = ShownTexts { sources, shown: BTreeMap::new() };
    let mut out = String::new();
    for problem in problems {
        let _ = handler.render_report(&mut out, &Shown::new(problem, &mut texts));
        out.push('\n');
    }
    let _ = writeln!(out, "{}", counted(problems));
    out
}

/// Renders problems as product.md's diagnostics: positions count from 1 and point at the
/// offending scalar, `endColumn` behind its last character.
#[must_use]
pub fn problems_json(problems: &[Problem], sources: &SourceMap) -> Value {
    let (errors, warnings) = counts(problems);
    let diagnostics: Vec<Value> =
        problems.iter().map(|problem| diagnostic(problem, sources)).collect();
    json!({ "diagnostics": diagnostics, "errors": errors, "warnings": warnings })
}

fn diagnostic(problem: &Problem, sources: &SourceMap) -> Value {
    let place = problem.place();
    let end = place.and_then(|place| {
        let file = sources.find(&place.file)?;
        Some(file.line_and_column(place.span.offset + place.span.length))
    });
    let start = place.map(|place| (place.line, place.column));
    let end = end.or(start);
    json!({
        "severity": problem.severity,
        "code": problem.code.as_str(),
        "message": sanitize(&problem.message),
        "help": problem.help.as_deref().map(sanitize),
        "file": place.map(|place| sanitize(&place.file).into_owned()),
        "line": start.map(|(line, _)| line),
        "column": start.map(|(_, column)| column),
        "endLine": end.map(|(line, _)| line),
        "endColumn": end.map(|(_, column)| column),
    })
}

fn counts(problems: &[Problem]) -> (usize, usize) {
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    (errors, problems.len() - errors)
}

fn counted(problems: &[Problem]) -> String {
    let (errors, warnings) = counts(problems);
    let count =
        |number: usize, what: &str| (number > 0).then(|| crate::domain::counted(number, what));
    let parts: Vec<String> =
        [count(errors, "error"), count(warnings, "warning")].into_iter().flatten().collect();
    parts.join(", ")
}

/// The texts of files as they may be shown, each made once.
struct ShownTexts<'a> {
    sources: &'a SourceMap,
    shown: BTreeMap<Arc<str>, Arc<(ShownText, String)>>,
}

impl ShownTexts<'_> {
    fn get(&mut self, file: &Arc<str>) -> Option<Arc<(ShownText, String)>> {
        if let Some(text) = self.shown.get(file) {
            return Some(Arc::clone(text));
        }
        let shown = self.sources.find(file)?.shown_text();
        let safe = cover_unsafe(shown.text());
        let text = Arc::new((shown, safe));
        self.shown.insert(Arc::clone(file), Arc::clone(&text));
        Some(text)
    }
}

/// A problem in the form that miette draws.
struct Shown {
    message: String,
    code: &'static str,
    severity: miette::Severity,
    help: Option<String>,
    source: Option<Excerpt>,
    labels: Vec<LabeledSpan>,
}

impl Shown {
    /// Labels in the file of the first are drawn; those in other files, those whose lines must not
    /// be shown, and those of files without a text are written out.
    fn new(problem: &Problem, texts: &mut ShownTexts<'_>) -> Self {
        let first = problem.labels.first();
        let text = first.filter(|label| !label.hidden).and_then(|label| {
            texts.get(&label.place.file).filter(|text| can_be_drawn(label, &text.1))
        });
        let mut message = sanitize(&problem.message).into_owned();
        let (mut labels, mut places) = (Vec::new(), Vec::new());
        let mut notes = Vec::new();
        for (index, label) in problem.labels.iter().enumerate() {
            let same = first.is_some_and(|first| first.place.file == label.place.file);
            let text =
                text.as_ref().filter(|text| same && !label.hidden && can_be_drawn(label, &text.1));
            if let Some(text) = text {
                let span = drawn(label, text);
                places.push((span.offset(), label.place.clone()));
                labels.push(span);
            } else if index == 0 && message.contains(&*label.place.file) {
                // A file that could not be read is named already.
            } else if index == 0 {
                let place = &label.place;
                message =
                    format!("{}:{}:{}: {message}", sanitize(&place.file), place.line, place.column);
            } else {
                notes.push(format!(
                    "{}: {}",
                    sanitize(&label.place.to_string()),
                    sanitize(&label.text)
                ));
            }
        }
        notes.extend(problem.help.as_deref().map(|help| sanitize(help).into_owned()));
        let source = text.zip(first).map(|(text, label)| {
            Excerpt::new(sanitize(&label.place.file).into_owned(), text, places)
        });
        Self {
            message,
            code: problem.code.as_str(),
            severity: match problem.severity {
                Severity::Error => miette::Severity::Error,
                Severity::Warning => miette::Severity::Warning,
            },
            help: (!notes.is_empty()).then(|| notes.join("\n")),
            source,
            labels,
        }
    }
}

/// The longest line that is drawn, in bytes.
const LONGEST_LINE: usize = 500;

/// Returns whether the lines around a label are short enough to be of use to anybody.
fn can_be_drawn(label: &Label, text: &str) -> bool {
    let line = (label.place.line as usize).saturating_sub(2);
    text.lines().skip(line).take(3).all(|line| line.len() <= LONGEST_LINE)
}

/// A label behind the end of the text, or over more than a line, is drawn where it begins.
fn drawn(label: &Label, (shown, text): &(ShownText, String)) -> LabeledSpan {
    let Span { offset, length } = label.place.span;
    let end = shown.position(offset.saturating_add(length));
    let offset = shown.position(offset).min(text.len());
    let length = end.saturating_sub(offset);
    let line_end = text[offset..].find('\n').map_or(text.len(), |end| offset + end);
    let length = length.min(line_end - offset);
    LabeledSpan::new(Some(sanitize(&label.text).into_owned()), offset, length)
}

impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty())
            .then(|| Box::new(self.labels.iter().cloned()) as Box<dyn Iterator<Item = LabeledSpan>>)
    }
}
