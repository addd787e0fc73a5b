//! What every use case is given.

use std::sync::Arc;

use super::{Clock, Progress};
use crate::{
    desired::{Desired, DesiredTenant},
    domain::TenantName,
    fleet::Fleet,
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
    /// How many tenants are worked on at once, and how they are stopped.
    pub fleet: Fleet,
    /// Who watches.
    pub progress: Arc<dyn Progress>,
}

impl Setup {
    /// Returns the selected tenants that the configuration declares, in the order selected.
    pub(super) fn tenants(&self) -> Vec<&DesiredTenant> {
        self.selected.iter().filter_map(|name| self.desired.tenants.get(name)).collect()
    }
}
