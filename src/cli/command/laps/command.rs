//! What can be done with the passwords of emergency accounts.

use clap::{Args, Subcommand};

use super::{rekey, rotate, show, status};
use crate::cli::{Exit, Failure, args::Common, ui::Ui};

/// What `laps` takes.
#[derive(Debug, Args)]
pub(crate) struct LapsArguments {
    /// What to do.
    #[command(subcommand)]
    action: LapsAction,
}

#[derive(Debug, Subcommand)]
enum LapsAction {
    /// Rotate what is due, or one account now
    Rotate(Box<rotate::RotateArguments>),
    /// Rotate what is sealed to other keys than its store declares, and say who still opens what
    Rekey(Box<rekey::RekeyArguments>),
    /// Say how the emergency accounts stand, and which needs a person
    Status(Box<status::StatusArguments>),
    /// Open the password in force, for a person who holds a key
    Show(show::ShowArguments),
}

pub(in crate::cli::command) fn run(
    arguments: &LapsArguments,
    common: &Common,
    ui: Ui,
) -> Result<Exit, Failure> {
    match &arguments.action {
        LapsAction::Rotate(arguments) => rotate::run(arguments, common, ui),
        LapsAction::Rekey(arguments) => rekey::run(arguments, common, ui),
        LapsAction::Status(arguments) => status::run(arguments, common, ui),
        LapsAction::Show(arguments) => show::run(arguments, common, ui),
    }
}
