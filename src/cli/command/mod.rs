//! One file per command.

mod completions;
mod dispatch;
mod man;

pub(crate) use completions::CompletionsArguments;
pub(crate) use man::ManArguments;

pub(super) use dispatch::run;
