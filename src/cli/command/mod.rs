//! One file per command.

mod completions;
mod dispatch;
mod man;
mod schema;

pub(crate) use completions::CompletionsArguments;
pub(crate) use man::ManArguments;
pub(crate) use schema::SchemaArguments;

pub(super) use dispatch::run;
