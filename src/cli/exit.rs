//! The one table of exit codes.

use std::process::ExitCode;

/// How a run of the binary ended. The order of the variants is the published order: of several
/// that hold, the first is what the caller sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Interrupted (Ctrl-C), after a graceful stop.
    Interrupted,
    /// Terminated (SIGTERM), after a graceful stop.
    Terminated,
    /// The command line was wrong.
    Usage,
    /// The configuration is invalid.
    Configuration,
    /// Nobody agreed.
    Declined,
    /// No tenant could be authenticated.
    NoSignIn,
    /// The saved plan is stale, tampered with, or too old.
    StalePlan,
    /// A guard blocked something.
    Blocked,
    /// An emergency account needs a person.
    Unproven,
    /// Something is unknown, since it could not be read.
    Incomplete,
    /// Some tenants failed, were stale or skipped.
    Partial,
    /// Any other error.
    Error,
    /// With `--detailed-exitcode`: complete, changes present.
    Changes,
    /// Success; with `--detailed-exitcode`: complete, no changes.
    Success,
}

impl Exit {
    /// Every way to end, the first that holds first.
    pub const ALL: &[Self] = &[
        Self::Interrupted,
        Self::Terminated,
        Self::Usage,
        Self::Configuration,
        Self::Declined,
        Self::NoSignIn,
        Self::StalePlan,
        Self::Blocked,
        Self::Unproven,
        Self::Incomplete,
        Self::Partial,
        Self::Error,
        Self::Changes,
        Self::Success,
    ];

    /// Returns the published number.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Error => 1,
            Self::Changes => 2,
            Self::Blocked => 3,
            Self::Partial => 4,
            Self::StalePlan => 5,
            Self::Incomplete => 6,
            Self::NoSignIn => 7,
            Self::Declined => 8,
            Self::Unproven => 9,
            Self::Usage => 64,
            Self::Configuration => 65,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }

    /// Returns what the number means, as the help prints it.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Success => "success; with --detailed-exitcode: complete, no changes",
            Self::Error => "error",
            Self::Changes => "with --detailed-exitcode: complete, changes present",
            Self::Blocked => "blocked by a guard",
            Self::Partial => "partial: some tenants failed, were stale or skipped",
            Self::StalePlan => "the saved plan is stale, tampered with, or too old",
            Self::Incomplete => "incomplete read: something is unknown",
            Self::NoSignIn => "no tenant could be authenticated",
            Self::Declined => "declined at the prompt",
            Self::Unproven => "an emergency account needs a person (unproven rotation)",
            Self::Usage => "usage error",
            Self::Configuration => "invalid configuration",
            Self::Interrupted => "interrupted, after a graceful stop",
            Self::Terminated => "terminated, after a graceful stop",
        }
    }

    /// Returns which of several ends the caller sees; success where there is none.
    #[must_use]
    pub fn first_that_holds(ends: impl IntoIterator<Item = Self>) -> Self {
        ends.into_iter().min().unwrap_or(Self::Success)
    }

    /// Returns the table as the help prints it, in the order of the numbers.
    #[must_use]
    pub fn table() -> String {
        let mut exits = Self::ALL.to_vec();
        exits.sort_by_key(|exit| exit.code());
        let lines = exits.iter().map(|exit| format!("  {:>3}  {}", exit.code(), exit.meaning()));
        lines.collect::<Vec<_>>().join("\n")
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn the_first_that_holds_is_the_published_order() {
        let published = [130, 143, 64, 65, 8, 7, 5, 3, 9, 6, 4, 1, 2, 0];
        let codes: Vec<u8> = Exit::ALL.iter().map(|exit| exit.code()).collect();
        assert_eq!(codes, published);
        assert!(Exit::ALL.is_sorted(), "the order of the variants is the order of the table");
        for (place, first) in Exit::ALL.iter().enumerate() {
            for later in &Exit::ALL[place..] {
                assert_eq!(Exit::first_that_holds([*later, *first]), *first);
            }
        }
        assert_eq!(Exit::first_that_holds([]), Exit::Success);
    }
}
