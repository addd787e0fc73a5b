//! `tenantry apply`: makes the tenants match the configuration, and proves that they do.

use std::{cell::OnceCell, path::PathBuf};

use clap::Args;

use crate::{
    cli::{
        Exit, Failure,
        args::{Approval, Common, Format, Moment, Reach, Report, Safety, Scope, Verify},
        conclusion::Conclusion,
        confirm::Question,
        report::Reports,
        runtime::block_on,
        saved,
        session::{Session, Wishes},
        terms::{failed, terms},
        ui::Ui,
    },
    plan::file::PlanDocument,
    run::{self, Applied, ApplyError, ApplyTerms},
};

/// What `apply` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Without PLAN: plans, shows the plan, asks, does it. With PLAN: plans again and does only what that \
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
    #[command(flatten)]
    pub(crate) approval: Approval,
    /// Finish the run before, which was interrupted
    #[arg(
        long,
        env = "TENANTRY_RESUME",
        hide_env_values = true,
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    pub(crate) resume: bool,
    #[command(flatten)]
    pub(crate) verify: Verify,
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
            waive: Some(&arguments.safety.waive),
            prune: arguments.safety.prune,
            at: arguments.moment.at,
            format: arguments.report.format,
        };
        let session = Session::begin(wishes, ui).await?;
        let done = apply(arguments, saved.as_ref(), (&session, common, ui)).await;
        session.close(done).await
    })
}

async fn apply(
    arguments: &ApplyArguments,
    saved: Option<&PlanDocument>,
    (session, common, ui): (&Session, &Common, Ui),
) -> Result<Exit, Failure> {
    let terms = terms(session, (common, &arguments.reach), arguments.verify, None);
    let report = &arguments.report;
    let question = Question {
        bar: &session.bar,
        stop: &session.setup.fleet.stop,
        auto_approve: arguments.approval.auto_approve,
        shows_on_stdout: report.format == Format::Text,
        ui,
        unshown: OnceCell::new(),
    };
    let done = carry_out(arguments, saved, (session, &terms, &question)).await;
    let Some(applied) = question.unshown.into_inner().map_or(done, Err)? else {
        session.bar.clear();
        ui.say("No run was interrupted: there is nothing to resume.");
        return Ok(Exit::Success);
    };
    Conclusion { session, terms: &terms, report, ui }.give(&applied).await
}

/// Does it; `None` where nothing was left to resume.
async fn carry_out(
    arguments: &ApplyArguments,
    saved: Option<&PlanDocument>,
    (session, terms, question): (&Session, &ApplyTerms, &Question<'_>),
) -> Result<Option<Applied>, Failure> {
    let (setup, entrance) = (&session.setup, &session.world.entrance);
    let confirm = async |plan: &crate::plan::Plan| question.put(plan).await;
    let failed = |error: ApplyError| failed(&error);
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
