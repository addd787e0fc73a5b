//! The configuration in `-C DIR`, for commands that need a valid one.

use jiff::Timestamp;

use super::{Exit, Failure, args::Common, ui::Ui};
use crate::{
    desired::{self, Desired},
    render::{WIDTH, problems_text},
    source::Problem,
};

/// Reads the configuration; every problem of every file is said on stderr.
///
/// # Errors
///
/// Fails (65) where there is any error, or a file that could not be read.
pub(super) fn load(common: &Common, now: Timestamp, ui: Ui) -> Result<Desired, Failure> {
    let loaded = desired::load(&common.directory, now);
    if !loaded.problems.is_empty() {
        let coloured = ui.error_palette().is_coloured();
        let text = problems_text(&loaded.problems, &loaded.sources, coloured, WIDTH);
        ui.say(text.trim_end());
    }
    let has_errors = loaded.problems.iter().any(Problem::is_error);
    match loaded.desired {
        Some(desired) if !has_errors => Ok(desired),
        _ => Err(Failure::new(Exit::Configuration, "the configuration is invalid")
            .help(format!("`tenantry validate -C {}` says it again", common.directory.display()))),
    }
}
