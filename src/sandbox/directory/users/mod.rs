//! `users`.

mod activity;
mod create;
mod memberships;
mod names;
mod read;
mod remove;
mod update;

pub(super) use create::security_identifier;
pub(super) use memberships::OPERATIONS as MEMBERSHIP_OPERATIONS;
pub(super) use names::free_principal_name;
pub(super) use read::OPERATIONS;
