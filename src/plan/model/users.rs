//! What writes do to accounts.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::write::created_id;
use crate::{
    domain::{Eligibility, EndStamp, GrantId, ObjectId},
    observed::{MethodKind, ObservedMarker, ObservedMethod, ObservedTenant, ObservedUser, Reading},
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
        guest: false,
        last_password_change: Some(tenant.taken_at),
        marker: ObservedMarker::ours(&new.installation, &new.address),
    };
    if let Some(users) = tenant.owned_users.known_mut() {
        users.insert(id, user.clone());
    }
    tenant.named_users.insert(new.user_principal_name.clone(), Reading::Known(user));
    tenant.memberships.insert(id, Reading::Known(BTreeSet::new()));
    tenant.methods.insert(id, Reading::Known(Vec::new()));
    tenant.group_schedules.insert(id, Reading::Known(Vec::new()));
    tenant.eligibilities.insert(id, Reading::Known(BTreeSet::new()));
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
    let named = tenant.named_users.values_mut().chain(tenant.remembered_users.values_mut());
    for user in named.filter_map(Reading::known_mut) {
        if user.id == id {
            change(user);
        }
    }
}

/// Gives an account a Temporary Access Pass in the place of any other.
pub(super) fn issue_pass(tenant: &mut ObservedTenant, id: ObjectId, until: Timestamp) {
    let methods = tenant.methods.entry(id).or_insert_with(|| Reading::Known(Vec::new()));
    if let Some(methods) = methods.known_mut() {
        methods.retain(|method| method.kind != MethodKind::TemporaryAccessPass);
        methods.push(ObservedMethod {
            id: "modelled".to_owned(),
            kind: MethodKind::TemporaryAccessPass,
            until: Some(until),
            usable: Some(true),
        });
    }
}

pub(super) fn delete_method(tenant: &mut ObservedTenant, id: ObjectId, method: &str) {
    if let Some(methods) = tenant.methods.get_mut(&id).and_then(Reading::known_mut) {
        methods.retain(|found| found.id != method);
    }
}

pub(super) fn remove_eligibility(
    tenant: &mut ObservedTenant,
    id: ObjectId,
    eligibility: &Eligibility,
) {
    if let Some(found) = tenant.eligibilities.get_mut(&id).and_then(Reading::known_mut) {
        found.remove(eligibility);
    }
}

pub(super) fn set_enabled(tenant: &mut ObservedTenant, id: ObjectId, enabled: bool) {
    update(tenant, id, |user| user.account_enabled = enabled);
    for assignment in tenant.role_assignments.known_mut().into_iter().flatten() {
        if assignment.principal.id == id {
            assignment.principal.enabled = Some(enabled);
        }
    }
    for members in tenant.administrator_groups.values_mut().filter_map(Reading::known_mut) {
        if let Some(found) = members.get_mut(&id) {
            *found = Some(enabled);
        }
    }
}

pub(super) fn end_grant(
    tenant: &mut ObservedTenant,
    id: ObjectId,
    (grant, before): (Option<GrantId>, Option<&str>),
    at: Timestamp,
) {
    let stamp = EndStamp::after(before, grant, at).to_string();
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
    tenant.methods.remove(&id);
    tenant.group_schedules.remove(&id);
    tenant.eligibilities.remove(&id);
    tenant.remembered_users.remove(&id);
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
