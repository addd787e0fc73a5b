//! What can go wrong with the state's file.

use std::path::PathBuf;

/// The state could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The operating system refused.
    #[error("the sandbox's state {path}: {doing} failed: {source}")]
    Io {
        /// The file concerned.
        path: PathBuf,
        /// What was tried.
        doing: &'static str,
        /// Why it failed.
        source: std::io::Error,
    },
    /// A line of the log is not what this version writes.
    #[error(
        "the sandbox's state {path} is unreadable at line {line}: {reason}; \
         `tenantry sandbox reset` starts over"
    )]
    Corrupt {
        /// The file concerned.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// Another process holds the state.
    #[error(
        "the sandbox's state {path} is in use by another command; \
         wait for it, end it, or point this one at another state"
    )]
    Locked {
        /// The file concerned.
        path: PathBuf,
    },
    /// An earlier write failed, so nothing further can be promised to last.
    #[error("the sandbox's state can no longer be written")]
    Failed,
}

impl StoreError {
    /// Wraps an error of the operating system.
    pub(crate) fn io(path: &std::path::Path, doing: &'static str, source: std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), doing, source }
    }
}
