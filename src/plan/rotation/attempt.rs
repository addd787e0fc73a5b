//! One version on its way from pending to proved.

use std::time::Duration;

use jiff::Timestamp;

use super::Limits;
use crate::domain::RotationId;

/// One version on its way from pending to proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attempt {
    /// The version.
    pub(super) rotation: RotationId,
    /// Before this time it is not sent.
    pub(super) earliest: Timestamp,
    /// How often it was sent.
    pub(super) sends: u32,
    /// Whether one of those got no usable answer.
    pub(super) unknown: bool,
    /// When it was accepted.
    pub(super) accepted: Option<Timestamp>,
    /// Whether the next send is journalled.
    pub(super) noted: bool,
    /// How many pauses there were since the last send.
    pub(super) pauses: u32,
    /// Their length together.
    pub(super) waited: Duration,
}

impl Attempt {
    pub(super) const fn new(rotation: RotationId, earliest: Timestamp) -> Self {
        Self {
            rotation,
            earliest,
            sends: 0,
            unknown: false,
            accepted: None,
            noted: false,
            pauses: 0,
            waited: Duration::ZERO,
        }
    }

    /// Notes that it is sent.
    pub(super) const fn sent(self) -> Self {
        Self {
            sends: self.sends.saturating_add(1),
            noted: false,
            pauses: 0,
            waited: Duration::ZERO,
            ..self
        }
    }

    /// Returns whether it may be in force, now or later.
    pub(super) const fn may_be_set(&self) -> bool {
        self.unknown || self.accepted.is_some()
    }

    /// Returns how long its proof is looked for before something else is tried.
    pub(super) const fn patience(&self, limits: &Limits) -> Duration {
        if self.may_resend(limits) { limits.resolve } else { limits.prove }
    }

    /// Returns whether it may be sent again: the answer was lost, and its plaintext is still there.
    pub(super) const fn may_resend(&self, limits: &Limits) -> bool {
        self.accepted.is_none() && self.sends < limits.sends
    }
}
