//! `tenantry audit show`: shows who did what, when and why.

use clap::Args;
use comfy_table::{ContentArrangement, Table, presets::NOTHING};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::audit::{OfTenant, Trail, failed};
use crate::{
    audit::{Event, Phase, Selection, select},
    cli::{
        Exit, Failure,
        args::{Common, Format, Report},
        report::Reports,
        runtime::block_on,
        ui::Ui,
    },
    domain::counted,
    render::{WIDTH, sanitize_to},
};

/// The most characters of one thing in the table; the JSON form holds all of it.
const LONGEST: usize = 200;

/// What `audit show` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
The JSON form is the events as they are stored, one a line (OCSF 1.8). Ends with 6 where lines cannot \
be read: then more was done than is shown.

Examples:
  tenantry audit show --tenant contoso --from 2026-11-01
  tenantry audit show --from 2026-01-01 --to 2027-01-01 --format json")]
pub(crate) struct ShowArguments {
    #[command(flatten)]
    pub(crate) tenant: OfTenant,
    /// Only events from this time on: RFC 3339, or a date in UTC
    #[arg(
        long,
        value_name = "TIME",
        value_parser = moment,
        env = "TENANTRY_FROM",
        hide_env_values = true
    )]
    pub(crate) from: Option<Timestamp>,
    /// Only events before this time: RFC 3339, or a date in UTC
    #[arg(
        long,
        value_name = "TIME",
        value_parser = moment,
        env = "TENANTRY_TO",
        hide_env_values = true
    )]
    pub(crate) to: Option<Timestamp>,
    #[command(flatten)]
    pub(crate) report: Report,
}

pub(super) fn run(arguments: &ShowArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
    Reports::new(&arguments.report, ui).check(None)?;
    let trail = Trail::open(common, &arguments.tenant)?;
    let tenant = trail.tenant(&arguments.tenant)?;
    let selection = Selection { tenant, from: arguments.from, to: arguments.to };
    block_on(async {
        let (mut table, mut lines) = (empty(), String::new());
        let unread = select(&trail.sink, &selection, |event, line| {
            table.add_row(row(event));
            lines.push_str(line);
            lines.push('\n');
        });
        let unread = unread.await.map_err(|error| failed(&error))?;
        if unread > 0 {
            let unread = counted(unread, "line");
            ui.warn(&format!("{unread} cannot be read: `tenantry audit verify` says which"));
        }
        Reports::new(&arguments.report, ui).give(|format: Format, _| {
            Ok(match format {
                Format::Text if table.is_empty() => "There is no such event.\n".to_owned(),
                Format::Text => format!("{}\n", table.trim_fmt()),
                Format::Json => lines.clone(),
            })
        })?;
        Ok(if unread > 0 { Exit::Incomplete } else { Exit::Success })
    })
}

fn empty() -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    let width = u16::try_from(WIDTH).unwrap_or(u16::MAX);
    table.set_width(width).set_header(["WHEN", "TENANT", "WHO", "WHAT", "OUTCOME", "WHY"]);
    table
}

fn row(event: &Event) -> [String; 6] {
    let who = event.actor.human.clone();
    let who = who.or_else(|| Some(event.actor.workload?.client_id.to_string()));
    let outcome = match &event.phase {
        Phase::Intent => "intent",
        Phase::Outcome { password: Some(fate), .. } => fate.words(),
        Phase::Outcome { answer, .. } => answer.words(),
    };
    let warrant = &event.warrant;
    let grant = warrant.grant.as_ref().map(ToString::to_string);
    let why = [grant, warrant.ticket.clone(), warrant.reason.clone()];
    let why: Vec<String> = why.into_iter().flatten().collect();
    [
        event.at.strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
        event.tenant.name.to_string(),
        who.unwrap_or_default(),
        format!("{} {}", event.deed.action.words(), event.target.address),
        outcome.to_owned(),
        why.join(", "),
    ]
    .map(|cell| sanitize_to(&cell, LONGEST).into_owned())
}

/// Parses a time, or a date as its first instant in UTC.
fn moment(text: &str) -> Result<Timestamp, String> {
    let date = || text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok();
    let parsed = text.parse().ok().or_else(|| Some(date()?.timestamp()));
    parsed.ok_or_else(|| format!("`{text}` is neither an RFC 3339 time nor a date"))
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn a_date_is_its_first_instant() {
        let read = |text: &str| moment(text).expect(text).to_string();
        assert_eq!(read("2026-11-23"), "2026-11-23T00:00:00Z");
        assert_eq!(read("2026-11-23T09:00:00+01:00"), "2026-11-23T08:00:00Z");
        for bad in ["", "yesterday", "2026", "2026-13-01", "09:00"] {
            assert!(moment(bad).is_err(), "{bad}");
        }
    }
}
