//! `groups`, their members and owners.

mod create;
mod links;
mod read;
mod remove;
mod rules;
mod update;

pub(super) use links::leaves_nobody;
pub(super) use read::OPERATIONS;
pub(super) use rules::is_type;
