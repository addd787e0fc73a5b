//! `tenantry laps`: the passwords of emergency accounts.

mod account;
mod answer;
mod command;
mod keys;
mod rekey;
mod rotate;
mod show;
mod status;

pub(crate) use command::LapsArguments;
pub(super) use command::run;
