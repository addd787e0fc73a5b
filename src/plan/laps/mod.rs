//! Emergency accounts: which are made, kept ready and rotated, and whether a rotation would do
//! anything now.

mod beside;
mod due;
mod find;
mod foresee;
mod keep;
mod make;
mod plan;
mod reach;
mod status;

pub use due::{chosen, rank, troubles};
pub use find::{Obstacle, find};
pub use foresee::{Foresight, foresee};
pub use reach::certainly_cannot_set;
pub use status::{AccountStatus, space_out, status, undeclared};

pub(super) use due::is_made;
pub(super) use plan::plan;
