//! Privileged Identity Management for groups: memberships that Entra ID itself ends.

mod eligibility;
mod forget;
mod reading;
mod requests;
mod settle;

pub(super) use forget::forget;
pub(super) use reading::OPERATIONS;
pub use settle::settle;
