//! The built binary: every command, every exit code, every form of output.

mod harness;

mod apply;
mod completions;
mod doctor;
mod man;
mod plan;
mod sample;
mod sandbox;
mod schema;
mod show;
mod usage;
mod validate;
