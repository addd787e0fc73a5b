//! `tenantry doctor`: checks the connection to each tenant.

use clap::Args;

use crate::cli::args::{Moment, Reach, Report, Scope};

/// What `doctor` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Ends with 0 where nothing is wrong, with 4 where something is in some tenant, and with 7 where no
tenant could be authenticated.

Examples:
  tenantry doctor --tenant contoso
  tenantry doctor --sandbox -C examples/bad-day")]
pub(crate) struct DoctorArguments {
    #[command(flatten)]
    pub(crate) moment: Moment,
    #[command(flatten)]
    pub(crate) scope: Scope,
    #[command(flatten)]
    pub(crate) report: Report,
    #[command(flatten)]
    pub(crate) reach: Reach,
}
