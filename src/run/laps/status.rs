//! `laps status`: how the emergency accounts stand. Cannot write: it holds readers only.

use std::{path::Path, sync::Arc};

use jiff::Timestamp;

use super::open_store;
use crate::{
    desired::{DesiredTenant, Manage},
    domain::{TenantId, TenantName},
    fleet::{Ended, OnStop},
    observed::{Reading, Refusal, RefusalKind},
    plan::{
        self,
        laps::{AccountStatus, space_out, status, undeclared},
        rotation::Limits,
    },
    run::{Entrance as _, Microsoft, Setup, Verdict},
};

/// How the emergency accounts of many tenants stand.
#[derive(Debug, Clone, PartialEq)]
pub struct LapsStatus {
    /// The tenants that declare emergency accounts, in the order of their names.
    pub tenants: Vec<TenantStanding>,
    /// Whether a stop came before all were read.
    pub interrupted: bool,
}

/// How the emergency accounts of one tenant stand.
#[derive(Debug, Clone, PartialEq)]
pub struct TenantStanding {
    /// Its short name.
    pub tenant: TenantName,
    /// Its GUID.
    pub tenant_id: TenantId,
    /// When it was read, by its server's clock.
    pub read_at: Option<Timestamp>,
    /// Its accounts in the order declared, then those that nothing declares any more; or why it
    /// could not be read.
    pub accounts: Result<Vec<AccountStanding>, Refusal>,
}

/// How one emergency account stands.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountStanding {
    /// What the directory and the store say.
    pub status: AccountStatus,
    /// When somebody last signed in to it with success, where the tenant shows that.
    pub last_sign_in: Reading<Option<Timestamp>>,
}

impl AccountStanding {
    /// Returns whether somebody signed in with success after the password was proved, so that more
    /// people than its keepers may know it.
    #[must_use]
    pub fn is_used(&self) -> bool {
        let proved = self.status.current.and_then(|(_, proved)| proved);
        let signed_in = self.last_sign_in.known().copied().flatten();
        proved.is_some() && signed_in > proved
    }
}

impl LapsStatus {
    /// Returns what it comes to: the first of the published order that holds.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let refused = |tenant: &TenantStanding| tenant.accounts.as_ref().err().map(|it| it.kind);
        let nobody = self.tenants.iter().all(|it| refused(it) == Some(RefusalKind::SignIn));
        let accounts = || self.tenants.iter().filter_map(|it| it.accounts.as_ref().ok()).flatten();
        let table = [
            (Verdict::Interrupted, self.interrupted),
            (Verdict::NobodySignedIn, nobody && !self.tenants.is_empty()),
            (Verdict::Unproven, accounts().any(|one| !one.status.faults.is_empty())),
            (Verdict::Incomplete, accounts().any(|one| !one.status.unknown.is_empty())),
            (Verdict::Incomplete, self.tenants.iter().any(|it| refused(it).is_some())),
        ];
        let holding = table.into_iter().filter(|(_, holds)| *holds).map(|(verdict, _)| verdict);
        holding.min().unwrap_or(Verdict::Complete)
    }
}

/// Reads every selected tenant that declares emergency accounts, and their stores; `folder` is the
/// configuration's.
pub async fn laps_status(setup: &Setup, entrance: &Arc<Microsoft>, folder: &Path) -> LapsStatus {
    let tenants = setup.tenants();
    let concerned = tenants.into_iter().filter(|tenant| !tenant.emergency_accounts.is_empty());
    let names: Vec<TenantName> = concerned.map(|tenant| tenant.name.clone()).collect();
    let work = |name: TenantName| {
        let (setup, entrance, folder) = (setup.clone(), Arc::clone(entrance), folder.to_owned());
        async move {
            let tenant = setup.desired.tenants.get(&name)?;
            Some(one(&setup, &entrance, (tenant, &folder)).await)
        }
    };
    let ends = setup.fleet.each(names.clone(), OnStop::Abandon, work, |_, _, _| ()).await;
    let interrupted = ends.iter().any(|end| matches!(end, Ended::Stopped));
    let settle = |(name, end): (TenantName, Ended<Option<TenantStanding>>)| match end {
        Ended::Done(standing) => standing,
        Ended::Stopped => None,
        Ended::Panicked(message) => {
            let tenant_id = setup.desired.tenants.get(&name)?.id;
            let accounts = Err(super::rotate::mistake(&message));
            Some(TenantStanding { tenant: name, tenant_id, read_at: None, accounts })
        }
    };
    let tenants = names.into_iter().zip(ends).filter_map(settle).collect();
    LapsStatus { tenants, interrupted }
}

async fn one(
    setup: &Setup,
    entrance: &Microsoft,
    (tenant, folder): (&DesiredTenant, &Path),
) -> TenantStanding {
    let (name, tenant_id) = (tenant.name.clone(), tenant.id);
    match read(setup, entrance, (tenant, folder)).await {
        Ok((read_at, accounts)) => {
            let (read_at, accounts) = (Some(read_at), Ok(accounts));
            TenantStanding { tenant: name, tenant_id, read_at, accounts }
        }
        Err(refusal) => {
            TenantStanding { tenant: name, tenant_id, read_at: None, accounts: Err(refusal) }
        }
    }
}

async fn read(
    setup: &Setup,
    entrance: &Microsoft,
    (tenant, folder): (&DesiredTenant, &Path),
) -> Result<(Timestamp, Vec<AccountStanding>), Refusal> {
    let organization = &setup.desired.organization;
    let needs = plan::needs(&setup.context(Some(tenant), setup.clock.for_run([])), tenant);
    let reader = entrance.read(tenant).await?;
    let observed = reader.observe(&needs).await?;
    let (mut all, mut last_sign_ins) = (Vec::new(), Vec::new());
    for account in &tenant.emergency_accounts {
        let mut recipients = Vec::new();
        let ledger = match open_store(organization, (tenant, account), folder) {
            _ if account.manage == Manage::Observe => Ok(None),
            Ok((keep, ..)) => {
                recipients = keep.recipients();
                keep.read_whole().await.map_err(|error| error.to_string())
            }
            Err(problem) => Err(problem.to_string()),
        };
        let seen = (tenant, &observed);
        let status = status(organization, seen, account, (&ledger, &recipients));
        let last_sign_in = match status.object {
            Some(object) => reader.last_sign_in(object).await,
            None => Reading::Absent,
        };
        all.push(status);
        last_sign_ins.push(last_sign_in);
    }
    space_out(&mut all, &Limits::graph());
    for orphan in undeclared(organization, (tenant, &observed)) {
        last_sign_ins.push(match orphan.object {
            Some(object) => reader.last_sign_in(object).await,
            None => Reading::Absent,
        });
        all.push(orphan);
    }
    let both = all.into_iter().zip(last_sign_ins);
    let accounts = both.map(|(status, last_sign_in)| AccountStanding { status, last_sign_in });
    Ok((observed.taken_at, accounts.collect()))
}
