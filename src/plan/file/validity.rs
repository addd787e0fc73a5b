//! How long a plan may be applied.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::plan::Plan;

/// How old a plan may become: a working day.
pub const MAXIMUM_AGE: SignedDuration = SignedDuration::from_hours(8);

/// What bounds a plan's validity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ValidUntilReason {
    /// Its age.
    MaximumAge,
    /// A window that ends earlier: afterwards a different plan is due.
    WindowEdge,
}

/// Returns until when the plan holds, and what bounds that.
pub(crate) fn valid_until(plan: &Plan) -> (Timestamp, ValidUntilReason) {
    let aged = plan.evaluated_at.saturating_add(MAXIMUM_AGE).unwrap_or(Timestamp::MAX);
    let due = plan.tenants.iter().flat_map(|tenant| &tenant.scheduled).map(|due| due.at);
    match due.filter(|at| *at > plan.evaluated_at).min() {
        Some(edge) if edge < aged => (edge, ValidUntilReason::WindowEdge),
        _ => (aged, ValidUntilReason::MaximumAge),
    }
}
