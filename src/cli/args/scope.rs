//! Which tenants a command concerns.

use clap::Args;

use super::value::pair;

/// Which tenants a command concerns; all where nothing is said.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Scope")]
pub(crate) struct Scope {
    /// Only these tenants (once for each, or with commas between them)
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        env = "TENANTRY_TENANT",
        hide_env_values = true
    )]
    pub(crate) tenant: Vec<String>,
    /// Only tenants with this label; every one given must hold
    #[arg(
        long,
        value_name = "KEY=VALUE",
        value_parser = pair,
        value_delimiter = ',',
        env = "TENANTRY_SELECTOR",
        hide_env_values = true
    )]
    pub(crate) selector: Vec<(String, String)>,
    /// Not these tenants (once for each, or with commas between them)
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        env = "TENANTRY_EXCLUDE",
        hide_env_values = true
    )]
    pub(crate) exclude: Vec<String>,
}

impl Scope {
    /// Returns the scope of one tenant.
    pub(crate) fn of(tenant: &str) -> Self {
        Self { tenant: vec![tenant.to_owned()], ..Self::default() }
    }

    /// Returns whether no tenant is left out.
    pub(crate) const fn is_everything(&self) -> bool {
        self.tenant.is_empty() && self.selector.is_empty() && self.exclude.is_empty()
    }
}
