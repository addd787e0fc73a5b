//! `groups`, their members and owners.

mod create;
mod links;
mod read;
mod remove;
mod rules;
mod update;

pub(super) use read::OPERATIONS;
