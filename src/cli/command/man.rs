//! `tenantry man`: prints the man page, or writes one for each command.

use std::{fmt::Write as _, fs, io, path::PathBuf};

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
    let unrendered =
        |error: io::Error| Failure::error(format!("cannot render a man page: {error}"));
    let mut page = Vec::new();
    sections(command, &mut page).map_err(unrendered)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

fn sections(command: &clap::Command, page: &mut Vec<u8>) -> io::Result<()> {
    let man = Man::new(command.clone());
    man.render_title(page)?;
    man.render_name_section(page)?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(page)?;
    }
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    page.extend(closing(&after).into_bytes());
    if command.get_version().is_some() {
        man.render_version_section(page)?;
    }
    Ok(())
}

/// Gives each part of what stands below the options in the help a heading of its own, since
/// `clap_mangen` puts all of it under one.
fn closing(help: &str) -> String {
    let mut out = String::new();
    let mut heading = "NOTES";
    for line in help.lines() {
        if line.starts_with("Examples:") {
            heading = "EXAMPLES";
            out.push_str(".SH EXAMPLES\n.nf\n");
        } else if let Some(rest) = line.strip_prefix("Exit codes") {
            close(&mut out, heading);
            heading = "EXIT STATUS";
            let order = rest.trim_start().trim_end_matches(':');
            let _ = writeln!(out, ".SH \"EXIT STATUS\"\n{}\n.nf", escaped(order));
        } else {
            if out.is_empty() {
                out.push_str(".SH NOTES\n");
            }
            let _ = writeln!(out, "{}", escaped(line));
        }
    }
    close(&mut out, heading);
    out
}

/// Ends what is set line by line.
fn close(out: &mut String, heading: &str) {
    if heading != "NOTES" {
        out.push_str(".fi\n");
    }
}

/// Escapes what roff would read as its own: backslashes, hyphens, and a control sign at the start.
fn escaped(line: &str) -> String {
    let text = line.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::closing;

    #[test]
    fn each_part_has_its_heading() {
        let help = ".one two\n\nExamples:\n  a \\\n  --b\n\nExit codes (1, 0):\n  0  well\n";
        let expected = ".SH NOTES\n\\&.one two\n\n.SH EXAMPLES\n.nf\n  a \\e\n  \\-\\-b\n\n.fi\n\
                        .SH \"EXIT STATUS\"\n(1, 0)\n.nf\n  0  well\n.fi\n";
        assert_eq!(closing(help), expected);
        assert_eq!(closing("Examples:\n  a\n"), ".SH EXAMPLES\n.nf\n  a\n.fi\n");
        assert_eq!(closing(""), "");
    }
}
