//! `tenantry validate`: checks the configuration offline.

use clap::Args;
use jiff::Timestamp;

use crate::{
    cli::{
        Exit, Failure,
        args::{Common, Format, Moment, Report},
        report::Reports,
        ui::Ui,
    },
    desired,
    render::{Palette, WIDTH, problems_json, problems_text},
};

/// What `validate` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Ends with 0 where there is no error, and with 65 where there is one; warnings change nothing.

Examples:
  tenantry validate -C examples/msp
  tenantry validate --format json --output text=problems.txt")]
pub(crate) struct ValidateArguments {
    #[command(flatten)]
    pub(crate) report: Report,
    #[command(flatten)]
    pub(crate) moment: Moment,
}

pub(super) fn run(arguments: &ValidateArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
    Reports::new(&arguments.report, ui).check(None)?;
    let now = arguments.moment.at.unwrap_or_else(Timestamp::now);
    let loaded = desired::load(&common.directory, now);
    let render = |format: Format, palette: Palette| {
        Ok(match format {
            Format::Text if loaded.problems.is_empty() => "No problem was found.
"
            .to_owned(),
            Format::Text => {
                problems_text(&loaded.problems, &loaded.sources, palette.is_coloured(), WIDTH)
            }
            Format::Json => format!(
                "{:#}
",
                problems_json(&loaded.problems, &loaded.sources)
            ),
        })
    };
    Reports::new(&arguments.report, ui).give(render)?;
    Ok(if loaded.has_errors() { Exit::Configuration } else { Exit::Success })
}
