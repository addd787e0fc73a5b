//! A saved plan against a fresh one.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{Allowance, TenantAllowance, Unusable};
use crate::{
    domain::Address,
    plan::{
        Change, ChangeAction, Plan, PlannedTenant,
        file::{DocumentChange, DocumentTenant, PlanDocument, change as document_change},
    },
};

/// How far two clocks may be apart.
const CLOCKS: SignedDuration = SignedDuration::from_secs(300);

/// Returns what a saved plan allows of a fresh one.
///
/// A change that the file does not hold is not done. One that differs from the file's is not done
/// either, and where it raises privilege or destroys, nothing is done in its tenant. Ending access
/// that the file ends as well is allowed, whatever has been added to the account meanwhile. What
/// the file holds and is due no more counts as done, as far as the tenant could be read.
///
/// # Errors
///
/// Says why the file allows nothing: too old, or from the future. That it was not changed is
/// checked where it is read, since only the file's own text holds what newer versions add.
pub fn compare(
    saved: &PlanDocument,
    fresh: &Plan,
    now: Timestamp,
    max_age: SignedDuration,
) -> Result<Allowance, Unusable> {
    if saved.evaluated_at > now.saturating_add(CLOCKS).unwrap_or(Timestamp::MAX) {
        return Err(Unusable::FromTheFuture { made: saved.evaluated_at, now });
    }
    let aged = saved.evaluated_at.saturating_add(max_age).unwrap_or(Timestamp::MAX);
    let until = aged.min(saved.valid_until);
    if now > until {
        return Err(Unusable::TooOld { until, now });
    }
    let tenants = fresh.tenants.iter().map(|tenant| (tenant.tenant.clone(), one(saved, tenant)));
    Ok(Allowance { tenants: tenants.collect() })
}

fn one(saved: &PlanDocument, tenant: &PlannedTenant) -> TenantAllowance {
    let prefix = format!("{}/", tenant.tenant);
    let mut agreed: BTreeMap<&str, &DocumentChange> = saved
        .changes
        .iter()
        .filter_map(|change| Some((change.address.strip_prefix(&prefix)?, change)))
        .collect();
    let then = saved.tenants.iter().find(|then| then.tenant == tenant.tenant.as_str());
    let mut allowance = TenantAllowance {
        was_unknown: then.is_some_and(DocumentTenant::is_unknown),
        ..TenantAllowance::default()
    };
    for change in &tenant.changes {
        let fresh = document_change(&tenant.tenant, change);
        let address = change.address.to_string();
        match agreed.remove(address.as_str()) {
            None if allowance.was_unknown => {
                let why = "it is not in the saved plan, which did not know the tenant completely";
                leave(&mut allowance, &change.address, why);
            }
            None => leave(&mut allowance, &change.address, "it is not in the saved plan"),
            Some(old) if old.does_the_same(&fresh) || ends_both(old, &fresh) => {
                allowance.allowed.insert(change.address.clone());
            }
            Some(_) => differs(&mut allowance, change),
        }
    }
    for orphan in &tenant.orphans {
        // Only a run with --prune finds it due; that it is not due does not mean that it is gone.
        if agreed.remove(orphan.address.to_string().as_str()).is_some() {
            allowance.falls_short = true;
            leave(&mut allowance, &orphan.address, "it is still there, and --prune is not given");
        }
    }
    let gone = agreed.into_keys().map(str::to_owned).collect();
    // Of what cannot be read nothing is known to be done.
    if tenant.is_complete() {
        allowance.done = gone;
    } else {
        allowance.unknown = gone;
    }
    leave_dependants(&mut allowance, tenant);
    allowance
}

/// An end of access that was agreed to may take away more than was there at the time, but what
/// only was to be disabled is not deleted.
fn ends_both(old: &DocumentChange, fresh: &DocumentChange) -> bool {
    old.ends_access
        && fresh.ends_access
        && old.actions == fresh.actions
        && old.object_id == fresh.object_id
}

fn differs(allowance: &mut TenantAllowance, change: &Change) {
    let why = "it differs from the saved plan";
    let destroys = change.action == ChangeAction::Delete || change.removals > 0;
    if change.raises_privilege || destroys {
        allowance.stale.get_or_insert_with(|| format!("{} {why}", change.address));
    }
    allowance.falls_short = true;
    leave(allowance, &change.address, why);
}

/// What depends on a change that is left is left too.
fn leave_dependants(allowance: &mut TenantAllowance, tenant: &PlannedTenant) {
    for change in &tenant.changes {
        let missing =
            change.depends_on.iter().find(|address| allowance.left.contains_key(*address));
        if let Some(missing) = missing.filter(|_| allowance.allowed.contains(&change.address)) {
            let why = format!("it depends on {missing}, which is not done");
            allowance.allowed.remove(&change.address);
            allowance.falls_short = true;
            allowance.left.insert(change.address.clone(), why);
        }
    }
}

fn leave(allowance: &mut TenantAllowance, address: &Address, why: &str) {
    allowance.left.insert(address.clone(), why.to_owned());
}
