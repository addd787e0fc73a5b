//! `tenantry sandbox`: serves the embedded tenants, or starts them over.

use clap::{Args, Subcommand};

use super::{reset, serve};
use crate::cli::{Exit, Failure, args::Common, ui::Ui};

/// What `sandbox` takes.
#[derive(Debug, Args)]
pub(crate) struct SandboxArguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) action: SandboxAction,
}

/// What can be done with the sandbox.
#[derive(Debug, Subcommand)]
pub(crate) enum SandboxAction {
    /// Serve tenants over TLS on loopback, and print one line of JSON when ready
    Serve(serve::ServeArguments),
    /// Forget the embedded tenants: the next command begins with the seed
    Reset,
}

pub(super) fn run(arguments: &SandboxArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
    match &arguments.action {
        SandboxAction::Serve(arguments) => serve::run(arguments, common, ui),
        SandboxAction::Reset => reset::run(common, ui),
    }
}
