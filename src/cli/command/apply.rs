//! `tenantry apply`: makes the tenants match the configuration, and proves that they do.

use std::{path::PathBuf, time::Duration};

use clap::Args;

use crate::cli::args::{Moment, Reach, Report, Safety, Scope, duration};

/// What `apply` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Without PLAN: plans, shows the plan, asks, does it. With PLAN: plans again and does only what that
plan allows. Without a terminal it needs --auto-approve, else it declines (8).

Examples:
  tenantry apply --sandbox -C examples/msp --auto-approve
  tenantry apply --tenant contoso
  tenantry apply canary.plan.json --auto-approve
  tenantry apply --resume")]
pub(crate) struct ApplyArguments {
    /// A plan saved with plan --out, as an allow-list
    #[arg(value_name = "PLAN")]
    pub(crate) plan: Option<PathBuf>,
    /// Do not ask
    #[arg(
        long,
        env = "TENANTRY_AUTO_APPROVE",
        hide_env_values = true,
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    pub(crate) auto_approve: bool,
    /// Finish the run before, which was interrupted
    #[arg(
        long,
        env = "TENANTRY_RESUME",
        hide_env_values = true,
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    pub(crate) resume: bool,
    /// The time between two of the three reads that must agree before something counts as done
    /// [default: 5s, with --sandbox 0s]
    #[arg(
        long,
        value_name = "DURATION",
        value_parser = duration,
        env = "TENANTRY_VERIFY_EVERY",
        hide_env_values = true
    )]
    pub(crate) verify_every: Option<Duration>,
    /// With --sandbox only
    #[command(flatten)]
    pub(crate) moment: Moment,
    #[command(flatten)]
    pub(crate) safety: Safety,
    #[command(flatten)]
    pub(crate) scope: Scope,
    #[command(flatten)]
    pub(crate) report: Report,
    #[command(flatten)]
    pub(crate) reach: Reach,
}
