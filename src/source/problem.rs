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
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            labels: Vec::new(),
            help: None,
        }
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

    /// Adds a position whose line must not be shown, nor how long it is what stands there.
    #[must_use]
    pub fn hidden_label(mut self, mut place: Place, text: impl Into<String>) -> Self {
        place.span.length = 0;
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

/// The most problems of one file that are reported in one run.
const MOST: usize = 100;

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
    cut(problems)
}

/// Keeps the first problems of each file and says how many more there are: a hostile file must
/// not drown the others.
fn cut(problems: Vec<Problem>) -> Vec<Problem> {
    let mut kept: Vec<Problem> = Vec::with_capacity(problems.len().min(1_000));
    let (mut of_file, mut more) = (0, 0);
    for problem in problems {
        let file = |problem: &Problem| problem.place().map(|place| place.file.clone());
        let same = kept.last().is_some_and(|last| file(last) == file(&problem));
        if !same {
            tell(&mut kept, more);
            (of_file, more) = (0, 0);
        }
        of_file += 1;
        if of_file <= MOST || problem.place().is_none() {
            kept.push(problem);
        } else {
            more += 1;
        }
    }
    tell(&mut kept, more);
    kept
}

fn tell(kept: &mut [Problem], more: usize) {
    if let Some(last) = kept.last_mut().filter(|_| more > 0) {
        let help = last.help.take().map(|help| format!("{help}; ")).unwrap_or_default();
        last.help = Some(format!("{help}and {more} more problems in this file"));
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, Problem, tidy_problems};
    use crate::source::{Code, Origin, Span};

    fn problem(file: &str, offset: usize) -> Problem {
        let mut place = Origin::synthetic(file, 1).place;
        place.span = Span { offset, length: 1 };
        Problem::error(Code::UnknownKey, "unknown key").label(place, "here")
    }

    #[test]
    fn problems_are_ordered_told_once_and_cut() {
        let rank = |file: &str| usize::from(file == "b");
        let problems = vec![problem("b", 1), problem("a", 2), problem("a", 1), problem("a", 2)];
        let tidy = tidy_problems(problems, rank);
        let places: Vec<_> =
            tidy.iter().filter_map(Problem::place).map(|p| (&*p.file, p.span.offset)).collect();
        assert_eq!(places, [("a", 1), ("a", 2), ("b", 1)]);
        let many =
            (0..MOST + 7).map(|offset| problem("a", offset)).chain([problem("b", 0)]).collect();
        let tidy = tidy_problems(many, rank);
        assert_eq!(tidy.len(), MOST + 1);
        assert_eq!(tidy[MOST - 1].help.as_deref(), Some("and 7 more problems in this file"));
        assert!(tidy[MOST].help.is_none());
        let many = (0..=MOST).map(|offset| problem("a", offset).help("mend it")).collect();
        let last = tidy_problems(many, rank).pop().and_then(|problem| problem.help);
        assert_eq!(last.as_deref(), Some("mend it; and 1 more problems in this file"));
    }
}
