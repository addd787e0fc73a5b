//! What `doctor` checks of a connection, each with its exact fix. The same checks are the
//! connection's diagnostics in every plan.
//!
//! Nothing here raises a right: what is missing is told as the call or the place in the admin
//! center that adds it, for a person to do.

mod app;
mod check;
mod clock;
mod credential;
mod directory_roles;
mod examine;
mod feature;
mod grants;
mod laps;
mod licence;
mod marker;
mod pass_policy;
mod permissions;
mod reads;
mod rights;
mod sign_in;
#[cfg(test)]
mod table;
#[cfg(test)]
mod table_access;

pub use check::{Check, CheckStatus};
pub use examine::{credential_not_used, doctor, doctor_plan_app};
pub use feature::{permissions_needed, permissions_to_read};
pub(super) use grants::CODE as OPENS;
pub(super) use laps::SHOWN;
pub use pass_policy::needs_to_examine;
