//! Where text came from: files, positions, values that remember theirs, problems found in them.

mod place;

pub use place::{Origin, Place, Span};
