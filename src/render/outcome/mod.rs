//! What became of a plan, as text and as JSON.

mod json;
mod reasons;
mod tally;
mod text;

pub use json::outcome_json;
pub use text::outcome_text;
