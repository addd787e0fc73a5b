//! `tenantry import`: adopts objects that are declared and there already.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;

use crate::{
    cli::{
        Exit, Failure,
        args::{Approval, Common, Moment, Place, Reach, Report, Scope, Verify, Waive, line},
        carry_out::ask_and_carry_out,
        conclusion::Conclusion,
        preview::preview,
        report::Reports,
        runtime::block_on,
        session::{Session, Wishes},
        terms::terms,
        ui::Ui,
    },
    desired::Desired,
    domain::{Address, ObjectId, TenantName},
    plan::{Import, Purpose, is_declared},
};

/// What `import` takes.
#[derive(Debug, Args)]
#[command(after_help = "\
Writes tenantry's marker on the object that has the declared name, and reads it back. Nothing else \
of the object changes: no password is set, nobody is enabled, nothing is renamed. Refused is whatever \
another installation marked, what is protected, synced, a guest, or under restricted management; a \
JIT account that is enabled or holds a role or a group; and a group without tenantry's key.

Examples:
  tenantry import contoso/laps/emergency-1 --dry-run
  tenantry import contoso/laps/emergency-1 --reason 'CHG-4711 hand-over' \\
    --object-id 5d8f1c2e-7a41-4b0e-9d35-2f6c8e1a9b70
  tenantry import contoso/jit/alice fabrikam/jit/alice --auto-approve --format json")]
pub(crate) struct ImportArguments {
    /// What is adopted: TENANT/laps/NAME, TENANT/jit/TECHNICIAN or TENANT/groups/NAME
    #[arg(value_name = "ADDRESS", required = true)]
    pub(crate) places: Vec<Place>,
    /// The object that must be meant; any other is refused. Goes with one ADDRESS
    #[arg(long, value_name = "ID", env = "TENANTRY_OBJECT_ID", hide_env_values = true)]
    pub(crate) object_id: Option<ObjectId>,
    /// Why; it stands in the audit trail
    #[arg(
        long,
        value_name = "TEXT",
        value_parser = line,
        env = "TENANTRY_REASON",
        hide_env_values = true
    )]
    pub(crate) reason: Option<String>,
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

pub(super) fn run(arguments: &ImportArguments, common: &Common, ui: Ui) -> Result<Exit, Failure> {
    arguments.reach.check_time(arguments.moment.at)?;
    Reports::new(&arguments.report, ui).check(None)?;
    let places: BTreeSet<&Place> = arguments.places.iter().collect();
    if arguments.object_id.is_some() && places.len() > 1 {
        return Err(Failure::usage("--object-id goes with one ADDRESS")
            .help("import one object after the other"));
    }
    let tenants: BTreeSet<&String> = places.iter().map(|place| &place.tenant).collect();
    let scope = Scope { tenant: tenants.into_iter().cloned().collect(), ..Scope::default() };
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
        let done = import(arguments, common, (&mut session, ui)).await;
        session.close(done).await
    })
}

async fn import(
    arguments: &ImportArguments,
    common: &Common,
    (session, ui): (&mut Session, Ui),
) -> Result<Exit, Failure> {
    let addresses = addresses(&arguments.places, &session.setup.desired)?;
    session.set_purpose(Purpose::Import(Import { addresses, object: arguments.object_id }));
    let report = &arguments.report;
    if arguments.dry_run {
        return preview(session, common, report, ui).await;
    }
    let reach = &arguments.reach;
    let terms = terms(session, (common, reach), arguments.verify, arguments.reason.clone());
    let asked = (arguments.approval.auto_approve, report.format);
    let applied = ask_and_carry_out(session, &terms, asked, ui).await?;
    Conclusion { session, terms: &terms, report, ui }.give(&applied).await
}

/// Sorts what was typed by tenant; every place must be one that the files declare.
fn addresses(
    places: &[Place],
    desired: &Desired,
) -> Result<BTreeMap<TenantName, BTreeSet<Address>>, Failure> {
    let mut addresses: BTreeMap<TenantName, BTreeSet<Address>> = BTreeMap::new();
    for Place { tenant, address } in places {
        let declared = desired.tenants.values().find(|it| it.name.as_str() == tenant.as_str());
        let Some(declared) = declared else {
            return Err(Failure::usage(format!("no tenant is called `{tenant}`")));
        };
        is_declared(declared, address)
            .map_err(|obstacle| Failure::usage(obstacle.why).help(obstacle.help))?;
        addresses.entry(declared.name.clone()).or_default().insert(address.clone());
    }
    Ok(addresses)
}
