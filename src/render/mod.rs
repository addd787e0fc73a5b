//! Plans and outcomes as text and JSON. Whatever comes from Graph or from a file passes one
//! sanitiser before it is part of a text. Nothing here prints.

mod clean;
mod doctor;
mod excerpt;
mod explain;
mod layout;
mod moment;
mod outcome;
mod palette;
mod plan_text;
mod problems;
mod sanitize;

pub use doctor::{Examined, doctor_json, doctor_text};
pub use explain::{explain_json, explain_text};
pub use layout::WIDTH;
pub use outcome::{Delivery, Told, outcome_json, outcome_text, rollback_text};
pub use palette::{Palette, Tone};
pub use plan_text::{document_text, plan_text};
pub use problems::{problems_json, problems_text};
pub use sanitize::{LONGEST, is_unsafe, sanitize, sanitize_to};
