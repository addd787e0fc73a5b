//! Stores elsewhere, through the library for object stores: one door for every request, conditions
//! on every write, and lost answers resolved by reading.

mod backend;
mod door;
mod environment;
mod failure;
#[cfg(test)]
mod lost_answers;
mod open;
#[cfg(test)]
mod script;
mod verdict;

pub(super) use open::{in_memory, open};
