//! The passwords of emergency accounts: which are rotated in a run, and what became of each.

mod account;
mod carry_out;
mod intents;
mod opening;
mod outcome;
mod question;
mod rotate;
mod stage;
mod status;
mod store;
mod terms;
mod vault;
mod witness;

pub(super) use carry_out::Rotations;

pub use carry_out::PasswordJob;
pub use opening::Opening;
pub use outcome::{LapsAccount, LapsOutcome, LapsRun, LapsTenant};
pub use question::{LapsQuestion, RotationWish};
pub use rotate::rotate_laps;
pub use status::{AccountStanding, LapsStatus, TenantStanding, laps_status};
pub use store::{StoreProblem, open_store};
pub use terms::LapsTerms;
pub use vault::Vault;
