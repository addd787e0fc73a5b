//! Effects without transport: the port that performs writes, the executor that walks a plan, the
//! journal that remembers how far it came. Nothing here decides what to change.

mod attempt;
mod course;
mod creation;
mod executor;
pub mod journal;
mod judge;
#[cfg(test)]
pub(crate) mod logbook;
mod made;
#[cfg(test)]
pub(crate) mod memory;
#[cfg(test)]
mod memory_passwords;
mod outcome;
mod pace;
mod passwords;
mod port;
mod record;
mod repeat;
mod rollback;
pub mod rotation;
mod supersede;
mod verify;
mod view;
mod words;

pub use executor::{Orders, Surroundings, execute};
pub use outcome::{AppliedTenant, ChangeOutcome, StepOutcome};
pub use pace::Pace;
pub use passwords::{NoPasswords, Passwords};
pub use port::{Effect, NoSlot, Perform, Sending, Slot, Slots, WriteError};
pub use record::{Doing, Entry, Fate, Moment, Record, Told, Watch};
pub use rollback::{Rollback, Unended};
pub use words::describe;
