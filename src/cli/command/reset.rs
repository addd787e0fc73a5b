//! `tenantry sandbox reset`: forgets the embedded tenants, and their emergency passwords.

use crate::cli::{
    Exit, Failure,
    args::Common,
    ui::Ui,
    world::{forget_stores, state_file},
};

pub(super) fn run(common: &Common, ui: Ui) -> Result<Exit, Failure> {
    let state = state_file(&common.directory);
    let there = state.exists();
    if there {
        crate::sandbox::reset(&state).map_err(|error| Failure::error(error.to_string()))?;
    }
    if !forget_stores(&common.directory)? && !there {
        ui.say("The sandbox holds nothing yet.");
        return Ok(Exit::Success);
    }
    ui.say("The sandbox starts over from its seed.");
    Ok(Exit::Success)
}
