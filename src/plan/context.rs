//! What every decision is made for.

use jiff::Timestamp;

use crate::desired::DesiredOrganization;

/// What every decision is made for, beside the tenant itself.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The MSP, with the acknowledgements of the command line added to its own.
    pub organization: &'a DesiredOrganization,
    /// The time of the decision, by the server's clock.
    pub now: Timestamp,
    /// Whether owned objects that nothing declares any more are deleted.
    pub prune: bool,
}
