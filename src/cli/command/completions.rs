//! `tenantry completions`: prints a shell's completion script.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use crate::cli::{Arguments, Exit, Failure, ui::Ui};

/// What `completions` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  tenantry completions bash > /etc/bash_completion.d/tenantry")]
pub(crate) struct CompletionsArguments {
    /// The shell
    pub(crate) shell: Shell,
}

pub(super) fn run(arguments: &CompletionsArguments, ui: Ui) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut Arguments::command(), "tenantry", &mut script);
    ui.answer(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Success)
}
