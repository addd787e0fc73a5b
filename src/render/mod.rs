//! Everything that is shown: problems, plans and outcomes in every form, through one sanitiser.

mod problems;
mod sanitize;

pub use problems::{problems_json, problems_text};
pub use sanitize::{LONGEST, is_unsafe, sanitize, sanitize_to};
