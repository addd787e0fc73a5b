//! `tenantry sweep`: ends every access that is due.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::{
    cli::{
        Exit, Failure,
        args::{Common, Format, Moment, Reach, Report, Scope, Verify, age},
        carry_out::carry_out,
        conclusion::Conclusion,
        heartbeat::Heartbeat,
        report::Reports,
        runtime::block_on,
        session::{EndingWishes, Session},
        terms::terms,
        ui::Ui,
    },
    domain::OrganizationName,
    plan::Purpose,
};

/// What `sweep` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Never asks and never opens anything. Needs no valid configuration but the tenants' connections: what \
else is broken is warned about. A tenant that cannot be reached is named and ends with 4; the rest is \
swept. Safe to run every minute, twice at once, and from two places.

Examples:
  tenantry sweep
  tenantry sweep --heartbeat /var/lib/tenantry/sweep.json
  tenantry sweep --check 15m")]
pub(crate) struct SweepArguments {
    /// Sweep nothing; end with 4 unless a sweep has succeeded within this time
    #[arg(
        long,
        value_name = "DURATION",
        value_parser = age,
        env = "TENANTRY_CHECK",
        hide_env_values = true
    )]
    pub(crate) check: Option<SignedDuration>,
    /// Where a sweep that succeeds leaves its sign of life [default: in .tenantry/, for a sweep of
    /// every tenant]
    #[arg(long, value_name = "FILE", env = "TENANTRY_HEARTBEAT", hide_env_values = true)]
    pub(crate) heartbeat: Option<PathBuf>,
    /// The organization's name, where tenantry.yaml cannot be read
    #[arg(long, value_name = "NAME", env = "TENANTRY_ORGANIZATION", hide_env_values = true)]
    pub(crate) organization: Option<OrganizationName>,
    #[command(flatten)]
    pub(crate) verify: Verify,
    /// With --sandbox only
    #[command(flatten)]
    pub(crate) moment: Moment,
    #[command(flatten)]
    pub(crate) scope: Scope,
    #[command(flatten)]
    pub(crate) report: Report,
    #[command(flatten)]
    pub(crate) reach: Reach,
}

pub(super) fn run(arguments: &SweepArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
    arguments.reach.check_time(arguments.moment.at)?;
    let world = (common.directory.as_path(), arguments.reach.is_sandbox());
    let place = Heartbeat::place(arguments.heartbeat.as_deref(), world);
    let now = || arguments.moment.at.unwrap_or_else(Timestamp::now);
    Reports::new(&arguments.report, ui).check(None)?;
    if let Some(oldest) = arguments.check {
        return check(arguments, (&place, now(), oldest), ui);
    }
    block_on(async {
        let wishes = EndingWishes {
            common,
            reach: &arguments.reach,
            scope: &arguments.scope,
            organization: arguments.organization.as_ref(),
            at: arguments.moment.at,
        };
        let mut session = Session::begin_ending(wishes, ui).await?;
        let tenants = session.setup.selected.len();
        let done = sweep(arguments, common, (&mut session, ui)).await;
        let exit = session.close(done).await?;
        // A sweep of some tenants says nothing of the others.
        let attests = arguments.heartbeat.is_some() || arguments.scope.is_everything();
        if exit == Exit::Success && attests {
            let version = env!("CARGO_PKG_VERSION").to_owned();
            Heartbeat { at: now(), tenants, version }.write(&place)?;
        }
        Ok(exit)
    })
}

/// Looks for the sign of life that the last sweep of every tenant left.
fn check(
    arguments: &SweepArguments,
    (place, now, oldest): (&Path, Timestamp, SignedDuration),
    ui: Ui,
) -> Result<Exit, Failure> {
    if !arguments.scope.is_everything() {
        return Err(Failure::usage("--check asks for the last sweep of every tenant")
            .help("leave out --tenant, --selector and --exclude"));
    }
    let found = Heartbeat::check(place, (now, oldest));
    Reports::new(&arguments.report, ui).give(|format: Format, _| {
        Ok(match (format, &found) {
            (Format::Text, Ok(found)) => format!("The last sweep succeeded at {}.\n", found.at),
            (Format::Text, Err(_)) => String::new(),
            (Format::Json, Ok(found)) => format!("{}\n", json!({ "fresh": true, "last": found })),
            (Format::Json, Err(why)) => format!("{}\n", json!({ "fresh": false, "why": why })),
        })
    })?;
    let Err(why) = found else { return Ok(Exit::Success) };
    ui.warn(&why);
    ui.hint("run `tenantry sweep`, and see that it is scheduled");
    Ok(Exit::Partial)
}

async fn sweep(
    arguments: &SweepArguments,
    common: &Common,
    (session, ui): (&mut Session, Ui),
) -> Result<Exit, Failure> {
    session.set_purpose(Purpose::Sweep);
    let terms = terms(session, (common, &arguments.reach), arguments.verify, None);
    let applied = carry_out(session, &terms).await?;
    Conclusion { session, terms: &terms, report: &arguments.report, ui }.give(&applied).await
}
