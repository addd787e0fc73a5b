//! Effects without transport: the port that performs writes, the executor that walks a plan, the
//! journal that remembers how far it came. Nothing here decides what to change.

mod outcome;
mod port;

pub use outcome::{AppliedTenant, ChangeOutcome, StepOutcome};
pub use port::{Effect, Perform, WriteError};
