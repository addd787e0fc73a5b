//! `tenantry plan`: reads the tenants and shows what `apply` would change.

use std::{cell::LazyCell, path::PathBuf};

use clap::Args;

use crate::{
    cli::{
        Exit, Failure,
        args::{Common, Format, Moment, Reach, Report, Safety, Scope, file},
        report::Reports,
        runtime::block_on,
        saved,
        session::{Session, Wishes},
        ui::Ui,
    },
    domain::counted,
    render::{Palette, plan_text},
    run::{self, Planned},
};

/// What `plan` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Sends nothing but reads. A plan with anything unknown ends with 6, with or without \
--detailed-exitcode.

Examples:
  tenantry plan --sandbox -C examples/msp
  tenantry plan --selector ring=canary --out canary.plan.json
  tenantry plan --detailed-exitcode --format json --output text=plan.txt")]
pub(crate) struct PlanArguments {
    /// Save the plan, for apply PLAN to hold itself to
    #[arg(
        long,
        value_name = "FILE",
        value_parser = file,
        env = "TENANTRY_OUT",
        hide_env_values = true
    )]
    pub(crate) out: Option<PathBuf>,
    /// End with 2 where anything would change, and with 0 only where nothing would
    #[arg(
        long,
        env = "TENANTRY_DETAILED_EXITCODE",
        hide_env_values = true,
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    pub(crate) detailed_exitcode: bool,
    #[command(flatten)]
    pub(crate) moment: Moment,
    #[command(flatten)]
    pub(crate) safety: Safety,
    #[command(flatten)]
    pub(crate) scope: Scope,
    #[command(flatten)]
    pub(crate) report: Report,
    #[command(flatten)]
    pub(crate) reach: Reach,
}

pub(super) fn run(arguments: &PlanArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
    Reports::new(&arguments.report, ui).check(arguments.out.as_deref())?;
    block_on(async {
        let wishes = Wishes {
            common,
            reach: &arguments.reach,
            scope: &arguments.scope,
            waive: Some(&arguments.safety.waive),
            prune: arguments.safety.prune,
            at: arguments.moment.at,
            format: Format::Text,
        };
        let session = Session::begin(wishes, ui).await?;
        let planned = run::plan(&session.setup, &session.world.entrance).await;
        session.bar.clear();
        let interruption = session.interruption();
        let told = if interruption.is_none() {
            answer(arguments, &planned, (&session, common, ui))
        } else {
            let (done, of) = (planned.plan.tenants.len(), session.setup.selected.len());
            ui.say(&format!("Interrupted: {done} of {} planned.", counted(of, "tenant")));
            Ok(())
        };
        session.world.close().await;
        told?;
        let exit = Exit::of(planned.verdict(), arguments.detailed_exitcode);
        Ok(interruption.unwrap_or(exit))
    })
}

fn answer(
    arguments: &PlanArguments,
    planned: &Planned,
    (session, common, ui): (&Session, &Common, Ui),
) -> Result<(), Failure> {
    // Made only where it is asked for: it takes a look at the repository.
    let document = LazyCell::new(|| {
        saved::document(&planned.plan, planned.requests, session, &common.directory)
    });
    let saving = arguments.out.as_deref().map(|path| saved::save(&document, path)).transpose();
    Reports::new(&arguments.report, ui).give(|format: Format, palette: Palette| {
        Ok(match format {
            Format::Text => plan_text(&planned.plan, palette),
            Format::Json => String::from_utf8_lossy(&document.canonical_bytes()).into_owned(),
        })
    })?;
    saving.map(drop)
}
