//! `tenantry sandbox reset`: forgets the embedded tenants.

use crate::cli::{Exit, Failure, args::Common, ui::Ui, world::state_file};

pub(super) fn run(common: &Common, ui: Ui) -> Result<Exit, Failure> {
    let state = state_file(&common.directory);
    if !state.exists() {
        ui.say("The sandbox holds nothing yet.");
        return Ok(Exit::Success);
    }
    crate::sandbox::reset(&state).map_err(|error| Failure::error(error.to_string()))?;
    ui.say("The sandbox starts over from its seed.");
    Ok(Exit::Success)
}
