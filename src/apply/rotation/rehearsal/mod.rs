//! Rotations rehearsed in memory, with everything that can go wrong: the product's own machine and
//! executor, on an account and a store that lose, refuse, delay and repeat, and whose runs die.
//!
//! [`seeded`] tries one random course; [`exhaust`] tries all courses within a [`Scope`]. After every
//! step these must hold, or there is a [`Violation`]:
//!
//! - the password in force has an envelope, and the ledger names it as a candidate, unless somebody
//!   outside set it;
//! - where the ledger knows one current version and no pending one, that one is in force, unless
//!   somebody outside changed it;
//! - nothing leaves before a later version is proved;
//! - at most one emergency account of the tenant is in doubt;
//! - in the end, one more undisturbed run of each account proves a password that is in force.
//!
//! It is part of the library so that a command of the repository can run it a million times
//! (`cargo bench --bench rotation`).

mod account;
mod chance;
mod check;
mod course;
mod crew;
mod explore;
mod keep;
mod scope;
mod seed;
mod tally;
mod world;

#[cfg(test)]
pub(super) use chance::Seed;
pub use explore::exhaust;
pub use scope::{Budget, Scope, Start};
pub use seed::seeded;
pub use tally::{Tally, Violation};
