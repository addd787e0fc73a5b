//! Which changes are not carried out.

use super::g004;
use crate::{
    domain::GuardId,
    plan::{Blocks, Change, GuardStatus, GuardVerdict, Plan, PlannedTenant},
};

/// Returns the guard that withholds a change of a tenant, or `None` where it may be carried out.
#[must_use]
pub fn withheld<'a>(
    plan: &'a Plan,
    tenant: &'a PlannedTenant,
    change: &Change,
) -> Option<&'a GuardVerdict> {
    let own = tenant.guards.iter().find(|verdict| covers(verdict, change));
    own.or_else(|| {
        plan.guards.iter().find(|verdict| {
            covers(verdict, change) && g004::is_counted(change) && !is_waived(verdict, tenant)
        })
    })
}

fn covers(verdict: &GuardVerdict, change: &Change) -> bool {
    if verdict.status != GuardStatus::Block || (change.ends_access && spares_endings(verdict.id)) {
        return false;
    }
    match &verdict.blocks {
        Blocks::Nothing => false,
        Blocks::Everything => true,
        Blocks::AllButEnding => !change.ends_access,
        Blocks::Only(addresses) => addresses.contains(&change.address),
    }
}

/// Ending access is never blocked by these, whatever they found.
const fn spares_endings(id: GuardId) -> bool {
    matches!(id, GuardId::G003 | GuardId::G004 | GuardId::G005 | GuardId::G007 | GuardId::G010)
}

/// A guard over the whole run may be waived for some of its tenants only.
fn is_waived(verdict: &GuardVerdict, tenant: &PlannedTenant) -> bool {
    tenant.guards.iter().any(|own| own.id == verdict.id && own.status == GuardStatus::Acknowledged)
}
