//! The stores of emergency passwords, as a run that plans reaches them.

use std::{collections::BTreeMap, path::PathBuf};

use super::open_store;
use crate::{
    desired::{DesiredOrganization, DesiredTenant, Manage},
    domain::AccountName,
    observed::{Ledger, Reading, Unknown},
    plan::rotation::Limits,
    secrets::Keep as _,
};

/// What reaching the stores of emergency passwords takes beside the configuration.
#[derive(Debug, Clone)]
pub struct Vault {
    /// The configuration's folder, where a relative `file:` store begins.
    pub folder: PathBuf,
    /// How long a rotation waits for what.
    pub limits: Limits,
    /// Whether this machine is thrown away after the run (G013).
    pub machine_is_transient: bool,
}

impl Vault {
    /// Reads what the stores say of the accounts that tenantry rotates. Nothing is written.
    pub async fn ledgers(
        &self,
        organization: &DesiredOrganization,
        tenant: &DesiredTenant,
    ) -> BTreeMap<AccountName, Reading<Ledger>> {
        let mut ledgers = BTreeMap::new();
        for account in &tenant.emergency_accounts {
            if account.manage == Manage::Observe {
                continue;
            }
            let read = match open_store(organization, (tenant, account), &self.folder) {
                Ok((keep, ..)) => match keep.read().await {
                    Ok(Some(kept)) => Reading::Known(kept.ledger),
                    Ok(None) => Reading::Absent,
                    Err(error) => Reading::Unknown(Unknown::because(error.to_string())),
                },
                Err(problem) => Reading::Unknown(Unknown::because(problem.to_string())),
            };
            ledgers.insert(account.name.clone(), read);
        }
        ledgers
    }
}
