//! Which command runs.

use super::{
    apply, audit, completions, doctor, explain, extend, grant, import, laps, man, plan, revoke,
    sandbox, schema, show, sweep, validate,
};
use crate::cli::{
    Exit, Failure,
    args::{Arguments, Command},
    ui::Ui,
};

/// Runs the command.
pub(in crate::cli) fn run(arguments: &Arguments, ui: Ui) -> Result<Exit, Failure> {
    let common = &arguments.common;
    match &arguments.command {
        Command::Validate(arguments) => validate::run(arguments, common, ui),
        Command::Plan(arguments) => plan::run(arguments, common, ui),
        Command::Apply(arguments) => apply::run(arguments, common, ui),
        Command::Grant(arguments) => grant::run(arguments, common, ui),
        Command::Extend(arguments) => extend::run(arguments, common, ui),
        Command::Revoke(arguments) => revoke::run(arguments, common, ui),
        Command::Sweep(arguments) => sweep::run(arguments, common, ui),
        Command::Show(arguments) => show::run(arguments, ui),
        Command::Doctor(arguments) => doctor::run(arguments, common, ui),
        Command::Explain(arguments) => explain::run(arguments, common, ui),
        Command::Import(arguments) => import::run(arguments, common, ui),
        Command::Laps(arguments) => laps::run(arguments, common, ui),
        Command::Audit(arguments) => audit::run(arguments, common, ui),
        Command::Sandbox(arguments) => sandbox::run(arguments, common, ui),
        Command::Schema(arguments) => schema::run(arguments, ui),
        Command::Completions(arguments) => completions::run(arguments, ui),
        Command::Man(arguments) => man::run(arguments, ui),
    }
}
