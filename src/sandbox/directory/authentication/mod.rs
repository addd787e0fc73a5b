//! What users sign in with: authentication methods and Temporary Access Passes.

mod methods;
mod needs;
mod passes;
mod usability;

pub(super) use methods::OPERATIONS;
pub(super) use passes::{OPERATIONS as PASS_OPERATIONS, PASS_TYPE};
pub(super) use usability::{end, usability};
