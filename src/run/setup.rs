//! What every use case is given.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;

use super::{Clock, Progress, Vault, Wallet};
use crate::{
    desired::{Desired, DesiredTenant, Legible},
    domain::{Address, ObjectId, TenantId, TenantName},
    fleet::Fleet,
    plan::{Context, Purpose},
};

/// What every use case is given.
#[derive(Clone)]
pub struct Setup {
    /// The configuration, with the acknowledgements of the command line added to its own.
    pub desired: Arc<Desired>,
    /// The tenants that were selected.
    pub selected: Vec<TenantName>,
    /// The time that decisions are made for.
    pub clock: Clock,
    /// Whether owned objects that nothing declares any more are deleted.
    pub prune: bool,
    /// What the plan is made for.
    pub purpose: Arc<Purpose>,
    /// Whether a credential can be shown to somebody: there is a terminal.
    pub can_show: bool,
    /// The accounts that the audit trail remembers as made by tenantry.
    pub remembered: Arc<BTreeMap<TenantId, BTreeMap<ObjectId, Address>>>,
    /// What of each tenant's configuration could be read; all of it, where a tenant is not named.
    pub legible: Arc<BTreeMap<TenantName, Legible>>,
    /// Takes over the credentials that writes make.
    pub wallet: Arc<dyn Wallet>,
    /// How the stores of emergency passwords are reached.
    pub vault: Vault,
    /// How many tenants are worked on at once, and how they are stopped.
    pub fleet: Fleet,
    /// Who watches.
    pub progress: Arc<dyn Progress>,
}

impl Setup {
    /// Returns what every decision about a tenant is made for.
    pub(super) fn context(&self, tenant: Option<&DesiredTenant>, now: Timestamp) -> Context<'_> {
        let remembered = tenant.and_then(|tenant| self.remembered.get(&tenant.id));
        let legible = tenant.and_then(|tenant| self.legible.get(&tenant.name));
        let plain = Context::new(&self.desired.organization, now);
        Context {
            prune: self.prune,
            purpose: &self.purpose,
            grants: &self.desired.grants,
            can_show: self.can_show,
            machine_is_transient: self.vault.machine_is_transient,
            remembered: remembered.unwrap_or(plain.remembered),
            legible: legible.copied().unwrap_or(plain.legible),
            ..plain
        }
    }

    /// Returns the selected tenants that the configuration declares, in the order selected.
    pub(super) fn tenants(&self) -> Vec<&DesiredTenant> {
        self.selected.iter().filter_map(|name| self.desired.tenants.get(name)).collect()
    }
}
