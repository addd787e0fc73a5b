//! One thing that was checked.

use serde::Serialize;

/// One thing that was checked about a connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// A stable code, such as `connection::permission-missing`.
    pub code: &'static str,
    /// What was checked, in a few words.
    pub title: String,
    /// How it stands.
    pub status: CheckStatus,
    /// What was found, in one sentence.
    pub message: String,
    /// Exactly what to do, where something is to be done.
    pub fix: Option<String>,
}

/// How a check stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum CheckStatus {
    /// All right.
    Pass,
    /// Not needed by anything that is declared.
    Skip,
    /// It could not be read.
    Unknown,
    /// It works, and will bite.
    Warn,
    /// Something that is declared does not work.
    Fail,
}

impl Check {
    pub(super) fn new(
        code: &'static str,
        title: &str,
        status: CheckStatus,
        message: impl Into<String>,
    ) -> Self {
        Self { code, title: title.to_owned(), status, message: message.into(), fix: None }
    }

    pub(super) fn pass(code: &'static str, title: &str, message: impl Into<String>) -> Self {
        Self::new(code, title, CheckStatus::Pass, message)
    }

    pub(super) fn skip(code: &'static str, title: &str, message: impl Into<String>) -> Self {
        Self::new(code, title, CheckStatus::Skip, message)
    }

    pub(super) fn unknown(code: &'static str, title: &str, message: impl Into<String>) -> Self {
        Self::new(code, title, CheckStatus::Unknown, message)
    }

    pub(super) fn warn(code: &'static str, title: &str, message: impl Into<String>) -> Self {
        Self::new(code, title, CheckStatus::Warn, message)
    }

    pub(super) fn fail(code: &'static str, title: &str, message: impl Into<String>) -> Self {
        Self::new(code, title, CheckStatus::Fail, message)
    }

    #[must_use]
    pub(super) fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }
}
