//! One file per command.

mod completions;
mod dispatch;
mod man;
mod reset;
mod sandbox;
mod schema;
mod serve;
mod validate;

pub(crate) use completions::CompletionsArguments;
pub(crate) use man::ManArguments;
pub(crate) use sandbox::SandboxArguments;
pub(crate) use schema::SchemaArguments;
pub(crate) use validate::ValidateArguments;

pub(super) use dispatch::run;
