//! The command line: arguments, terminal, exit codes, one file per command. Nobody imports this
//! module; nothing outside it prints, asks or ends the process.

mod args;
mod command;
mod exit;
mod failure;
mod logging;
mod run;
mod ui;

use failure::Failure;

use args::Arguments;
pub use exit::Exit;
pub use run::run;
