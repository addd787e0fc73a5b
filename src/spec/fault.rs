//! Why a tree is not what a type asks for.

use std::fmt;

use serde::de::{self, Expected, Unexpected};

use crate::source::Loc;

/// Why a tree is not what a type asks for, and where. Found one at a time by serde; the reader
/// takes the offending part out and tries again until none is left.
#[derive(Debug)]
pub(super) struct Fault(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: FaultKind,
    at: Option<Loc>,
    /// Indices from the innermost to the outermost.
    path: Vec<usize>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FaultKind {
    /// A key that the mapping does not have.
    UnknownKey {
        /// The key.
        key: String,
        /// The keys that it has.
        known: &'static [&'static str],
    },
    /// A key that the mapping must have.
    MissingKey(&'static str),
    /// Something else than what was asked for.
    WrongType {
        /// What was asked for.
        expected: String,
    },
    /// A word that is not one of those known.
    UnknownWord {
        /// The word.
        word: String,
        /// Those known.
        known: &'static [&'static str],
    },
    /// A text that is not of the right form, with the reason.
    Invalid(String),
}

impl Fault {
    fn new(kind: FaultKind) -> Self {
        Self(Box::new(Inner { kind, at: None, path: Vec::new() }))
    }

    /// Makes a fault for something else than what was asked for.
    pub(super) fn wrong_type(expected: impl Into<String>) -> Self {
        Self::new(FaultKind::WrongType { expected: expected.into() })
    }

    /// Says where the fault stands, unless that is known already.
    #[must_use]
    pub(super) fn at(mut self, loc: Loc) -> Self {
        self.0.at.get_or_insert(loc);
        self
    }

    /// Says through which entry or item it was reached.
    #[must_use]
    pub(super) fn inside(mut self, index: usize) -> Self {
        self.0.path.push(index);
        self
    }

    /// Returns what is wrong.
    #[must_use]
    pub(super) fn kind(&self) -> &FaultKind {
        &self.0.kind
    }

    /// Returns where it stands.
    #[must_use]
    pub(super) fn loc(&self) -> Loc {
        self.0.at.unwrap_or_default()
    }

    /// Returns the indices that lead from the root to the offending part.
    #[must_use]
    pub(super) fn path(&self) -> Vec<usize> {
        self.0.path.iter().rev().copied().collect()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            FaultKind::UnknownKey { key, .. } => write!(f, "unknown key `{key}`"),
            FaultKind::MissingKey(key) => write!(f, "missing key `{key}`"),
            FaultKind::WrongType { expected } => write!(f, "expected {expected}"),
            FaultKind::UnknownWord { word, .. } => write!(f, "unknown value `{word}`"),
            FaultKind::Invalid(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(FaultKind::Invalid(message.to_string()))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::wrong_type(plain_words(&expected.to_string()))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::wrong_type(plain_words(&expected.to_string()))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::new(FaultKind::UnknownKey { key: field.to_owned(), known: expected })
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(FaultKind::MissingKey(field))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::new(FaultKind::UnknownWord { word: variant.to_owned(), known: expected })
    }
}

/// Says what serde expects in the words of YAML.
fn plain_words(expected: &str) -> String {
    match expected {
        "a string" | "a borrowed string" => "text".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "a mapping".to_owned(),
        "a boolean" => "`true` or `false`".to_owned(),
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number".to_owned(),
        "newtype variant" => "a mapping with one key".to_owned(),
        other if other.starts_with("struct ") => "a mapping".to_owned(),
        other => other.to_owned(),
    }
}
