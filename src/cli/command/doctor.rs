//! `tenantry doctor`: checks the connection to each tenant.

use clap::Args;

use crate::{
    cli::{
        Exit, Failure,
        args::{Common, Format, Moment, Reach, Report, Scope},
        report::Reports,
        runtime::block_on,
        session::{Session, Wishes},
        ui::Ui,
    },
    observed::RefusalKind,
    plan::CheckStatus,
    render::{Examined, Palette, doctor_json, doctor_text},
    run::{self, ExaminedTenant},
};

/// What `doctor` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Ends with 0 where nothing is wrong, with 4 where something is, with 6 where something could not be \
read, and with 7 where no tenant could be authenticated. Warnings change nothing.

Examples:
  tenantry doctor --tenant contoso
  tenantry doctor --sandbox -C examples/bad-day")]
pub(crate) struct DoctorArguments {
    #[command(flatten)]
    pub(crate) moment: Moment,
    #[command(flatten)]
    pub(crate) scope: Scope,
    #[command(flatten)]
    pub(crate) report: Report,
    #[command(flatten)]
    pub(crate) reach: Reach,
}

pub(super) fn run(arguments: &DoctorArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
    arguments.reach.check_time(arguments.moment.at)?;
    Reports::new(&arguments.report, ui).check(None)?;
    block_on(async {
        let wishes = Wishes {
            common,
            reach: &arguments.reach,
            scope: &arguments.scope,
            waive: None,
            prune: false,
            at: arguments.moment.at,
            format: arguments.report.format,
        };
        let session = Session::begin(wishes, ui).await?;
        let found = run::doctor(&session.setup, &session.world.entrance).await;
        session.bar.clear();
        let interruption = session.interruption();
        let tenants = examined(&session, found.tenants);
        session.world.close().await;
        Reports::new(&arguments.report, ui).give(|format: Format, palette: Palette| {
            Ok(match format {
                Format::Text => doctor_text(&tenants, palette),
                Format::Json => doctor_json(&tenants),
            })
        })?;
        Ok(interruption.unwrap_or_else(|| exit(&tenants)))
    })
}

fn examined(session: &Session, tenants: Vec<ExaminedTenant>) -> Vec<Examined> {
    let declared = &session.setup.desired.tenants;
    let with_origin = tenants.into_iter().filter_map(|one| {
        let origin = declared.get(&one.tenant)?.origin.clone();
        let (refusal, checks) = match one.checks {
            Ok(checks) => (None, checks),
            Err(refusal) => (Some(refusal), Vec::new()),
        };
        Some(Examined { tenant: one.tenant, tenant_id: one.tenant_id, origin, refusal, checks })
    });
    with_origin.collect()
}

fn exit(tenants: &[Examined]) -> Exit {
    let refused = |kind: Option<RefusalKind>| {
        move |tenant: &Examined| {
            let found = tenant.refusal.as_ref().map(|refusal| refusal.kind);
            found.is_some() && (kind.is_none() || found == kind)
        }
    };
    let any = |status| tenants.iter().any(|tenant| tenant.count(status) > 0);
    let nobody = tenants.iter().all(refused(Some(RefusalKind::SignIn)));
    let wrong = any(CheckStatus::Fail) || tenants.iter().any(refused(None));
    let ends = [
        (Exit::NoSignIn, nobody && !tenants.is_empty()),
        (Exit::Incomplete, any(CheckStatus::Unknown)),
        (Exit::Partial, wrong),
    ];
    Exit::first_that_holds(ends.into_iter().filter(|(_, holds)| *holds).map(|(exit, _)| exit))
}
