//! G004: the tenants with destructive or privilege-raising changes in one run stay within the
//! maximum, and within a tenth once 20 or more are selected.

use std::collections::BTreeSet;

use super::{evaluate::acknowledgement, finding::count};
use crate::{
    domain::{Address, GuardId, counted},
    plan::{Blocks, Change, ChangeAction, Context, GuardStatus, GuardVerdict, PlannedTenant},
};

/// From how many selected tenants on the tenth counts: of fewer, a tenth would be next to none.
const MANY: usize = 20;

/// Returns whether the change is one that must not happen in too many tenants at once.
pub(super) fn is_counted(change: &Change) -> bool {
    let destructive = change.action == ChangeAction::Delete || change.removals > 0;
    !change.ends_access && (destructive || change.raises_privilege)
}

/// Returns what the guard says of the whole run, and marks the tenants for which it is waived.
pub(crate) fn evaluate(context: &Context<'_>, tenants: &mut [PlannedTenant]) -> GuardVerdict {
    let maximum = usize::try_from(context.organization.guards.maximum_tenants_changed);
    let maximum = maximum.unwrap_or(usize::MAX);
    let selected = tenants.len();
    let of = format!("of {}", counted(selected, "tenant"));
    let limit = if selected >= MANY { maximum.min(selected / 10) } else { maximum };
    let mut changing = 0;
    let mut waived = 0;
    let mut addresses: BTreeSet<Address> = BTreeSet::new();
    for tenant in tenants.iter() {
        let dangerous: Vec<&Change> = tenant.changes.iter().filter(|c| is_counted(c)).collect();
        if dangerous.is_empty() {
            continue;
        }
        changing += 1;
        if acknowledgement(context, &tenant.tenant, GuardId::G004).is_some() {
            waived += 1;
        } else {
            addresses.extend(dangerous.into_iter().map(|change| change.address.clone()));
        }
    }
    let (status, message) = if changing <= limit {
        (GuardStatus::Pass, format!("{changing} {of}, at most {limit}."))
    } else if changing - waived <= limit {
        (GuardStatus::Acknowledged, format!("{changing} {of}, {waived} of them acknowledged."))
    } else {
        let message = format!(
            "{changing} {of} would get changes that delete, remove or raise privilege; \
             at most {limit} may in one run. Select fewer, or acknowledge G004 if that is meant."
        );
        (GuardStatus::Block, message)
    };
    if status == GuardStatus::Block {
        mark_waived(context, tenants);
    }
    let blocks =
        if status == GuardStatus::Block { Blocks::Only(addresses) } else { Blocks::Nothing };
    GuardVerdict {
        id: GuardId::G004,
        status,
        tenant: None,
        observed: count(changing),
        limit: count(limit),
        message,
        blocks,
    }
}

/// While the run is blocked, a tenant for which it is acknowledged goes on, and says so.
fn mark_waived(context: &Context<'_>, tenants: &mut [PlannedTenant]) {
    for tenant in tenants {
        let Some(reason) = acknowledgement(context, &tenant.tenant, GuardId::G004) else {
            continue;
        };
        if !tenant.changes.iter().any(is_counted) {
            continue;
        }
        tenant.guards.push(GuardVerdict {
            id: GuardId::G004,
            status: GuardStatus::Acknowledged,
            tenant: Some(tenant.tenant.clone()),
            observed: 1,
            limit: 0,
            message: format!("Acknowledged for this tenant: {reason}"),
            blocks: Blocks::Nothing,
        });
        tenant.guards.sort_by_key(|verdict| verdict.id);
    }
}
