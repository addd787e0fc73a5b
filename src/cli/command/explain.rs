//! `tenantry explain`: why a technician has access in a tenant, or has not.

use clap::Args;
use jiff::Timestamp;

use crate::{
    cli::{
        Exit, Failure,
        args::{Common, Format, Moment, Reach, Report, Scope},
        configuration,
        report::Reports,
        runtime::block_on,
        session::{Session, Wishes},
        technician,
        ui::Ui,
    },
    desired::{Desired, DesiredTenant},
    domain::TechnicianId,
    plan::{self, Context, Explanation},
    render::{Palette, explain_json, explain_text},
    run::{self, Selection},
};

/// What `explain` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Ends with 0 whatever the answer is, and with 6 where the tenant could not be read. Offline, the \
files alone are heard.

Examples:
  tenantry explain --technician alice --tenant contoso
  tenantry explain --technician alice --tenant contoso --offline --format json
  tenantry explain --sandbox -C examples/msp --technician alice --tenant contoso")]
pub(crate) struct ExplainArguments {
    /// Whose access
    #[arg(long, value_name = "NAME", env = "TENANTRY_TECHNICIAN", hide_env_values = true)]
    pub(crate) technician: String,
    /// In which tenant
    #[arg(long, value_name = "NAME", env = "TENANTRY_TENANT", hide_env_values = true)]
    pub(crate) tenant: String,
    /// Ask the files only, and send no request
    #[arg(
        long,
        env = "TENANTRY_OFFLINE",
        hide_env_values = true,
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    pub(crate) offline: bool,
    #[command(flatten)]
    pub(crate) moment: Moment,
    #[command(flatten)]
    pub(crate) report: Report,
    #[command(flatten)]
    pub(crate) reach: Reach,
}

pub(super) fn run(arguments: &ExplainArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
    Reports::new(&arguments.report, ui).check(None)?;
    if arguments.offline {
        arguments.reach.check()?;
        return give(arguments, &by_files(arguments, common, ui)?, ui);
    }
    arguments.reach.check_time(arguments.moment.at)?;
    block_on(async {
        let (explanation, interruption) = by_the_tenant(arguments, common, ui).await?;
        // Whoever interrupted it waits for no answer.
        interruption.map_or_else(|| give(arguments, &explanation, ui), Ok)
    })
}

fn give(arguments: &ExplainArguments, explanation: &Explanation, ui: Ui) -> Result<Exit, Failure> {
    Reports::new(&arguments.report, ui).give(|format: Format, palette: Palette| {
        Ok(match format {
            Format::Text => explain_text(explanation, palette),
            Format::Json => explain_json(explanation),
        })
    })?;
    Ok(exit(explanation))
}

fn by_files(arguments: &ExplainArguments, common: &Common, ui: Ui) -> Result<Explanation, Failure> {
    let now = arguments.moment.at.unwrap_or_else(Timestamp::now);
    let desired = configuration::load(common, now, ui)?;
    let (tenant, technician) = concerned(arguments, &desired)?;
    let context = Context { can_show: Ui::can_show(), ..Context::new(&desired.organization, now) };
    Ok(plan::explain(&context, tenant, &technician, None))
}

async fn by_the_tenant(
    arguments: &ExplainArguments,
    common: &Common,
    ui: Ui,
) -> Result<(Explanation, Option<Exit>), Failure> {
    let scope = Scope { tenant: vec![arguments.tenant.clone()], ..Scope::default() };
    let wishes = Wishes {
        common,
        reach: &arguments.reach,
        scope: &scope,
        waive: None,
        prune: false,
        at: arguments.moment.at,
        format: Format::Text,
    };
    let session = Session::begin(wishes, ui).await?;
    let explained = match concerned(arguments, &session.setup.desired) {
        Ok((tenant, technician)) => {
            let question = (tenant, &technician);
            Ok(run::explain(&session.setup, &session.world.entrance, question).await)
        }
        Err(failure) => Err(failure),
    };
    session.bar.clear();
    let interruption = session.interruption();
    session.world.close().await;
    explained.map(|explanation| (explanation, interruption))
}

/// Finds who and what is asked about.
fn concerned<'a>(
    arguments: &ExplainArguments,
    desired: &'a Desired,
) -> Result<(&'a DesiredTenant, TechnicianId), Failure> {
    let selection = Selection { tenants: vec![arguments.tenant.clone()], ..Selection::default() };
    let tenant = selection.select(&desired.tenants).map_err(|errors| {
        let texts: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Failure::usage(texts.join("; "))
    })?;
    let tenant = tenant.first().and_then(|name| desired.tenants.get(name));
    let tenant = tenant.ok_or_else(|| Failure::usage("no tenant is selected"))?;
    let technician = technician::declared(&arguments.technician, desired)?;
    Ok((tenant, technician.clone()))
}

fn exit(explanation: &Explanation) -> Exit {
    let unread = match &explanation.live {
        None => false,
        Some(Ok(live)) => !live.unread.is_empty(),
        Some(Err(_)) => true,
    };
    if unread { Exit::Incomplete } else { Exit::Success }
}
