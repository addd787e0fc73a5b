//! Problems found in the configuration's files: collected, never returned one at a time.

use serde::Serialize;

use super::{Code, Place};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Nothing that writes goes on.
    Error,
    /// Worth a look.
    Warning,
}

/// A position with what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub place: Place,
    /// What, in a few words.
    pub text: String,
    /// Whether the line may be shown: not where a secret stands.
    pub hidden: bool,
}

/// One problem: what is wrong, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// Its kind.
    pub code: Code,
    /// What is wrong, as a lower-case fragment.
    pub message: String,
    /// Where; the first is the offending scalar.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
}

impl Problem {
    /// Makes an error.
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code, message: message.into(), labels: Vec::new(), help: None }
    }

    /// Makes a warning.
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Adds a position; the first one added is the problem's own.
    #[must_use]
    pub fn label(mut self, place: Place, text: impl Into<String>) -> Self {
        self.labels.push(Label { place, text: text.into(), hidden: false });
        self
    }

    /// Adds a position whose line must not be shown.
    #[must_use]
    pub fn hidden_label(mut self, place: Place, text: impl Into<String>) -> Self {
        self.labels.push(Label { place, text: text.into(), hidden: true });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Offers the nearest of the known words, and otherwise the words themselves if they are few.
    #[must_use]
    pub fn suggest<'a>(self, found: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match super::suggestion(found, known) {
            Some(help) => self.help(help),
            None => self,
        }
    }

    /// Returns whether the problem keeps anything that writes from going on.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// Returns the problem's own position.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        self.labels.first().map(|label| &label.place)
    }
}

/// Brings problems into the order of their files and positions and keeps one of each: what is
/// wrong in the defaults is wrong in every tenant that takes them, and said once. `rank` gives
/// the place of a file among the files.
#[must_use]
pub fn tidy_problems(mut problems: Vec<Problem>, rank: impl Fn(&str) -> usize) -> Vec<Problem> {
    problems.sort_by_cached_key(|problem| {
        let place = problem.place();
        let key = place.map(|place| (rank(&place.file), place.file.to_string(), place.span));
        (key, problem.code, problem.message.clone())
    });
    problems.dedup_by(|b, a| {
        a.code == b.code && a.message == b.message && a.place().is_some() && a.place() == b.place()
    });
    problems
}
