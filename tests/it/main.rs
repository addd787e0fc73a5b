//! The built binary: every command, every exit code, every form of output.

mod harness;

mod apply;
mod audit;
mod completions;
mod doctor;
mod federated;
mod grant;
mod man;
mod plan;
mod sample;
mod sandbox;
mod schema;
mod show;
#[cfg(unix)]
mod terminal;
mod usage;
mod validate;
