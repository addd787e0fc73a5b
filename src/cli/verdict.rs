//! From what a run came to, to how the process ends.

use super::Exit;
use crate::run::Verdict;

impl Exit {
    /// Returns how the process ends; `detailed` tells changes from none.
    pub(super) const fn of(verdict: Verdict, detailed: bool) -> Self {
        match verdict {
            Verdict::Interrupted => Self::Interrupted,
            Verdict::Declined => Self::Declined,
            Verdict::NobodySignedIn => Self::NoSignIn,
            Verdict::StalePlan => Self::StalePlan,
            Verdict::Blocked => Self::Blocked,
            Verdict::Unproven => Self::Unproven,
            Verdict::Incomplete => Self::Incomplete,
            Verdict::Partial => Self::Partial,
            Verdict::Error => Self::Error,
            Verdict::Changes if detailed => Self::Changes,
            Verdict::Changes | Verdict::Complete => Self::Success,
        }
    }
}
