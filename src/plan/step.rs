//! A step: one write, what must hold before it, what must hold after it, what a failure means.

use jiff::Timestamp;

use super::{Fact, Write};

/// One write with everything that its execution needs to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The write.
    pub write: Write,
    /// Read again just before the write; where one does not hold, the write is not sent.
    pub needs: Vec<Fact>,
    /// What must be found afterwards. Where all hold beforehand, the step counts as done and
    /// nothing is sent. Empty where the write's own answer is the proof.
    pub proves: Vec<Fact>,
    /// What a failure of this step means for the steps behind it.
    pub on_failure: OnFailure,
}

impl Step {
    /// Returns from when on, by the server's clock, the write must not be sent any more.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        let deadlines = self.needs.iter().filter_map(|need| match need {
            Fact::DeadlineAhead(deadline) => Some(*deadline),
            _ => None,
        });
        deadlines.min()
    }
}

/// What the failure of a step means for the rest of its change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OnFailure {
    /// The steps behind it are not tried.
    Stop,
    /// The steps behind it are tried all the same: ending access tries everything.
    Continue,
    /// As `Continue`, and a refusal for want of privilege (403) is tried again for up to 15
    /// minutes, since that is how long removed roles can take to let go.
    ContinueAndWait,
}
