//! The time that decisions are made for.

use clap::Args;
use jiff::Timestamp;

/// The time that decisions are made for.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct Moment {
    /// Decide for this time (RFC 3339) instead of now
    #[arg(long, value_name = "TIME", env = "TENANTRY_AT", hide_env_values = true)]
    pub(crate) at: Option<Timestamp>,
}
