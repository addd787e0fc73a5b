//! Decisions. A plan is computed by pure functions from what is meant, what is, and the time; it
//! leaves no choice to whoever carries it out. Nothing here reads, waits, or asks for the time.
//!
//! [`needs`] says what has to be read of a tenant, [`plan_tenant`] decides about one,
//! [`assemble`] puts many together, [`withheld`] says what a guard keeps from being done, and
//! [`doctor`] judges the connection. A [`Fact`] is what a step needs and proves; [`model`] foresees
//! what a step does. Each kind of declared thing has its own file, each guard has its own.

pub mod allow;
mod assemble;
mod change;
mod connection;
mod context;
mod diagnostic;
mod doctor;
mod domains;
mod draft;
mod emergency;
mod explain;
mod fact;
mod fact_subjects;
mod fact_words;
pub mod file;
#[cfg(test)]
pub(crate) mod fixture;
mod fleet;
mod grant_plan;
mod groups;
mod guard;
mod holdings;
mod import;
mod inventory;
mod jit;
mod judge;
pub mod laps;
#[cfg(test)]
mod laws;
mod look;
pub mod model;
mod needs;
mod orphans;
mod purpose;
mod readiness;
mod resolve;
pub mod rotation;
mod standing;
mod step;
mod steps;
mod steps_of_grants;
mod steps_of_laps;
mod subject;
#[cfg(test)]
mod table;
#[cfg(test)]
mod table_access;
#[cfg(test)]
mod table_emergency;
#[cfg(test)]
mod table_grants;
#[cfg(test)]
mod table_laps;
mod tenant;
mod write;

pub use assemble::assemble;
pub use change::{Attribute, Cause, Change, ChangeAction, Kind, Reason, Risk};
pub use context::Context;
pub use doctor::{
    Check, CheckStatus, credential_not_used, doctor, doctor_plan_app, needs_to_examine,
    permissions_needed, permissions_to_read,
};
pub use explain::{
    Answer, Ending, Explanation, Given, LiveAccess, LiveAccount, LiveThing, Obstacle, Through,
    Weighed, explain, needs_to_explain, unexplained,
};
pub use fact::{Fact, Judgement, Look, Sighting};
pub use fleet::{
    Blocks, Diagnostic, EndsBy, GuardStatus, GuardVerdict, LookAlike, Orphan, Plan, PlannedTenant,
    Scheduled, Severity, TenantStatus,
};
pub use grant_plan::{DocumentGrant, GrantPlan};
pub use guard::{LastSignIn, RotationScene, TenantDoubt, rotation_guards, withheld};
pub use import::is_declared;
pub use needs::needs;
pub use purpose::{Extension, Import, Purpose, Wish};
pub use step::{OnFailure, Step};
pub use subject::Subject;
pub use tenant::{plan_tenant, refused};
pub use write::{
    Adoption, CredentialForm, NewGroup, NewSchedule, NewUser, Privilege, ScheduleAction, Write,
};
