//! What `doctor` found, as text and as JSON.

mod examined;
mod json;
mod text;

pub use examined::Examined;
pub use json::doctor_json;
pub use text::doctor_text;
