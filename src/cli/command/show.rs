//! `tenantry show`: renders a saved plan again.

use std::path::PathBuf;

use clap::Args;

use crate::cli::args::Report;

/// What `show` takes.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  tenantry show canary.plan.json\n  tenantry show canary.plan.json --output json=copy.json"
)]
pub(crate) struct ShowArguments {
    /// A plan saved with plan --out
    #[arg(value_name = "PLAN")]
    pub(crate) plan: PathBuf,
    #[command(flatten)]
    pub(crate) report: Report,
}
