//! `explain`: asks one tenant about one technician. Changes nothing.

use std::sync::Arc;

use super::{Entrance, Observe, Setup};
use crate::{
    desired::DesiredTenant,
    domain::TechnicianId,
    plan::{self, Explanation},
};

/// Enters and reads a tenant, and explains whether a technician would get in. Where the tenant
/// cannot be entered, the files alone are heard.
pub async fn explain<E: Entrance>(
    setup: &Setup,
    entrance: &Arc<E>,
    (tenant, technician): (&DesiredTenant, &TechnicianId),
) -> Explanation {
    let before = setup.context(Some(tenant), setup.clock.for_run([]));
    let needs = plan::needs_to_explain(&before, tenant, technician);
    let found = match entrance.read(tenant).await {
        Ok(door) => door.observe(&needs).await,
        Err(refusal) => Err(refusal),
    };
    match found {
        Ok(observed) => {
            let context = setup.context(Some(tenant), setup.clock.for_tenant(&observed));
            plan::explain(&context, tenant, technician, Some(&observed))
        }
        Err(refusal) => plan::unexplained(&before, tenant, technician, refusal),
    }
}
