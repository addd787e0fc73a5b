//! Whether somebody is asked before anything is changed.

use clap::Args;

/// Whether somebody is asked before anything is changed.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Approval {
    /// Do not ask
    #[arg(
        long,
        env = "TENANTRY_AUTO_APPROVE",
        hide_env_values = true,
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    pub(crate) auto_approve: bool,
}
