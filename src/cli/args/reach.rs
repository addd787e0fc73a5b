//! Which world a command talks to, and how fast.

use std::{path::PathBuf, time::Duration};

use clap::Args;
use jiff::Timestamp;
use url::Url;

use super::value::{duration, loopback};
use crate::cli::Failure;

/// Which world a command talks to, and how fast.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct Reach {
    /// Talk to the embedded tenants instead of Microsoft's cloud; state is kept in .tenantry/
    #[arg(
        long,
        env = "TENANTRY_SANDBOX",
        hide_env_values = true,
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    pub(crate) sandbox: bool,
    /// The sign-in service of a sandbox served elsewhere (loopback only)
    #[arg(
        long,
        value_name = "URL",
        value_parser = loopback,
        requires = "graph_endpoint",
        env = "TENANTRY_LOGIN_ENDPOINT",
        hide_env_values = true
    )]
    pub(crate) login_endpoint: Option<Url>,
    /// The Graph service of a sandbox served elsewhere (loopback only)
    #[arg(
        long,
        value_name = "URL",
        value_parser = loopback,
        requires = "login_endpoint",
        env = "TENANTRY_GRAPH_ENDPOINT",
        hide_env_values = true
    )]
    pub(crate) graph_endpoint: Option<Url>,
    /// The certificate authority that those endpoints are trusted by (PEM)
    #[arg(
        long,
        value_name = "FILE",
        requires = "login_endpoint",
        env = "TENANTRY_CA_FILE",
        hide_env_values = true
    )]
    pub(crate) ca_file: Option<PathBuf>,
    /// How many tenants are worked on at once
    #[arg(
        long,
        value_name = "N",
        default_value_t = 32,
        value_parser = clap::value_parser!(u16).range(1..=1024),
        env = "TENANTRY_PARALLELISM",
        hide_env_values = true
    )]
    pub(crate) parallelism: u16,
    /// How long one request is tried again while it is throttled or fails (at most 1h)
    #[arg(
        long,
        value_name = "DURATION",
        default_value = "5m",
        value_parser = duration,
        env = "TENANTRY_PATIENCE",
        hide_env_values = true
    )]
    pub(crate) patience: Duration,
    /// Append what the embedded tenants are asked and answer to a file, without secrets
    #[arg(long, value_name = "FILE", env = "TENANTRY_RECORD", hide_env_values = true)]
    pub(crate) record: Option<PathBuf>,
}

impl Reach {
    /// Returns whether the tenants are those of a sandbox, embedded or served elsewhere.
    pub(crate) const fn is_sandbox(&self) -> bool {
        self.sandbox || self.login_endpoint.is_some()
    }

    /// Checks what clap cannot, since a flag that the environment sets to `false` is not given.
    ///
    /// # Errors
    ///
    /// A usage error (64) where two worlds are named.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        if self.sandbox && self.login_endpoint.is_some() {
            return Err(Failure::usage("--sandbox has endpoints of its own")
                .help("leave out --login-endpoint, --graph-endpoint and --ca-file"));
        }
        if self.record.is_some() && !self.sandbox {
            return Err(Failure::usage("--record goes with --sandbox or `sandbox serve`")
                .help("only the embedded tenants are recorded"));
        }
        Ok(())
    }

    /// Checks that a command which changes tenants moves no clock but the sandbox's.
    ///
    /// # Errors
    ///
    /// A usage error (64) where a time is given for Microsoft's cloud.
    pub(crate) fn check_time(&self, at: Option<Timestamp>) -> Result<(), Failure> {
        if at.is_some() && !self.sandbox {
            return Err(Failure::usage("--at goes with plan, validate or --sandbox only")
                .help("whatever changes a tenant acts on the time it is"));
        }
        Ok(())
    }
}
