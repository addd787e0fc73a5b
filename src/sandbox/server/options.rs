//! How a sandbox is to run.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;

use crate::sandbox::seed::{Seed, SeedTenant};

/// How a sandbox is to run. The default is one in memory, on any port, without tenants.
#[derive(Clone, Default)]
pub struct Options {
    /// The port on loopback; 0 for any that is free.
    pub port: u16,
    /// Where the tenants outlive the process; in memory only when `None`.
    pub state: Option<PathBuf>,
    /// Where the certificate of the throw-away authority is written as PEM.
    pub ca_file: Option<PathBuf>,
    /// The tenants to begin with; those that the state already holds are left as they are.
    pub seed: Seed,
    /// Tenants to begin with beside those of the seed, which an administrator looks after: at each
    /// start their apps get the permissions that they are described with and lack.
    pub administered: Vec<SeedTenant>,
    /// The time at which this run begins; real time plus the kept offset when `None`.
    pub at: Option<Timestamp>,
    /// Where every Graph request and answer is appended as a line of JSON, without secrets.
    pub record: Option<PathBuf>,
    /// A secret that every app can sign in with as long as any of its own credentials is in
    /// force, for a command that embeds the sandbox and resolves no credential.
    pub run_secret: Option<String>,
    /// How long to wait for another command that holds the state.
    pub patience: Duration,
}

impl std::fmt::Debug for Options {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Options")
            .field("port", &self.port)
            .field("state", &self.state)
            .field("ca_file", &self.ca_file)
            .field("at", &self.at)
            .field("record", &self.record)
            .finish_non_exhaustive()
    }
}
