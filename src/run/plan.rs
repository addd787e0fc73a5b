//! `plan`: reads every tenant and says what would change. Cannot write: it holds readers only.

use std::sync::Arc;

use super::{
    Entrance, Requests, Setup,
    survey::{Surveyed, ToRead, survey},
};
use crate::plan::{self, Plan, PlannedTenant};

/// What `plan` found.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The plan of the tenants that were planned before any interruption.
    pub plan: Plan,
    /// How many requests were sent.
    pub requests: Requests,
    /// Whether a stop came before every tenant was planned.
    pub interrupted: bool,
}

/// Enters, reads and plans every selected tenant, and evaluates the guards over all of them.
pub async fn plan<E: Entrance>(setup: &Setup, entrance: &Arc<E>) -> Planned {
    let surveyed = survey::<E, ToRead>(setup, entrance).await;
    let interrupted = surveyed.len() < setup.tenants().len();
    let (plan, _) = assemble(setup, surveyed);
    Planned { plan, requests: entrance.requests(), interrupted }
}

/// Puts the tenants' plans together; returns the ways in in the order of the plan's tenants.
pub(super) fn assemble<D>(setup: &Setup, surveyed: Vec<Surveyed<D>>) -> (Plan, Vec<Option<D>>) {
    let now = setup.clock.for_run(surveyed.iter().filter_map(|one| one.read_at));
    let context = setup.context(None, now);
    let mut doors = std::collections::BTreeMap::new();
    let mut tenants: Vec<PlannedTenant> = Vec::new();
    for one in surveyed {
        if let Some(door) = one.door {
            doors.insert(one.planned.tenant.clone(), door);
        }
        tenants.push(one.planned);
    }
    let plan = plan::assemble(&context, tenants);
    let in_order = plan.tenants.iter().map(|tenant| doors.remove(&tenant.tenant)).collect();
    (plan, in_order)
}
