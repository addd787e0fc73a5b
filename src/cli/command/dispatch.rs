//! Which command runs.

use super::{completions, man};
use crate::cli::{
    Exit, Failure,
    args::{Arguments, Command},
    ui::Ui,
};

/// Runs the command.
pub(in crate::cli) fn run(arguments: &Arguments, ui: Ui) -> Result<Exit, Failure> {
    match &arguments.command {
        Command::Completions(arguments) => completions::run(arguments, ui),
        Command::Man(arguments) => man::run(arguments, ui),
    }
}
