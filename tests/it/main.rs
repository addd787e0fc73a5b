//! The built binary: every command, every exit code, every form of output.

mod harness;

mod completions;
mod man;
mod usage;
