//! `tenantry extend`: lengthens a technician's open access.

use clap::Args;

use crate::{
    cli::{
        Exit, Failure,
        args::{Approval, Common, Moment, Reach, Report, Scope, Verify, Waive, Warrant, Whose},
        carry_out::ask_and_carry_out,
        conclusion::Conclusion,
        report::Reports,
        runtime::block_on,
        session::{Session, Wishes},
        technician::known,
        terms::terms,
        ui::Ui,
    },
    domain::Window,
    plan::{Extension, Purpose},
};

/// What `extend` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
The later deadline is written and read back first; then what Entra ID ends is let end later, and a \
new Temporary Access Pass replaces the one before, sealed to the technician's keys as by `grant`.

Examples:
  tenantry extend --tenant contoso --technician alice --for 1h --reason 'not done yet'
  tenantry extend --tenant contoso --technician alice --for 30m --reason outage --auto-approve")]
pub(crate) struct ExtendArguments {
    #[command(flatten)]
    pub(crate) whose: Whose,
    /// By how much the end moves
    #[arg(long = "for", value_name = "DURATION", env = "TENANTRY_FOR", hide_env_values = true)]
    pub(crate) length: Window,
    #[command(flatten)]
    pub(crate) warrant: Warrant,
    #[command(flatten)]
    pub(crate) approval: Approval,
    #[command(flatten)]
    pub(crate) verify: Verify,
    /// With --sandbox only
    #[command(flatten)]
    pub(crate) moment: Moment,
    #[command(flatten)]
    pub(crate) waive: Waive,
    #[command(flatten)]
    pub(crate) report: Report,
    #[command(flatten)]
    pub(crate) reach: Reach,
}

pub(super) fn run(arguments: &ExtendArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
    arguments.reach.check_time(arguments.moment.at)?;
    Reports::new(&arguments.report, ui).check(None)?;
    let scope = Scope::of(&arguments.whose.tenant);
    block_on(async {
        let wishes = Wishes {
            common,
            reach: &arguments.reach,
            scope: &scope,
            waive: Some(&arguments.waive),
            prune: false,
            at: arguments.moment.at,
            format: arguments.report.format,
        };
        let mut session = Session::begin(wishes, ui).await?;
        let done = extend(arguments, common, (&mut session, ui)).await;
        session.close(done).await
    })
}

async fn extend(
    arguments: &ExtendArguments,
    common: &Common,
    (session, ui): (&mut Session, Ui),
) -> Result<Exit, Failure> {
    known(&arguments.whose.technician, &session.setup.desired)?;
    session.set_purpose(Purpose::Extend(Extension {
        technician: arguments.whose.technician.clone(),
        by: arguments.length,
        reason: arguments.warrant.reason.clone(),
        ticket: arguments.warrant.ticket.clone(),
    }));
    let terms = terms(session, (common, &arguments.reach), arguments.verify, None);
    let report = &arguments.report;
    let asked = (arguments.approval.auto_approve, report.format);
    let applied = ask_and_carry_out(session, &terms, asked, ui).await?;
    Conclusion { session, terms: &terms, report, ui }.give(&applied).await
}
