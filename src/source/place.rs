//! Positions in the configuration's files.

use std::{fmt, sync::Arc};

use serde::Serialize;

/// A range of bytes in one file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub offset: usize,
    /// The number of bytes.
    pub length: usize,
}

/// A position in a file: what diagnostics underline and planned changes point at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    /// The path relative to the configuration's folder, with `/` between its parts.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
    /// The bytes of the scalar.
    #[serde(skip)]
    pub span: Span,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// Where a value comes from, also after defaults and profiles are merged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Origin {
    /// The position that a person would edit to change the value for this thing.
    #[serde(flatten)]
    pub place: Place,
    /// Positions in defaults or profiles that the value was taken from.
    pub via: Vec<Place>,
}

impl Origin {
    /// Makes an origin with nothing in between.
    #[must_use]
    pub const fn at(place: Place) -> Self {
        Self { place, via: Vec::new() }
    }

    /// Makes an origin for tests and for things that no file declares.
    #[must_use]
    pub fn synthetic(file: &str, line: u32) -> Self {
        Self::at(Place { file: file.into(), line, column: 1, span: Span::default() })
    }
}
