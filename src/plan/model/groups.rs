//! What writes do to groups and memberships.

use jiff::Timestamp;

use super::write::created_id;
use crate::{
    domain::ObjectId,
    observed::{
        ObservedGroup, ObservedGroupSchedule, ObservedMarker, ObservedMembership, ObservedTenant,
        Reading,
    },
    plan::{NewGroup, inventory},
};

pub(super) fn create(tenant: &mut ObservedTenant, new: &NewGroup) {
    let id = created_id(tenant, &new.address);
    let group = ObservedGroup {
        id,
        display_name: new.display_name.to_string(),
        description: new.description.clone(),
        unique_name: Some(new.unique_name.clone()),
        security_enabled: true,
        mail_enabled: false,
        dynamic: false,
        on_premises_synced: false,
        assignable_to_role: new.assignable_to_role,
        management_restricted: false,
        marker: ObservedMarker::ours(&new.installation, &new.address),
    };
    for groups in [&mut tenant.owned_groups, &mut tenant.named_groups] {
        if let Some(groups) = groups.known_mut() {
            groups.insert(id, group.clone());
        }
    }
    tenant.keyed_groups.insert(new.unique_name.clone(), Reading::Known(group));
}

/// Changes every copy of a group.
pub(super) fn update(
    tenant: &mut ObservedTenant,
    id: ObjectId,
    change: impl Fn(&mut ObservedGroup),
) {
    for groups in [&mut tenant.owned_groups, &mut tenant.named_groups] {
        if let Some(group) = groups.known_mut().and_then(|groups| groups.get_mut(&id)) {
            change(group);
        }
    }
    for group in tenant.keyed_groups.values_mut().filter_map(Reading::known_mut) {
        if group.id == id {
            change(group);
        }
    }
}

pub(super) fn delete(tenant: &mut ObservedTenant, id: ObjectId) {
    let members: Vec<ObjectId> = tenant.memberships.keys().copied().collect();
    for user in members {
        remove_member(tenant, id, user);
    }
    for groups in [&mut tenant.owned_groups, &mut tenant.named_groups] {
        if let Some(groups) = groups.known_mut() {
            groups.remove(&id);
        }
    }
    for reading in tenant.keyed_groups.values_mut() {
        if reading.known().is_some_and(|group| group.id == id) {
            *reading = Reading::Absent;
        }
    }
    if let Some(assignments) = tenant.role_assignments.known_mut() {
        assignments.retain(|found| found.principal.id != id);
    }
    if let Some(schedules) = tenant.role_schedules.known_mut() {
        schedules.retain(|found| found.principal != id);
    }
    tenant.administrator_groups.remove(&id);
}

pub(super) fn add_member(tenant: &mut ObservedTenant, group: ObjectId, user: ObjectId) {
    let found = inventory::groups(tenant).remove(&group);
    let membership = ObservedMembership {
        group,
        display_name: found.map(|group| group.display_name.clone()).unwrap_or_default(),
        assignable_to_role: found.map(|group| group.assignable_to_role),
        direct: Some(true),
        fixed: false,
    };
    let enabled = inventory::users(tenant).remove(&user).map(|user| user.account_enabled);
    if let Some(groups) = tenant.memberships.get_mut(&user).and_then(Reading::known_mut) {
        groups.insert(membership);
    }
    if let Some(members) = tenant.administrator_groups.get_mut(&group).and_then(Reading::known_mut)
    {
        members.insert(user, enabled);
    }
}

/// Makes a membership that Entra ID ends.
pub(super) fn schedule(
    tenant: &mut ObservedTenant,
    (group, user): (ObjectId, ObjectId),
    (start, end): (Timestamp, Timestamp),
) {
    let schedules =
        tenant.group_schedules.entry(user).or_insert_with(|| Reading::Known(Vec::new()));
    if let Some(schedules) = schedules.known_mut() {
        schedules.retain(|found| found.group != group);
        schedules.push(ObservedGroupSchedule {
            group,
            principal: user,
            start: Some(start),
            end: Some(end),
        });
    }
    add_member(tenant, group, user);
}

/// Whoever leaves a group loses what came through it.
pub(super) fn remove_member(tenant: &mut ObservedTenant, group: ObjectId, user: ObjectId) {
    if let Some(groups) = tenant.memberships.get_mut(&user).and_then(Reading::known_mut) {
        groups.retain(|found| found.group != group);
    }
    if let Some(schedules) = tenant.group_schedules.get_mut(&user).and_then(Reading::known_mut) {
        schedules.retain(|found| found.group != group);
    }
    if let Some(members) = tenant.administrator_groups.get_mut(&group).and_then(Reading::known_mut)
    {
        members.remove(&user);
    }
    let given: Vec<_> = tenant
        .role_assignments
        .known()
        .into_iter()
        .flatten()
        .filter(|found| found.principal.id == group)
        .map(|found| (found.role, found.scope.clone()))
        .collect();
    if let Some(schedules) = tenant.role_schedules.known_mut() {
        schedules.retain(|found| {
            !(found.principal == user
                && found.through_group
                && given.contains(&(found.role, found.scope.clone())))
        });
    }
}
