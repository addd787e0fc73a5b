//! Decisions. A plan is computed by pure functions from what is meant, what is, and the time; it
//! leaves no choice to whoever carries it out. Nothing here reads, waits, or asks for the time.

mod change;
mod fact;
mod fleet;
mod step;
mod subject;
mod write;

pub use change::{Attribute, Cause, Change, ChangeAction, Kind, Reason, Risk};
pub use fact::{Fact, Judgement, Look, Sighting};
pub use fleet::{
    Blocks, Diagnostic, EndsBy, GuardStatus, GuardVerdict, LookAlike, Orphan, Plan, PlannedTenant,
    Scheduled, Severity, TenantStatus,
};
pub use step::{OnFailure, Step};
pub use subject::Subject;
pub use write::{NewGroup, NewUser, Write};
