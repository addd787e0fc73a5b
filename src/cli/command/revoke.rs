//! `tenantry revoke`: ends access now.

use clap::{ArgGroup, Args};

use crate::{
    cli::{
        Exit, Failure,
        args::{Common, Moment, Reach, Report, Scope, Verify, line},
        carry_out::carry_out,
        conclusion::Conclusion,
        report::Reports,
        runtime::block_on,
        session::{EndingWishes, Session},
        terms::terms,
        ui::Ui,
    },
    domain::{OrganizationName, TechnicianId},
    plan::Purpose,
    run::ApplyEnd,
};

/// What `revoke` takes.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("whose").required(true).multiple(true).args(["tenant", "technician"]))]
#[command(after_help = "\
Never asks. Disables the account, takes every role and group, ends sessions, deletes whatever it can \
sign in with, and reads all of that back; only then it says `revoked`. What is not proved is \
EXPIRY_FAILED and ends with 4. Needs no valid configuration but the tenants' connections.

Examples:
  tenantry revoke --tenant contoso --technician alice --reason 'done early'
  tenantry revoke --technician alice
  tenantry revoke --tenant contoso")]
pub(crate) struct RevokeArguments {
    /// The tenant; every tenant where none is given
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        env = "TENANTRY_TENANT",
        hide_env_values = true
    )]
    pub(crate) tenant: Vec<String>,
    /// The technician; everybody where none is given
    #[arg(long, value_name = "ID", env = "TENANTRY_TECHNICIAN", hide_env_values = true)]
    pub(crate) technician: Option<TechnicianId>,
    /// Why; it stands in the audit trail
    #[arg(
        long,
        value_name = "TEXT",
        value_parser = line,
        env = "TENANTRY_REASON",
        hide_env_values = true
    )]
    pub(crate) reason: Option<String>,
    /// The organization's name, where tenantry.yaml cannot be read
    #[arg(long, value_name = "NAME", env = "TENANTRY_ORGANIZATION", hide_env_values = true)]
    pub(crate) organization: Option<OrganizationName>,
    #[command(flatten)]
    pub(crate) verify: Verify,
    /// With --sandbox only
    #[command(flatten)]
    pub(crate) moment: Moment,
    #[command(flatten)]
    pub(crate) report: Report,
    #[command(flatten)]
    pub(crate) reach: Reach,
}

pub(super) fn run(arguments: &RevokeArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
    arguments.reach.check_time(arguments.moment.at)?;
    Reports::new(&arguments.report, ui).check(None)?;
    let scope = Scope { tenant: arguments.tenant.clone(), ..Scope::default() };
    block_on(async {
        let wishes = EndingWishes {
            common,
            reach: &arguments.reach,
            scope: &scope,
            organization: arguments.organization.as_ref(),
            at: arguments.moment.at,
        };
        let mut session = Session::begin_ending(wishes, ui).await?;
        let done = revoke(arguments, common, (&mut session, ui)).await;
        session.close(done).await
    })
}

async fn revoke(
    arguments: &RevokeArguments,
    common: &Common,
    (session, ui): (&mut Session, Ui),
) -> Result<Exit, Failure> {
    let technician = arguments.technician.clone();
    let technicians = &session.setup.desired.organization.technicians;
    let unknown = technician.as_ref().is_some_and(|name| !technicians.contains_key(name));
    if let Some(name) = technician.as_ref().filter(|_| unknown) {
        ui.warn(&format!("no technician is called `{name}`; what bears that name is ended"));
    }
    session.set_purpose(Purpose::Revoke(technician.map(|name| [name].into())));
    let terms =
        terms(session, (common, &arguments.reach), arguments.verify, arguments.reason.clone());
    let applied = carry_out(session, &terms).await?;
    let concluded = Conclusion { session, terms: &terms, report: &arguments.report, ui };
    let exit = concluded.give(&applied).await?;
    // Nobody of that name, and nothing that bears it: most likely it was mistyped.
    let mistyped = unknown && exit == Exit::Success && applied.end == ApplyEnd::NothingToDo;
    Ok(if mistyped { Exit::Error } else { exit })
}
