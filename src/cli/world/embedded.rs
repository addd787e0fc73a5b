//! A sandbox inside the command, kept in `.tenantry/` between commands.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::{
    ca_file, fresh_tenants, prepare,
    seed::{SEED_FILE, read_seed},
    state_file,
};
use crate::{
    cli::Failure,
    desired::Desired,
    sandbox::{Options, Running, Sandbox, Seed},
};

/// How long to wait for another command that embeds the same tenants.
const PATIENCE: Duration = Duration::from_mins(1);

/// A sandbox inside the command, and the secret that its apps sign in with.
pub(crate) struct Embedded {
    /// The sandbox.
    pub(crate) running: Running,
    /// A secret made for this run: no credential of the configuration is ever resolved.
    pub(crate) secret: SecretString,
}

impl Embedded {
    /// Starts the sandbox of a configuration: as it was left by the command before, else as
    /// `sandbox.yaml` says, else with a fresh tenant for each configured one. The apps of fresh
    /// tenants have, at least, the permissions that the configuration takes now: there is no admin
    /// center here in which a person could add them.
    ///
    /// # Errors
    ///
    /// Fails where the seed is wrong, and where the state is in use or unreadable.
    pub(crate) async fn start(
        directory: &Path,
        (desired, prune): (&Desired, bool),
        record: Option<PathBuf>,
        at: Option<Timestamp>,
    ) -> Result<Self, Failure> {
        let seed = read_seed(&directory.join(SEED_FILE))?.unwrap_or_default();
        let administered = fresh_tenants(desired, &seed, prune);
        prepare(directory)?;
        let secret = SecretString::from(made_up());
        let options = Options {
            state: Some(state_file(directory)),
            ca_file: Some(ca_file(directory)),
            seed,
            administered,
            at,
            record,
            run_secret: Some(secret.expose_secret().to_owned()),
            patience: PATIENCE,
            ..Options::default()
        };
        let running =
            Sandbox::start(options).await.map_err(|error| Failure::error(error.to_string()))?;
        Ok(Self { running, secret })
    }
}

/// Reads the seed beside the configuration and adds what it does not name, for tenants that are
/// served: whoever talks to them may prune.
pub(crate) fn seed(directory: &Path, desired: &Desired) -> Result<Seed, Failure> {
    let mut seed = read_seed(&directory.join(SEED_FILE))?.unwrap_or_default();
    let fresh = fresh_tenants(desired, &seed, true);
    seed.tenants.extend(fresh);
    Ok(seed)
}

/// Two random GUIDs make 244 random bits from the operating system.
fn made_up() -> String {
    format!("{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple())
}
