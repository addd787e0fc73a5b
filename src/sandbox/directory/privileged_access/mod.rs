//! Privileged Identity Management for groups: memberships that Entra ID itself ends, and those
//! that can be activated.

mod forget;
mod reading;
mod requests;
mod settle;

pub(super) use forget::{forget, forget_eligible};
pub(super) use reading::OPERATIONS;
pub use settle::settle;
