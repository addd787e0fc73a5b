//! What writes do to accounts.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::write::created_id;
use crate::{
    domain::{EndStamp, GrantId, ObjectId},
    observed::{ObservedMarker, ObservedTenant, ObservedUser, Reading},
    plan::NewUser,
};

pub(super) fn create(tenant: &mut ObservedTenant, new: &NewUser) {
    let id = created_id(tenant, &new.address);
    let user = ObservedUser {
        id,
        user_principal_name: new.user_principal_name.clone(),
        display_name: new.display_name.to_string(),
        account_enabled: false,
        on_premises_synced: false,
        management_restricted: false,
        last_password_change: None,
        marker: ObservedMarker::ours(&new.installation, &new.address),
    };
    if let Some(users) = tenant.owned_users.known_mut() {
        users.insert(id, user.clone());
    }
    tenant.named_users.insert(new.user_principal_name.clone(), Reading::Known(user));
    tenant.memberships.insert(id, Reading::Known(BTreeSet::new()));
}

/// Changes every copy of an account.
pub(super) fn update(
    tenant: &mut ObservedTenant,
    id: ObjectId,
    mut change: impl FnMut(&mut ObservedUser),
) {
    let listed = tenant.owned_users.known_mut().and_then(|users| users.get_mut(&id));
    if let Some(user) = listed {
        change(user);
    }
    for user in tenant.named_users.values_mut().filter_map(Reading::known_mut) {
        if user.id == id {
            change(user);
        }
    }
}

pub(super) fn disable(tenant: &mut ObservedTenant, id: ObjectId) {
    update(tenant, id, |user| user.account_enabled = false);
    for assignment in tenant.role_assignments.known_mut().into_iter().flatten() {
        if assignment.principal.id == id {
            assignment.principal.enabled = Some(false);
        }
    }
    for members in tenant.administrator_groups.values_mut().filter_map(Reading::known_mut) {
        if let Some(enabled) = members.get_mut(&id) {
            *enabled = Some(false);
        }
    }
}

pub(super) fn end_grant(
    tenant: &mut ObservedTenant,
    id: ObjectId,
    (grant, at): (Option<GrantId>, Timestamp),
) {
    let stamp = EndStamp { id: grant, at }.to_string();
    update(tenant, id, |user| {
        user.marker.grant = None;
        user.marker.ended = Some(stamp.clone());
    });
}

pub(super) fn delete(tenant: &mut ObservedTenant, id: ObjectId) {
    if let Some(users) = tenant.owned_users.known_mut() {
        users.remove(&id);
    }
    for reading in tenant.named_users.values_mut() {
        if reading.known().is_some_and(|user| user.id == id) {
            *reading = Reading::Absent;
        }
    }
    tenant.memberships.remove(&id);
    if let Some(assignments) = tenant.role_assignments.known_mut() {
        assignments.retain(|found| found.principal.id != id);
    }
    if let Some(schedules) = tenant.role_schedules.known_mut() {
        schedules.retain(|found| found.principal != id);
    }
    for members in tenant.administrator_groups.values_mut().filter_map(Reading::known_mut) {
        members.remove(&id);
    }
}
