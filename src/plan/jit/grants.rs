//! Which declared grants concern a tenant, and what they say of an account.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{
    desired::{DesiredGrant, DesiredTenant},
    domain::{GrantId, GrantStamp, TechnicianId},
    plan::{Context, Purpose, Reason, Wish},
};

/// Returns the grants that are asked for in a tenant, by technician, those that begin first first.
pub(crate) fn due(
    context: &Context<'_>,
    tenant: &DesiredTenant,
) -> BTreeMap<TechnicianId, Vec<Wish>> {
    let mut wishes: Vec<Wish> = match context.purpose {
        Purpose::Converge => declared(context.grants, tenant).map(Wish::from).collect(),
        Purpose::Grant(wish) => vec![wish.clone()],
        Purpose::Extend(_) | Purpose::Revoke(_) | Purpose::Sweep | Purpose::Import(_) => Vec::new(),
    };
    wishes.sort_by(|a, b| {
        let start = |wish: &Wish| wish.start.unwrap_or(Timestamp::MIN);
        (start(a), &a.id).cmp(&(start(b), &b.id))
    });
    let mut due: BTreeMap<TechnicianId, Vec<Wish>> = BTreeMap::new();
    for wish in wishes {
        due.entry(wish.technician.clone()).or_default().push(wish);
    }
    due
}

fn declared<'a>(
    grants: &'a BTreeMap<GrantId, DesiredGrant>,
    tenant: &'a DesiredTenant,
) -> impl Iterator<Item = &'a DesiredGrant> {
    grants.values().filter(|grant| grant.tenants.contains(&tenant.name))
}

/// Returns why an open grant must end although its own deadline is ahead: its file is gone, is about
/// somebody or something else, or says an earlier end. Grants that a command opened have no file.
pub(super) fn against_file(
    context: &Context<'_>,
    tenant: &DesiredTenant,
    (technician, stamp): (&TechnicianId, &GrantStamp),
) -> Option<Reason> {
    if *context.purpose != Purpose::Converge || stamp.id.is_adhoc() {
        return None;
    }
    let file = context.grants.get(&stamp.id);
    let file = file
        .filter(|grant| grant.technician == *technician && grant.tenants.contains(&tenant.name));
    let Some(file) = file else { return Some(Reason::GrantWithdrawn) };
    let start = file.start.unwrap_or(stamp.start);
    let deadline = file.duration.and_then(|length| start.checked_add(length.duration()).ok());
    let beyond = deadline.is_some_and(|deadline| stamp.deadline > deadline);
    beyond.then_some(Reason::DeadlineBeyondFile)
}
