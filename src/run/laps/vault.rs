//! The stores of emergency passwords, as a run that plans reaches them.

use std::path::PathBuf;

use super::open_store;
use crate::{
    desired::{DesiredOrganization, DesiredTenant, Manage},
    observed::{ObservedTenant, Reading, Unknown},
    plan::rotation::Limits,
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
    pub async fn look(
        &self,
        organization: &DesiredOrganization,
        tenant: &DesiredTenant,
        observed: &mut ObservedTenant,
    ) {
        for account in &tenant.emergency_accounts {
            if account.manage == Manage::Observe {
                continue;
            }
            let read = match open_store(organization, (tenant, account), &self.folder) {
                Ok((keep, ..)) => {
                    observed.sealing_keys.insert(account.name.clone(), keep.recipients());
                    match keep.read_whole().await {
                        Ok(Some(ledger)) => Reading::Known(ledger),
                        Ok(None) => Reading::Absent,
                        Err(error) => Reading::Unknown(Unknown::because(error.to_string())),
                    }
                }
                Err(problem) => Reading::Unknown(Unknown::because(problem.to_string())),
            };
            observed.ledgers.insert(account.name.clone(), read);
        }
    }
}
