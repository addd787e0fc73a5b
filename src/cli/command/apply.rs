//! `tenantry apply`: makes the tenants match the configuration, and proves that they do.

use std::{cell::OnceCell, path::PathBuf, time::Duration};

use clap::Args;

use crate::{
    apply::{Pace, journal::Folder},
    cli::{
        Exit, Failure,
        args::{Common, Format, Moment, Reach, Report, Safety, Scope, duration},
        confirm::Question,
        report::Reports,
        runtime::block_on,
        saved,
        session::{Session, Wishes},
        ui::Ui,
        world::journal_folder,
    },
    plan::file::PlanDocument,
    render::{Palette, outcome_json, outcome_text, plan_text},
    run::{self, Applied, ApplyEnd, ApplyError, ApplyTerms},
};

/// What `apply` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Without PLAN: plans, shows the plan, asks, does it. With PLAN: plans again and does only what that
plan allows. Without a terminal it needs --auto-approve, else it declines (8).

Examples:
  tenantry apply --sandbox -C examples/msp --auto-approve
  tenantry apply --tenant contoso
  tenantry apply canary.plan.json --auto-approve
  tenantry apply --resume")]
pub(crate) struct ApplyArguments {
    /// A plan saved with plan --out, as an allow-list; - for stdin
    #[arg(value_name = "PLAN")]
    pub(crate) plan: Option<PathBuf>,
    /// Do not ask
    #[arg(
        long,
        env = "TENANTRY_AUTO_APPROVE",
        hide_env_values = true,
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    pub(crate) auto_approve: bool,
    /// Finish the run before, which was interrupted
    #[arg(
        long,
        env = "TENANTRY_RESUME",
        hide_env_values = true,
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    pub(crate) resume: bool,
    /// The time between two of the three reads that must agree before something counts as done
    /// [default: 5s, with --sandbox 0s]
    #[arg(
        long,
        value_name = "DURATION",
        value_parser = duration,
        env = "TENANTRY_VERIFY_EVERY",
        hide_env_values = true
    )]
    pub(crate) verify_every: Option<Duration>,
    /// With --sandbox only
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

pub(super) fn run(arguments: &ApplyArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
    arguments.reach.check_time(arguments.moment.at)?;
    if arguments.resume && arguments.plan.is_some() {
        return Err(Failure::usage("--resume finishes a run of its own, and takes no PLAN"));
    }
    Reports::new(&arguments.report, ui).check(None)?;
    let saved = arguments.plan.as_deref().map(saved::read).transpose()?;
    block_on(async {
        let wishes = Wishes {
            common,
            reach: &arguments.reach,
            scope: &arguments.scope,
            safety: Some(&arguments.safety),
            at: arguments.moment.at,
        };
        let session = Session::begin(wishes, ui).await?;
        let applied = apply(arguments, saved.as_ref(), (&session, common, ui)).await;
        session.bar.clear();
        let interruption = session.interruption();
        session.world.close().await;
        let Some(applied) = applied? else {
            ui.say("No run was interrupted: there is nothing to resume.");
            return Ok(Exit::Success);
        };
        answer(arguments, &applied, ui)?;
        let exit = Exit::of(applied.verdict(), false);
        Ok(interruption.unwrap_or(exit))
    })
}

/// Does it; `None` where nothing was left to resume.
async fn apply(
    arguments: &ApplyArguments,
    saved: Option<&PlanDocument>,
    (session, common, ui): (&Session, &Common, Ui),
) -> Result<Option<Applied>, Failure> {
    let terms = ApplyTerms {
        pace: pace(arguments),
        journal: Folder::new(journal_folder(&common.directory)?),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let question = Question {
        bar: &session.bar,
        stop: &session.setup.fleet.stop,
        auto_approve: arguments.auto_approve,
        shows_on_stdout: arguments.report.format == Format::Text,
        ui,
        unshown: OnceCell::new(),
    };
    let done = carry_out(arguments, saved, (session, &terms, &question)).await;
    question.unshown.into_inner().map_or(done, Err)
}

async fn carry_out(
    arguments: &ApplyArguments,
    saved: Option<&PlanDocument>,
    (session, terms, question): (&Session, &ApplyTerms, &Question<'_>),
) -> Result<Option<Applied>, Failure> {
    let (setup, entrance) = (&session.setup, &session.world.entrance);
    let confirm = async |plan: &crate::plan::Plan| question.put(plan).await;
    let failed = |error: ApplyError| match error {
        ApplyError::SavedPlan(_) | ApplyError::Outdated { .. } => {
            Failure::new(Exit::StalePlan, error.to_string())
        }
        ApplyError::Journal(_) => Failure::error(error.to_string()),
    };
    if let Some(saved) = saved {
        let applied = run::apply_saved(setup, entrance, (terms, saved), confirm).await;
        return applied.map(Some).map_err(failed);
    }
    if arguments.resume {
        let resumed = run::resume(setup, entrance, terms, confirm).await.map_err(failed)?;
        return Ok(resumed.map(|resumed| resumed.applied));
    }
    run::apply(setup, entrance, terms, confirm).await.map(Some).map_err(failed)
}

/// Returns how long to wait for what: as Microsoft Graph needs it, or the embedded sandbox.
fn pace(arguments: &ApplyArguments) -> Pace {
    let pace = if arguments.reach.sandbox { Pace::embedded() } else { Pace::graph() };
    Pace { apart: arguments.verify_every.unwrap_or(pace.apart), ..pace }
}

/// Tells what became of it. Whoever was asked has seen the plan; where there was nothing to ask,
/// it is shown here, with whatever it has to say beside changes.
fn answer(arguments: &ApplyArguments, applied: &Applied, ui: Ui) -> Result<(), Failure> {
    Reports::new(&arguments.report, ui).give(|format: Format, palette: Palette| {
        let (plan, tenants) = (&applied.plan, &applied.tenants);
        let allowance = applied.allowance.as_ref();
        Ok(match (format, applied.end) {
            (Format::Json, _) => outcome_json(plan, tenants, allowance),
            (Format::Text, ApplyEnd::Declined) => String::new(),
            (Format::Text, ApplyEnd::NothingToDo) => {
                format!(
                    "{}\n{}",
                    plan_text(plan, palette),
                    outcome_text(plan, tenants, allowance, palette)
                )
            }
            (Format::Text, ApplyEnd::Done | ApplyEnd::Interrupted) => {
                outcome_text(plan, tenants, allowance, palette)
            }
        })
    })
}
