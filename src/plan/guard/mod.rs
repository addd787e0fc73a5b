//! The numbered safety rules, one file each. A guard sees what is meant, what is, and the changes
//! that are planned; it says what was measured, what is allowed, and what it withholds.
//!
//! Invariant: ending access is never counted or blocked by G003, G004, G005, G007 and G010. A
//! guard that cannot be evaluated blocks.

mod evaluate;
mod finding;
mod g001;
mod g002;
mod g003;
mod g004;
mod g005;
mod g006;
mod g007;
mod g008;
mod g009;
mod g010;
mod g011;
mod g012;
#[cfg(test)]
mod parts;
mod rotation;
#[cfg(test)]
mod table;
mod touch;
mod withheld;

pub(crate) use evaluate::evaluate;
pub(crate) use g004::evaluate as evaluate_fleet;
pub use g011::TenantDoubt;
pub use rotation::{LastSignIn, RotationScene, rotation_guards};
pub use withheld::withheld;
