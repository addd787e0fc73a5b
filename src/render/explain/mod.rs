//! Why a technician has access in a tenant, or has not, as text and as JSON.

mod json;
mod live;
mod text;

pub use json::explain_json;
pub use text::explain_text;
