//! From arguments to an exit code.

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, error::ErrorKind};

use super::{Arguments, Exit, args::heeding_environment, colour, command, logging, ui::Ui};

/// Runs the command line of this process.
#[must_use]
pub fn run() -> ExitCode {
    let words: Vec<String> =
        std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    colour::choose(colour::named(words.iter().cloned(), std::env::var("TENANTRY_COLOR").ok()));
    let command = heeding_environment(Arguments::command(), &words);
    let parsed = command.try_get_matches();
    let arguments = match parsed.and_then(|matches| Arguments::from_arg_matches(&matches)) {
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
