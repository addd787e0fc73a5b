//! What was done, by whom, why, and whether it succeeded: events, the chain that holds them
//! together, and where they go. Nothing here decides what is done.

mod action;
mod actor;
mod chain;
mod deed;
mod error;
mod event;
mod finding;
#[cfg(test)]
mod fixture;
mod folder;
mod lines;
mod memory;
mod objects;
mod ocsf;
mod open;
mod password;
mod piece;
mod select;
mod sink;
mod tail;
mod verify;
mod walk;

pub use action::Action;
pub use actor::{Actor, Pipeline, Run, Workload};
pub use chain::{Hash, Head};
pub use deed::{Deed, Edit, Field};
pub use error::AuditError;
pub use event::{Answer, ChainId, Event, EventId, Outcome, Phase, Target, TenantRef, Warrant};
pub use finding::{Finding, Wrong};
pub use memory::{Memory, recorded_tenants, remembered};
pub use password::PasswordFate;
pub use select::{Selection, select};
pub use sink::Sink;
pub use verify::{Extent, Verified, verify};
