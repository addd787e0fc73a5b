//! What becomes of an HTTP request as a whole.

use std::time::Duration;

use crate::sandbox::store::Unsettled;

/// What becomes of an HTTP request as a whole; the items of a batch share one.
#[derive(Debug, Default)]
pub(super) struct Fate {
    /// How long it was held up already.
    pub(super) held: Duration,
    /// Whether it ends without an answer.
    pub(super) cut: bool,
    /// Whether its answer's body breaks off.
    pub(super) truncated: bool,
    /// What it changed and must be durable before it is answered.
    pub(super) unsettled: Unsettled,
}
