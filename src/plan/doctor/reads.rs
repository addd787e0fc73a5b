//! Whether everything that a plan needs could be read.

use super::Check;
use crate::observed::{ObservedTenant, ReadState, ReadSummary};

pub(super) fn check(observed: &ObservedTenant) -> Vec<Check> {
    let (code, title) = ("connection::reads", "Reads");
    let reads = observed.reads();
    let unknown: Vec<Check> =
        reads.iter().filter(|read| read.state == ReadState::Unknown).map(failed).collect();
    if unknown.is_empty() {
        let message = format!("all {} collections that a plan needs could be read", reads.len());
        return vec![Check::pass(code, title, message)];
    }
    unknown
}

fn failed(read: &ReadSummary) -> Check {
    let why = read.why.as_deref().unwrap_or("no cause was told");
    let id = read.request_id.as_ref().map(|id| format!(" (request-id {id})")).unwrap_or_default();
    let message = format!("{} could not be read: {why}{id}", read.collection);
    let fix = "mend what Permissions tells; where nothing is missing, try again, and give the \
               request-id to Microsoft's support if it lasts";
    Check::unknown("connection::reads", "Reads", message).fix(fix)
}
