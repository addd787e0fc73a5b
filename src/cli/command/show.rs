//! `tenantry show`: renders a saved plan again.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;

use crate::{
    cli::{
        Exit, Failure,
        args::{Format, Report},
        report::Reports,
        saved,
        ui::Ui,
    },
    render::{Palette, document_text},
};

/// What `show` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Ends with 5 where the file is no plan, or was changed after it was made.

Examples:
  tenantry show canary.plan.json
  tenantry show canary.plan.json --output text=canary.txt")]
pub(crate) struct ShowArguments {
    /// A plan saved with plan --out; - for stdin
    #[arg(value_name = "PLAN")]
    pub(crate) plan: PathBuf,
    #[command(flatten)]
    pub(crate) report: Report,
}

pub(super) fn run(arguments: &ShowArguments, ui: Ui) -> Result<Exit, Failure> {
    Reports::new(&arguments.report, ui).check(None)?;
    let document = saved::read(&arguments.plan)?;
    Reports::new(&arguments.report, ui).give(|format: Format, palette: Palette| {
        Ok(match format {
            Format::Text => document_text(&document, Timestamp::now(), palette),
            Format::Json => String::from_utf8_lossy(&document.canonical_bytes()).into_owned(),
        })
    })?;
    Ok(Exit::Success)
}
