//! A plan's digest, for the journal.

use super::Setup;
use crate::plan::{
    Plan,
    file::{Meta, PlanDocument, RequestCounts, SourceState},
};

/// Returns the digest that the plan's document has, whenever and by whichever version it is made.
pub(super) fn digest(setup: &Setup, plan: &Plan) -> String {
    let source = SourceState { digest: setup.desired.digest.clone(), ..SourceState::default() };
    let meta = Meta {
        tool_version: String::new(),
        created_at: plan.evaluated_at,
        source,
        requests: RequestCounts::default(),
    };
    PlanDocument::of(plan, &meta).computed_digest()
}
