//! `tenantry man`: prints the man page, or writes one for each command.

use std::{fs, path::PathBuf};

use clap::{Args, CommandFactory};
use clap_mangen::Man;

use crate::cli::{Arguments, Exit, Failure, ui::Ui};

/// What `man` takes.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  tenantry man | man -l -\n  tenantry man /usr/local/share/man/man1"
)]
pub(crate) struct ManArguments {
    /// Write a page for each command into this folder, instead of one page on stdout
    pub(crate) dir: Option<PathBuf>,
}

pub(super) fn run(arguments: &ManArguments, ui: Ui) -> Result<Exit, Failure> {
    let mut command = Arguments::command();
    command.build();
    match &arguments.dir {
        None => ui.answer(&page(&command)?)?,
        Some(dir) => {
            fs::create_dir_all(dir).map_err(|error| Failure::file("make", dir, &error))?;
            for (name, command) in pages(&command) {
                let path = dir.join(format!("{name}.1"));
                fs::write(&path, page(command)?)
                    .map_err(|error| Failure::file("write", &path, &error))?;
            }
        }
    }
    Ok(Exit::Success)
}

/// Returns the command and all commands below it, named `tenantry-sandbox-serve`.
fn pages(command: &clap::Command) -> Vec<(String, &clap::Command)> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let below = command.get_subcommands().filter(|it| it.get_name() != "help").flat_map(pages);
    std::iter::once((name, command)).chain(below).collect()
}

fn page(command: &clap::Command) -> Result<String, Failure> {
    let mut page = Vec::new();
    Man::new(command.clone())
        .render(&mut page)
        .map_err(|error| Failure::error(format!("cannot render a man page: {error}")))?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}
