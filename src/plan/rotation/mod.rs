//! The rotation of an emergency account's password, as a pure machine: [`State::next`] says what to
//! do, given what happened. Whoever carries it out feeds it events and decides nothing.
//!
//! The order is store, then set, then prove. These rules keep the password in force retrievable and
//! the word "current" true, also with several runs at once:
//!
//! 1. A password is set only after its envelope and its pending version are durable.
//! 2. Only the holder of the account's claim sets, and never so late that the set could take effect
//!    after the claim ended. So each version has a span of time, disjoint from all others', in which
//!    its set can have taken effect.
//! 3. A version is proved where the account's last password change lies in that span. A change later
//!    than every span was somebody else's, and is answered by another rotation.
//! 4. Every change of the ledger is a compare-and-set. Whoever loses reads again and decides again.
//! 5. What may be in force stays a candidate until a later version is proved.
//! 6. An account is set only while its siblings are proved. The claim is written first and the
//!    siblings are read after it, so that of two runs one sees the other; a sibling's claim that has
//!    ended is taken away before it is relied on.

mod attempt;
mod begin;
mod command;
mod ending;
mod event;
mod finish;
mod keys;
mod limits;
mod moment;
mod preflight;
mod prove;
mod send;
mod state;
#[cfg(test)]
mod table;
mod terms;
mod write;

pub use command::Command;
pub use ending::{Ending, Manner, Refusal};
pub use event::{AccountFacts, Answer, Event, Sibling, Wrote};
pub use keys::{KeyChange, StillOpens, key_change, sealed_to_others};
pub use limits::Limits;
pub use state::State;
pub use terms::{Occasion, Surroundings, Terms};
