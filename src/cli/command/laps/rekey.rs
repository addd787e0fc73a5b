//! `tenantry laps rekey`: rotates what is sealed to other keys than its store declares.

use clap::Args;

use super::rotate::{Kind, RotationArguments, rotate_in};
use crate::cli::{Exit, Failure, args::Common, ui::Ui};

/// What `laps rekey` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
A sealed password is not sealed again: whoever runs tenantry cannot open it. So after a change of \
`recipients` each account gets a new password, sealed to the keys that are declared now. The rules are \
those of `laps rotate`: at most one account of a tenant in a run. Ends with 0 once nothing is to be \
done, with 4 while an account is left for a later run, else as `laps rotate` does. What a removed key can still open is told: it may have been copied.

Examples:
  tenantry laps rekey
  tenantry laps rekey --tenant contoso --auto-approve --reason CHG-4711")]
pub(crate) struct RekeyArguments {
    #[command(flatten)]
    rotation: RotationArguments,
}

pub(super) fn run(arguments: &RekeyArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
    rotate_in(&arguments.rotation, Kind::Rekey, (common, ui))
}
