//! A chain as a sink gives it back.

use futures::stream::BoxStream;
use sha2::{Digest as _, Sha256};

use super::{
    AuditError,
    chain::{Hash, Head, Torn},
};

/// The most bytes that a line has.
pub(super) const LONGEST: usize = 1024 * 1024;

/// One line, or what stands in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// The file or object, below the sink's folder.
    pub(super) file: String,
    /// The line in it, from 1.
    pub(super) line: u64,
    /// The bytes without the line's end; no more than the longest line has.
    pub(super) bytes: Vec<u8>,
    /// Whether the line has its end.
    pub(super) ended: bool,
    /// The sequence number that an object's name says.
    pub(super) named: Option<u64>,
}

/// The head beside a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum HeadFound {
    /// There is none.
    Missing,
    /// It is not one that tenantry wrote.
    Unreadable,
    /// It names this line.
    Is(Head),
}

impl HeadFound {
    /// Reads what is stored; `None` where nothing is.
    pub(super) fn of(bytes: Option<&[u8]>) -> Self {
        bytes.map_or(Self::Missing, |bytes| Head::parse(bytes).map_or(Self::Unreadable, Self::Is))
    }

    /// Returns the head where it can be read.
    pub(super) fn head(&self) -> Option<&Head> {
        match self {
            Self::Is(head) => Some(head),
            Self::Missing | Self::Unreadable => None,
        }
    }
}

/// A chain that is being read.
pub(super) struct Reading {
    /// Where its head is, for messages.
    pub(super) head_file: String,
    /// Its head, read before the lines.
    pub(super) head: HeadFound,
    /// By how many lines the head may be behind without anything being wrong.
    pub(super) tolerance: u64,
    /// The lines.
    pub(super) lines: BoxStream<'static, Result<Piece, AuditError>>,
}

/// Lines that are none, one after the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Unread {
    lines: u64,
    bytes: u64,
    state: Sha256,
}

impl Unread {
    /// Takes the next one.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        if self.lines > 0 {
            self.state.update(b"\n");
            self.bytes = self.bytes.saturating_add(1);
        }
        self.state.update(bytes);
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.lines = self.lines.saturating_add(1);
    }

    /// Returns all of them as one; `None` where there are none.
    pub(super) fn torn(self) -> Option<Torn> {
        let hash = Hash::finish(self.state);
        (self.lines > 0).then_some(Torn { bytes: self.bytes, hash })
    }
}
