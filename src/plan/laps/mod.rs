//! Which emergency accounts may be rotated, and whether a rotation would do anything now.

mod find;
mod foresee;
mod status;

pub use find::{Obstacle, find};
pub use foresee::{Foresight, foresee};
pub use status::{AccountStatus, status};
