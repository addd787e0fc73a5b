//! Why access is opened, lengthened or ended by hand.

use clap::Args;

use super::value::line;

/// Why access is opened or lengthened.
#[derive(Debug, Clone, Args)]
pub(crate) struct Warrant {
    /// Why; it stands in the audit trail, and in the tenant's own
    #[arg(
        long,
        value_name = "TEXT",
        value_parser = line,
        env = "TENANTRY_REASON",
        hide_env_values = true
    )]
    pub(crate) reason: String,
    /// The ticket it is for
    #[arg(
        long,
        value_name = "ID",
        value_parser = line,
        env = "TENANTRY_TICKET",
        hide_env_values = true
    )]
    pub(crate) ticket: Option<String>,
}
