//! What is wrong, and which rule says so.

use std::fmt;

/// The rules of the house.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Rule {
    /// Who may import whom.
    Layer,
    /// What may be named where.
    Room,
    /// Lints are expected with a reason and never allowed.
    Lint,
    /// Nothing evades this test.
    Evasion,
    /// How long a file may be.
    FileLength,
    /// How long a function may be, and how many parameters it may have.
    FunctionSize,
    /// Module files hold documentation and exports.
    ModuleFile,
    /// Every file says what it owns.
    FirstSentence,
}

impl Rule {
    pub(crate) const ALL: [Self; 8] = [
        Self::Layer,
        Self::Room,
        Self::Lint,
        Self::Evasion,
        Self::FileLength,
        Self::FunctionSize,
        Self::ModuleFile,
        Self::FirstSentence,
    ];
}

/// One place that breaks a rule.
#[derive(Debug)]
pub(crate) struct Breach {
    pub(crate) rule: Rule,
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) text: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "src/{}:{}: {}", self.file, self.line, self.text)
    }
}
