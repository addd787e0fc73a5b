//! Privileged Identity Management for directory roles: time-bound assignments.

mod eligibility;
mod reading;
mod requests;

pub(super) use reading::OPERATIONS;
