//! Which emergency accounts may be rotated, and whether a rotation would do anything now.

mod find;
mod foresee;

pub use find::{Obstacle, find};
pub use foresee::{Foresight, foresee};
