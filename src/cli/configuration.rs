//! The configuration in `-C DIR`, for commands that need a valid one.

use jiff::Timestamp;

use super::{Exit, Failure, args::Common, ui::Ui};
use crate::{
    desired::{self, Desired},
    render::problems_text,
};

/// Reads the configuration; every problem of every file is said on stderr.
///
/// # Errors
///
/// Fails (65) where there is any error, or a file that could not be read.
pub(super) fn load(common: &Common, now: Timestamp, ui: Ui) -> Result<Desired, Failure> {
    let loaded = desired::load(&common.directory, now);
    if !loaded.problems.is_empty() {
        let text = problems_text(&loaded.problems, &loaded.sources, ui.error_palette());
        ui.say(text.trim_end());
    }
    match loaded.desired {
        Some(desired) if loaded.problems.iter().all(|problem| !problem.is_error()) => Ok(desired),
        _ => Err(Failure::new(Exit::Configuration, "the configuration is invalid")
            .help(format!("`tenantry validate -C {}` says it again", common.directory.display()))),
    }
}
