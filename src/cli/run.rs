//! From arguments to an exit code.

use std::process::ExitCode;

use clap::{Parser, error::ErrorKind};

use super::{Arguments, Exit, colour, command, logging, ui::Ui};

/// Runs the command line of this process.
#[must_use]
pub fn run() -> ExitCode {
    let words = std::env::args_os().map(|word| word.to_string_lossy().into_owned());
    colour::choose(colour::named(words, std::env::var("TENANTRY_COLOR").ok()));
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return explained(&error).into(),
    };
    let ui = Ui::new(&arguments.common);
    logging::start(&arguments.common);
    match command::run(&arguments, ui) {
        Ok(exit) => exit,
        Err(failure) => {
            ui.failure(&failure);
            failure.exit
        }
    }
    .into()
}

/// Prints what clap has to say. Its own code for usage errors, 2, means something else here.
fn explained(error: &clap::Error) -> Exit {
    drop(error.print());
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Success,
        _ => Exit::Usage,
    }
}
