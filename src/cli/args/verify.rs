//! How what was done is read back.

use std::time::Duration;

use clap::Args;

use super::value::duration;

/// How what was done is read back.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Verify {
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
}
