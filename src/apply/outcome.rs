//! What became of a plan.

use jiff::Timestamp;

use crate::domain::{Address, TenantName};

/// What became of one tenant's part of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedTenant {
    /// The tenant.
    pub tenant: TenantName,
    /// What became of each change, in the order of the plan.
    pub changes: Vec<ChangeOutcome>,
    /// How many writes were sent.
    pub writes: u32,
}

/// What became of one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeOutcome {
    /// Which change.
    pub address: Address,
    /// What became of it.
    pub outcome: StepOutcome,
    /// Why, as a lower-case fragment; empty where it is done.
    pub message: String,
    /// Before when it cannot be done, where Entra ID itself says so: PIM takes no assignment back in
    /// its first five minutes.
    pub pending_until: Option<Timestamp>,
}

/// What became of a step, or of a change as the worst of its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum StepOutcome {
    /// Done and read back.
    Proved,
    /// Waits for something outside (a DNS record); stays in the plan.
    Waiting,
    /// Not tried, since it depends on something that waits, failed or was withheld by a guard.
    Skipped,
    /// The tenant had changed since the plan was made; nothing was sent.
    Stale,
    /// Sent, and not found afterwards within the time for it.
    Unverified,
    /// Refused, or the tenant could not be reached.
    Failed,
    /// What is in force at an emergency account is one of several passwords, or another run is at
    /// it: a person has to know (exit 9).
    Unproven,
    /// Not tried, since the run was interrupted.
    Interrupted,
}
