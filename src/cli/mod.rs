//! The command line: arguments, terminal, exit codes, one file per command. Nobody imports this
//! module; nothing outside it prints, asks or ends the process.

mod args;
mod auditing;
mod carry_out;
mod colour;
mod command;
mod commit;
mod conclusion;
mod configuration;
mod confirm;
mod ending;
mod exit;
mod failure;
mod heartbeat;
mod logging;
mod preview;
mod progress;
mod purse;
mod report;
mod run;
mod runtime;
mod saved;
mod session;
mod signals;
mod technician;
mod terms;
mod ui;
mod verdict;
mod world;

use failure::Failure;

use args::Arguments;
pub use exit::Exit;
pub use run::run;
