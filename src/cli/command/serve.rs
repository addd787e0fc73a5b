//! `tenantry sandbox serve`: serves tenants over TLS on loopback.

use std::{path::PathBuf, time::Duration};

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use crate::{
    cli::{
        Exit, Failure,
        args::Common,
        configuration,
        runtime::block_on,
        signals::Signals,
        ui::Ui,
        world::{ca_file, prepare, read_seed, seed},
    },
    sandbox::{Options, Sandbox, Seed},
};

/// How long to wait for another command that holds the same state.
const PATIENCE: Duration = Duration::from_secs(5);

/// What `sandbox serve` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Without --seed the tenants of the configuration in -C DIR are served, as its sandbox.yaml \
describes them. Without --state everything is forgotten at the end.

Examples:
  tenantry sandbox serve -C examples/msp --state state.ndjson
  tenantry plan -C examples/msp --ca-file examples/msp/.tenantry/sandbox-ca.pem \\
    --login-endpoint https://localhost:8443 --graph-endpoint https://localhost:8443")]
pub(crate) struct ServeArguments {
    /// The port on loopback; 0 for any that is free
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 8443,
        env = "TENANTRY_PORT",
        hide_env_values = true
    )]
    port: u16,
    /// The tenants to begin with, instead of the configuration's
    #[arg(long, value_name = "FILE", env = "TENANTRY_SEED", hide_env_values = true)]
    seed: Option<PathBuf>,
    /// Where the tenants outlive this command
    #[arg(long, value_name = "FILE", env = "TENANTRY_STATE", hide_env_values = true)]
    state: Option<PathBuf>,
    /// Where the certificate of the throw-away authority is written
    /// [default: .tenantry/sandbox-ca.pem]
    #[arg(long, value_name = "FILE", env = "TENANTRY_CA", hide_env_values = true)]
    ca: Option<PathBuf>,
    /// Append each Graph request and answer to this file, without secrets
    #[arg(long, value_name = "FILE", env = "TENANTRY_RECORD", hide_env_values = true)]
    record: Option<PathBuf>,
}

pub(super) fn run(arguments: &ServeArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
    let seed = first_tenants(arguments, common, ui)?;
    let ca = if let Some(path) = &arguments.ca {
        path.clone()
    } else {
        prepare(&common.directory)?;
        ca_file(&common.directory)
    };
    let options = Options {
        port: arguments.port,
        state: arguments.state.clone(),
        ca_file: Some(ca.clone()),
        seed,
        record: arguments.record.clone(),
        patience: PATIENCE,
        ..Options::default()
    };
    block_on(async move {
        let mut signals = Signals::catch()?;
        let running =
            Sandbox::start(options).await.map_err(|error| Failure::error(error.to_string()))?;
        let ready = json!({
            "login": running.login(),
            "graph": running.graph(),
            "ca": ca,
            "tenants": running.tenants(),
        });
        ui.answer(&format!("{ready}\n"))?;
        let exit = signals.next().await;
        running.stop().await;
        Ok(exit)
    })
}

fn first_tenants(arguments: &ServeArguments, common: &Common, ui: Ui) -> Result<Seed, Failure> {
    if let Some(path) = &arguments.seed {
        let missing = || Failure::usage(format!("there is no seed {}", path.display()));
        return read_seed(path)?.ok_or_else(missing);
    }
    let desired = configuration::load(common, Timestamp::now(), ui)?;
    seed(&common.directory, &desired)
}
