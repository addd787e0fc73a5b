//! What was read, and which writing of it.

/// Names one writing of an object, for a later write that must follow upon it.
///
/// A store makes it: an e-tag, Google's generation, or the hash of a file's bytes. It is compared
/// for equality and nothing else. Where it stands for the bytes, writing the same bytes again gives
/// the same version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version(String);

impl Version {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(super) fn text(&self) -> &str {
        &self.0
    }
}

/// An object as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// All of its bytes.
    pub bytes: Vec<u8>,
    /// Which writing of it this is.
    pub version: Version,
}
