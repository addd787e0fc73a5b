//! `tenantry grant`: opens a technician's access now.

use clap::Args;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    cli::{
        Exit, Failure,
        args::{Approval, Common, Moment, Reach, Report, Scope, Verify, Waive, Warrant, Whose},
        carry_out::ask_and_carry_out,
        conclusion::Conclusion,
        preview::preview,
        report::Reports,
        runtime::block_on,
        session::{Session, Wishes},
        technician::known,
        terms::terms,
        ui::Ui,
    },
    domain::{GrantId, Window},
    plan::{Purpose, Wish},
};

/// What `grant` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
The deadline is written and read back before anything gives access, and whatever fails on the way \
takes everything back. The credential is sealed to the technician's own keys (recipients in \
tenantry.yaml); without a key it is shown on a terminal and nowhere else.

Examples:
  tenantry grant --tenant contoso --technician alice --reason 'mailbox migration' --ticket INC-1234
  tenantry grant --tenant contoso --technician alice --for 2h --reason outage --dry-run
  tenantry grant --sandbox -C examples/msp --tenant contoso --technician alice --reason try \\
    --auto-approve --format json")]
pub(crate) struct GrantArguments {
    #[command(flatten)]
    pub(crate) whose: Whose,
    /// For how long [default: the shortest disableAfter that applies]
    #[arg(long = "for", value_name = "DURATION", env = "TENANTRY_FOR", hide_env_values = true)]
    pub(crate) length: Option<Window>,
    #[command(flatten)]
    pub(crate) warrant: Warrant,
    /// Show the plan and send nothing but reads
    #[arg(
        long,
        env = "TENANTRY_DRY_RUN",
        hide_env_values = true,
        value_parser = clap::builder::BoolishValueParser::new()
    )]
    pub(crate) dry_run: bool,
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

pub(super) fn run(arguments: &GrantArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
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
        let done = grant(arguments, common, (&mut session, ui)).await;
        session.close(done).await
    })
}

async fn grant(
    arguments: &GrantArguments,
    common: &Common,
    (session, ui): (&mut Session, Ui),
) -> Result<Exit, Failure> {
    known(&arguments.whose.technician, &session.setup.desired)?;
    let id = made_up(session.world.now())?;
    session.set_purpose(Purpose::Grant(wish(arguments, id)));
    if arguments.dry_run {
        return preview(session, common, &arguments.report, ui).await;
    }
    let terms = terms(session, (common, &arguments.reach), arguments.verify, None);
    let report = &arguments.report;
    let asked = (arguments.approval.auto_approve, report.format);
    let applied = ask_and_carry_out(session, &terms, asked, ui).await?;
    Conclusion { session, terms: &terms, report, ui }.give(&applied).await
}

fn wish(arguments: &GrantArguments, id: GrantId) -> Wish {
    Wish {
        id,
        technician: arguments.whose.technician.clone(),
        start: None,
        length: arguments.length,
        reason: arguments.warrant.reason.clone(),
        ticket: arguments.warrant.ticket.clone(),
        approver: None,
        origin: None,
    }
}

/// Makes the id of a grant that no file declares.
fn made_up(now: Timestamp) -> Result<GrantId, Failure> {
    let chance = Uuid::new_v4().simple().to_string();
    let id = format!("{}{}-{}", GrantId::ADHOC, now.strftime("%Y%m%dT%H%M%SZ"), &chance[..6]);
    id.parse().map_err(|invalid| Failure::error(format!("{id}: {invalid}")))
}

#[cfg(test)]
mod tests {
    use super::made_up;

    #[test]
    fn an_id_tells_when_and_is_nobody_elses() {
        let now = "2026-11-23T09:00:00.5Z".parse().unwrap();
        let (one, other) = (made_up(now).unwrap(), made_up(now).unwrap());
        assert!(one.is_adhoc() && one.as_str().starts_with("adhoc-20261123T090000Z-"), "{one}");
        assert_eq!(one.as_str().len(), "adhoc-20261123T090000Z-".len() + 6);
        assert_ne!(one, other);
    }
}
