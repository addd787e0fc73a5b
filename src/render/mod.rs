//! Plans and outcomes as text and JSON. Whatever comes from Graph or from a file passes one
//! sanitiser before it is part of a text. Nothing here prints.

mod layout;
mod moment;
mod outcome;
mod palette;
mod plan_text;
mod sanitize;

pub use outcome::{outcome_json, outcome_text};
pub use palette::{Palette, Tone};
pub use plan_text::plan_text;
pub use sanitize::sanitize;
