//! Why a command ended before it could give its answer.

use super::Exit;

/// Why a command ended before it could give its answer: what happened, and what to do.
#[derive(Debug)]
pub(super) struct Failure {
    /// How the process ends.
    pub(super) exit: Exit,
    /// What happened and where, as a lower-case fragment.
    pub(super) message: String,
    /// What to do, in one sentence.
    pub(super) help: Option<String>,
}

impl Failure {
    /// Makes a failure.
    pub(super) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), help: None }
    }

    /// Makes a usage error (64).
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// Makes any other error (1).
    pub(super) fn error(message: impl Into<String>) -> Self {
        Self::new(Exit::Error, message)
    }

    /// Makes an error from an I/O error on a file.
    pub(super) fn file(verb: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::error(format!("cannot {verb} {}: {error}", path.display()))
    }

    /// Adds what to do.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
