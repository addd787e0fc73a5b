//! Who is in what: groups, administrative units and directory roles, directly and through groups.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::objects::{ObjectKind, find, text, typed};
use super::roles;
use crate::sandbox::catalog;
use crate::sandbox::store::{Table, Tenant};

/// Returns the ids on the far side of a relationship: the members of a group or unit.
pub(super) fn ids_under(tenant: &Tenant, table: Table, id: &str) -> Vec<String> {
    let prefix = format!("{id}/");
    tenant.rows_under(table, &prefix).map(|(key, _)| key[prefix.len()..].to_owned()).collect()
}

/// Returns the objects on the far side of a relationship.
pub(super) fn under(tenant: &Tenant, table: Table, id: &str) -> Vec<Value> {
    objects(tenant, ids_under(tenant, table, id))
}

/// Returns the owners of a group or an application.
pub(super) fn owners(tenant: &Tenant, id: &str) -> Vec<Value> {
    match find(tenant, id) {
        Some((ObjectKind::Application, application)) => {
            objects(tenant, application_owners(application))
        }
        _ => under(tenant, Table::GroupOwners, id),
    }
}

/// Returns the ids that an application's row names as its owners.
pub(super) fn application_owners(application: &Value) -> Vec<String> {
    let owners = application.get("sandbox.owners").and_then(Value::as_array);
    owners.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Returns the ids on the near side of a relationship: the groups or units that hold a member.
pub(super) fn ids_over(tenant: &Tenant, table: Table, member: &str) -> Vec<String> {
    tenant
        .rows(table)
        .filter_map(|(key, _)| key.split_once('/'))
        .filter(|(_, far)| *far == member)
        .map(|(near, _)| near.to_owned())
        .collect()
}

/// Returns the groups that hold a member, through other groups too.
pub(super) fn transitive_groups(tenant: &Tenant, member: &str) -> BTreeSet<String> {
    let (mut found, mut open) = (BTreeSet::new(), vec![member.to_owned()]);
    while let Some(next) = open.pop() {
        for group in ids_over(tenant, Table::GroupMembers, &next) {
            if found.insert(group.clone()) {
                open.push(group);
            }
        }
    }
    found
}

/// Returns the members of a group, through other groups too.
pub(super) fn transitive_members(tenant: &Tenant, group: &str) -> BTreeSet<String> {
    let (mut found, mut open) = (BTreeSet::new(), vec![group.to_owned()]);
    while let Some(next) = open.pop() {
        for member in ids_under(tenant, Table::GroupMembers, &next) {
            if found.insert(member.clone()) && tenant.get(Table::Groups, &member).is_some() {
                open.push(member);
            }
        }
    }
    found
}

/// Returns what an object is directly in: groups, administrative units, directory roles.
pub(super) fn of(tenant: &Tenant, now: Timestamp, id: &str) -> Vec<Value> {
    let groups = ids_over(tenant, Table::GroupMembers, id);
    let units = ids_over(tenant, Table::AdministrativeUnitMembers, id);
    let mut found = objects(tenant, groups.into_iter().chain(units));
    found.extend(directory_roles(tenant, now, &BTreeSet::from([id.to_owned()])));
    found
}

/// Returns what an object is in, through groups too.
pub(super) fn transitive(tenant: &Tenant, now: Timestamp, id: &str) -> Vec<Value> {
    let groups = transitive_groups(tenant, id);
    let units = ids_over(tenant, Table::AdministrativeUnitMembers, id);
    let mut found = objects(tenant, groups.iter().cloned().chain(units));
    let mut principals = groups;
    principals.insert(id.to_owned());
    found.extend(directory_roles(tenant, now, &principals));
    found
}

/// The directory roles that any of these principals holds in the whole tenant.
fn directory_roles(tenant: &Tenant, now: Timestamp, principals: &BTreeSet<String>) -> Vec<Value> {
    let assignments = roles::assignments(tenant, now);
    let held: BTreeSet<_> = assignments
        .iter()
        .filter(|row| {
            text(row, "directoryScopeId") == "/" && principals.contains(text(row, "principalId"))
        })
        .filter_map(|row| catalog::role(text(row, "roleDefinitionId")))
        .map(|role| (role.template_id, role.display_name))
        .collect();
    held.into_iter()
        .map(|(template_id, display_name)| {
            json!({
                "@odata.type": ObjectKind::DirectoryRole.odata_type(),
                "id": Uuid::new_v5(&tenant.id, template_id.as_bytes()).to_string(),
                "displayName": display_name,
                "description": display_name,
                "roleTemplateId": template_id,
            })
        })
        .collect()
}

/// Finds objects by id; ids of what is gone are passed over.
pub(super) fn objects(tenant: &Tenant, ids: impl IntoIterator<Item = String>) -> Vec<Value> {
    ids.into_iter()
        .filter_map(|id| find(tenant, &id))
        .map(|(kind, object)| typed(kind, object))
        .collect()
}
