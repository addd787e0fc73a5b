//! What became of a plan, as text and as JSON.

mod delivery;
mod json;
mod reasons;
mod rollback;
mod tally;
mod text;
mod told;

pub use json::outcome_json;
pub use rollback::rollback_text;
pub use text::outcome_text;
pub use told::{Delivery, Told};
