//! The effects of a rotation: a password is drawn, sealed, stored, entered, set. `plan` decides
//! each step; [`rotate`] carries it out and tells what happened.

mod hands;
mod password;
mod port;
pub mod rehearsal;
mod rotate;
#[cfg(test)]
mod stores;

pub use password::{Drawn, Enveloped, Stored};
pub use port::{Account, Intents, Reply};
pub use rotate::{Ports, rotate};
