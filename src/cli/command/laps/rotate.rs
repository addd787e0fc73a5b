//! `tenantry laps rotate`: rotates what is due, or one account now.

use clap::Args;

use super::{account::Named, answer};
use crate::{
    apply::journal::Folder,
    cli::{
        Exit, Failure,
        args::{Common, Format, Moment, Reach, Report, Scope, Waive, line},
        auditing::unaudited,
        report::Reports,
        runtime::block_on,
        session::{Session, Wishes},
        ui::Ui,
        world::rotations_folder,
    },
    render::Palette,
    run::{self, LapsQuestion, LapsRun, LapsTerms},
};

/// What `laps rotate` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Without --account: what is due by its schedule, at most one account of a tenant in a run, while the \
others are proved and not only since yesterday. Ends with 9 where a password is not proved to be in \
force: the candidates are named, and rotating again resolves it.

Examples:
  tenantry laps rotate --auto-approve
  tenantry laps rotate --account contoso/emergency-1 --reason CHG-4711")]
pub(crate) struct RotateArguments {
    #[command(flatten)]
    rotation: RotationArguments,
}

/// What a run rotates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// What is due.
    Rotate,
    /// What is sealed to other keys than the declared ones.
    Rekey,
}

/// What every run takes that rotates passwords.
#[derive(Debug, Args)]
pub(super) struct RotationArguments {
    /// This account alone, now: TENANT/NAME, or NAME beside --tenant
    #[arg(long, value_name = "ACCOUNT", env = "TENANTRY_ACCOUNT", hide_env_values = true)]
    account: Option<String>,
    /// Why, for the journal and the audit trail
    #[arg(
        long,
        value_name = "TEXT",
        value_parser = line,
        env = "TENANTRY_REASON",
        hide_env_values = true
    )]
    reason: Option<String>,
    /// Do not ask
    #[arg(
        long,
        env = "TENANTRY_AUTO_APPROVE",
        hide_env_values = true,
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    auto_approve: bool,
    #[command(flatten)]
    waive: Waive,
    /// With --sandbox only
    #[command(flatten)]
    moment: Moment,
    #[command(flatten)]
    scope: Scope,
    #[command(flatten)]
    report: Report,
    #[command(flatten)]
    reach: Reach,
}

pub(super) fn run(arguments: &RotateArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
    rotate_in(&arguments.rotation, Kind::Rotate, (common, ui))
}

/// Rotates, and tells what became of it.
pub(super) fn rotate_in(
    arguments: &RotationArguments,
    kind: Kind,
    (common, ui): (&Common, Ui),
) -> Result<Exit, Failure> {
    arguments.reach.check_time(arguments.moment.at)?;
    Reports::new(&arguments.report, ui).check(None)?;
    let named = arguments.account.as_deref();
    let named = named.map(|text| Named::read(text, &arguments.scope.tenant)).transpose()?;
    let mut scope = arguments.scope.clone();
    if let Some(named) = &named {
        scope.tenant = vec![named.tenant.clone()];
    }
    block_on(async {
        let wishes = Wishes {
            common,
            reach: &arguments.reach,
            scope: &scope,
            waive: Some(&arguments.waive),
            prune: false,
            format: arguments.report.format,
            at: arguments.moment.at,
        };
        let session = Session::begin(wishes, ui).await?;
        let rotated = rotate((arguments, kind), (named.as_ref(), common), (&session, ui)).await;
        session.bar.clear();
        let interruption = session.interruption();
        session.world.close().await;
        let rotated = rotated?;
        if let Some(why) = &rotated.unaudited {
            unaudited(why, ui);
        }
        Reports::new(&arguments.report, ui).give(|format: Format, palette: Palette| {
            Ok(match format {
                Format::Text => answer::text(&rotated, kind == Kind::Rekey, palette),
                Format::Json => answer::json(&rotated, kind == Kind::Rekey),
            })
        })?;
        // Whoever changed the keys must not be told that all is well while old ones open something.
        let left = kind == Kind::Rekey && rotated.leaves_keys();
        let exit = match Exit::of(rotated.verdict(), false) {
            Exit::Success if left => Exit::Partial,
            exit => exit,
        };
        if left {
            ui.hint("run it again once 24 h have passed, or name one account with --account now");
        }
        Ok(interruption.unwrap_or(exit))
    })
}

async fn rotate(
    (arguments, kind): (&RotationArguments, Kind),
    (named, common): (Option<&Named>, &Common),
    (session, ui): (&Session, Ui),
) -> Result<LapsRun, Failure> {
    if let Some(named) = named {
        named.find(&session.setup.desired)?;
    }
    let vault = session.setup.vault.clone();
    let terms = LapsTerms {
        account: named.map(|named| named.account.clone()),
        rekey: kind == Kind::Rekey,
        reason: arguments.reason.clone(),
        limits: vault.limits,
        folder: vault.folder,
        machine_is_transient: vault.machine_is_transient,
        journal: Folder::new(rotations_folder(&common.directory)?),
        auditing: session.auditing.clone(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let confirm = async |question: &LapsQuestion| {
        session.bar.clear();
        confirmed(arguments, question, (session, ui)).await
    };
    let rotated = run::rotate_laps(&session.setup, &session.world.entrance, &terms, confirm).await;
    rotated.map_err(|error| Failure::error(error.to_string()))
}

/// Says what would be done, and asks.
async fn confirmed(
    arguments: &RotationArguments,
    question: &LapsQuestion,
    (session, ui): (&Session, Ui),
) -> bool {
    ui.say(&answer::question(question));
    if arguments.auto_approve {
        return true;
    }
    if !Ui::can_ask() {
        ui.warn("nothing was done: there is no terminal to ask on");
        ui.hint("--auto-approve answers beforehand");
        return false;
    }
    let ask = move || {
        let answer = ui.ask("Rotate? Only `yes` is taken for an answer:");
        answer.is_some_and(|answer| answer.eq_ignore_ascii_case("yes"))
    };
    tokio::select! {
        answer = tokio::task::spawn_blocking(ask) => answer.unwrap_or(false),
        () = session.setup.fleet.stop.requested() => false,
    }
}
