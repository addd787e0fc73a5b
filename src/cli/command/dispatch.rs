//! Which command runs.

use super::{completions, man, schema};
use crate::cli::{
    Exit, Failure,
    args::{Arguments, Command},
    ui::Ui,
};

/// Runs the command.
pub(in crate::cli) fn run(arguments: &Arguments, ui: Ui) -> Result<Exit, Failure> {
    match &arguments.command {
        Command::Schema(arguments) => schema::run(arguments, ui),
        Command::Completions(arguments) => completions::run(arguments, ui),
        Command::Man(arguments) => man::run(arguments, ui),
    }
}
