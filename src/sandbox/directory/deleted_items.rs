//! `directory/deletedItems`: what was deleted in the last 30 days and can come back.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::collection::{Listing, list, one};
use super::context::{Context, no_content};
use super::failure::Failure;
use super::memberships::{ids_over, ids_under};
use super::objects::{ObjectKind, canonical, find, text};
use super::operation::{Operation, delete, get, post};
use super::permission::{
    APPLICATIONS_READ_ALL, APPLICATIONS_WRITE_ALL, GROUP_DELETE, NOTHING, Needs, USER_DELETE,
};
use super::{privilege, privileged_access, users};
use crate::sandbox::odata::facts::DIRECTORY_OBJECT;
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

const USERS_READ: Needs =
    &[&["User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"]];
const GROUPS_READ: Needs =
    &[&["Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"]];

pub(super) const OPERATIONS: &[Operation] = &[
    get("/directory/deletedItems/microsoft.graph.user", USERS_READ, |context| {
        list_kind(context, ObjectKind::User)
    }),
    get("/directory/deletedItems/microsoft.graph.group", GROUPS_READ, |context| {
        list_kind(context, ObjectKind::Group)
    }),
    get("/directory/deletedItems/microsoft.graph.application", APPLICATIONS_READ_ALL, |context| {
        list_kind(context, ObjectKind::Application)
    }),
    get("/directory/deletedItems/{id}", NOTHING, get_one),
    post("/directory/deletedItems/{id}/restore", NOTHING, restore),
    delete("/directory/deletedItems/{id}", NOTHING, purge),
];

/// The relationships that end with an object, and come back with it.
const LINKS: [(&str, Table); 3] = [
    ("groups", Table::GroupMembers),
    ("owned", Table::GroupOwners),
    ("units", Table::AdministrativeUnitMembers),
];

/// Moves an object to the deleted ones. A user's name becomes free at once, since the deleted one
/// is prefixed with the id without dashes. Role assignments, time-bound memberships and what could be
/// activated end for good.
pub(super) fn soft_delete(
    context: &mut Context<'_>,
    kind: ObjectKind,
    id: &str,
) -> Result<(), Failure> {
    let table = kind.table().ok_or_else(|| Failure::missing(id))?;
    let mut row = context.tenant.remove(table, id).ok_or_else(|| Failure::missing(id))?;
    let is_gone = |row: &Value| text(row, "groupId") == id || text(row, "principalId") == id;
    privileged_access::forget(context.tenant, is_gone);
    privileged_access::forget_eligible(context.tenant, is_gone);
    row["@odata.type"] = json!(kind.odata_type());
    row["deletedDateTime"] = json!(context.moment());
    if kind == ObjectKind::User {
        let name = format!("{}{}", id.replace('-', ""), text(&row, "userPrincipalName"));
        row["userPrincipalName"] = json!(name);
    }
    for (name, table) in LINKS {
        let over = ids_over(context.tenant, table, id);
        for near in &over {
            context.tenant.remove(table, &format!("{near}/{id}"));
        }
        row[format!("sandbox.linked.{name}")] = json!(over);
    }
    if kind == ObjectKind::Group {
        for (name, table) in [("members", Table::GroupMembers), ("owners", Table::GroupOwners)] {
            let under = ids_under(context.tenant, table, id);
            for far in &under {
                context.tenant.remove(table, &format!("{id}/{far}"));
            }
            row[format!("sandbox.linked.{name}")] = json!(under);
        }
    }
    end_assignments(context, id);
    context.tenant.put(Table::DeletedItems, id, row);
    Ok(())
}

/// Ends every role and app role of a principal.
pub(super) fn end_assignments(context: &mut Context<'_>, id: &str) {
    for table in [
        Table::RoleAssignments,
        Table::RoleAssignmentSchedules,
        Table::RoleEligibilitySchedules,
        Table::AppRoleAssignments,
    ] {
        let ended = context
            .tenant
            .rows(table)
            .filter(|(_, row)| text(row, "principalId") == id || text(row, "resourceId") == id);
        let ended: Vec<_> = ended.map(|(key, _)| key.to_owned()).collect();
        for key in ended {
            context.tenant.remove(table, &key);
        }
    }
}

/// Tells whether a deleted object is still there: 30 days, then it is gone.
fn is_kept(context: &Context<'_>, row: &Value) -> bool {
    let at = text(row, "deletedDateTime").parse::<Timestamp>();
    at.is_ok_and(|at| at >= context.purged_before())
}

fn list_kind(context: &mut Context<'_>, kind: ObjectKind) -> Result<Response, Failure> {
    let odata_type = kind.odata_type();
    let items = context
        .tenant
        .rows(Table::DeletedItems)
        .map(|(_, row)| row)
        .filter(|row| text(row, "@odata.type") == odata_type && is_kept(context, row))
        .map(Cow::Borrowed)
        .collect();
    list(
        context,
        Listing { entity: kind.entity(), name: format!("{}s", kind.entity().name), items },
    )
}

/// Finds the deleted object that the path names, and requires what its kind takes.
fn named(
    context: &Context<'_>,
    needs: fn(ObjectKind) -> Needs,
) -> Result<(ObjectKind, String, Value), Failure> {
    let id = canonical(context.key(0));
    let found = context.tenant.get(Table::DeletedItems, &id).filter(|row| is_kept(context, row));
    let found = found.ok_or_else(|| Failure::missing(&id))?.clone();
    let kind =
        ObjectKind::of_type(text(&found, "@odata.type")).ok_or_else(|| Failure::missing(&id))?;
    context.require(needs(kind))?;
    Ok((kind, id, found))
}

fn write_needs(kind: ObjectKind) -> Needs {
    match kind {
        ObjectKind::User => USER_DELETE,
        ObjectKind::Group => GROUP_DELETE,
        _ => APPLICATIONS_WRITE_ALL,
    }
}

fn read_needs(kind: ObjectKind) -> Needs {
    match kind {
        ObjectKind::User => USERS_READ,
        ObjectKind::Group => GROUPS_READ,
        _ => APPLICATIONS_READ_ALL,
    }
}

fn get_one(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (_, _, found) = named(context, read_needs)?;
    one(context, &DIRECTORY_OBJECT, "directoryObjects", &found)
}

fn restore(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (kind, id, mut row) = named(context, write_needs)?;
    require_role_gate(context, &row)?;
    if kind == ObjectKind::User {
        let name =
            text(&row, "userPrincipalName").trim_start_matches(&id.replace('-', "")).to_owned();
        users::free_principal_name(context.tenant, &name, None)
            .map_err(|_| Failure::conflicting())?;
        row["userPrincipalName"] = json!(name);
    }
    let unique_name = text(&row, "uniqueName").to_owned();
    let table = kind.table().ok_or_else(|| Failure::missing(&id))?;
    if !unique_name.is_empty()
        && context.tenant.rows(table).any(|(_, other)| text(other, "uniqueName") == unique_name)
    {
        return Err(Failure::conflicting());
    }
    relink(context, kind, &id, &mut row);
    let shown = row.clone();
    if let Some(row) = row.as_object_mut() {
        row.remove("@odata.type");
        row.remove("deletedDateTime");
        row.retain(|name, _| !name.starts_with("sandbox.linked."));
    }
    context.tenant.remove(Table::DeletedItems, &id);
    context.tenant.put(table, &id, row);
    let mut shown = shown;
    shown["deletedDateTime"] = Value::Null;
    one(context, &DIRECTORY_OBJECT, "directoryObjects", &shown)
}

fn relink(context: &mut Context<'_>, kind: ObjectKind, id: &str, row: &mut Value) {
    let ids = |name: &str| -> Vec<String> {
        let ids = row.get(format!("sandbox.linked.{name}")).and_then(Value::as_array);
        ids.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    for (name, table) in LINKS {
        for near in ids(name)
            .into_iter()
            .filter(|near| find(context.tenant, near).is_some())
            .collect::<Vec<_>>()
        {
            context.tenant.put(
                table,
                format!("{near}/{id}"),
                json!({"memberType": kind.odata_type()}),
            );
        }
    }
    if kind == ObjectKind::Group {
        for (name, table) in [("members", Table::GroupMembers), ("owners", Table::GroupOwners)] {
            for far in ids(name) {
                let Some(member) = find(context.tenant, &far).map(|(kind, _)| kind.odata_type())
                else {
                    continue;
                };
                context.tenant.put(table, format!("{id}/{far}"), json!({"memberType": member}));
            }
        }
    }
}

/// A role-assignable group takes its own permission, dead or alive.
fn require_role_gate(context: &Context<'_>, row: &Value) -> Result<(), Failure> {
    if super::objects::is_true(row, "isAssignableToRole") {
        return context.require(super::permission::ROLE_GATE);
    }
    privilege::require_unrestricted(context, text(row, "id"))
}

fn purge(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (_, id, row) = named(context, write_needs)?;
    require_role_gate(context, &row)?;
    context.tenant.remove(Table::DeletedItems, &id);
    context.tenant.remove(Table::Passwords, &id);
    let prefix = format!("{id}/");
    let methods = context.tenant.rows_under(Table::AuthenticationMethods, &prefix);
    let methods: Vec<_> = methods.map(|(key, _)| key.to_owned()).collect();
    for method in methods {
        context.tenant.remove(Table::AuthenticationMethods, &method);
    }
    Ok(no_content())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::trial::{ALICE, PLAIN, Trial, UNIT};
    use crate::sandbox::store::Table;

    #[test]
    fn what_a_user_signed_in_with_goes_when_the_user_is_gone_for_good() {
        let mut trial = Trial::new(&["User.ReadWrite.All"]);
        let key = format!("{ALICE}/key");
        trial.tenant.put(Table::AuthenticationMethods, key.clone(), json!({"id": "key"}));
        assert_eq!(trial.ask("DELETE", &format!("/users/{ALICE}"), None).status, 204);
        assert!(trial.tenant.get(Table::AuthenticationMethods, &key).is_some());
        let purge = format!("/directory/deletedItems/{ALICE}");
        assert_eq!(trial.ask("DELETE", &purge, None).status, 204);
        assert!(trial.tenant.get(Table::AuthenticationMethods, &key).is_none());
    }

    #[test]
    fn what_is_deleted_comes_back_with_its_memberships_and_without_roles() {
        let mut trial = Trial::new(&[
            "User.ReadWrite.All",
            "GroupMember.Read.All",
            "RoleManagement.Read.Directory",
        ]);
        trial.join(Table::GroupMembers, PLAIN, ALICE);
        trial.join(Table::AdministrativeUnitMembers, UNIT, ALICE);
        trial.give(ALICE, "Helpdesk Administrator", "/");
        assert_eq!(trial.ask("DELETE", &format!("/users/{ALICE}"), None).status, 204);
        assert_eq!(trial.ask("GET", &format!("/users/{ALICE}"), None).status, 404);
        assert_eq!(trial.read(&format!("/groups/{PLAIN}/members"))["value"], json!([]));
        let restored = trial.ask("POST", &format!("/directory/deletedItems/{ALICE}/restore"), None);
        assert_eq!(restored.status, 200);
        assert_eq!(restored.body.unwrap()["@odata.type"], "#microsoft.graph.user");
        assert_eq!(trial.read("/users/alice@trial.example")["id"], ALICE);
        assert_eq!(trial.read(&format!("/groups/{PLAIN}/members"))["value"][0]["id"], ALICE);
        assert!(
            trial
                .tenant
                .get(Table::AdministrativeUnitMembers, &format!("{UNIT}/{ALICE}"))
                .is_some()
        );
        let path =
            format!("/roleManagement/directory/roleAssignments?$filter=principalId eq '{ALICE}'");
        assert_eq!(trial.read(&path)["value"], json!([]));
        let row = trial.tenant.get(Table::Users, ALICE).unwrap().to_string();
        assert!(!row.contains("sandbox.linked") && !row.contains("deletedDateTime"), "{row}");
    }

    #[test]
    fn after_thirty_days_it_is_gone() {
        let mut trial = Trial::new(&["User.ReadWrite.All"]);
        assert_eq!(trial.ask("DELETE", &format!("/users/{ALICE}"), None).status, 204);
        trial.now = "2026-12-23T12:00:00Z".parse().unwrap();
        assert_eq!(trial.ask("GET", &format!("/directory/deletedItems/{ALICE}"), None).status, 200);
        trial.now = "2026-12-23T12:00:01Z".parse().unwrap();
        assert_eq!(trial.ask("GET", &format!("/directory/deletedItems/{ALICE}"), None).status, 404);
        assert_eq!(trial.read("/directory/deletedItems/microsoft.graph.user")["value"], json!([]));
    }

    #[test]
    fn each_kind_takes_its_own_permission() {
        let mut trial = Trial::new(&["User.ReadWrite.All", "Group.ReadWrite.All"]);
        for path in [format!("/users/{ALICE}"), format!("/groups/{PLAIN}")] {
            assert_eq!(trial.ask("DELETE", &path, None).status, 204);
        }
        trial.caller.permissions.remove("Group.ReadWrite.All");
        assert_eq!(
            trial.ask("DELETE", &format!("/directory/deletedItems/{PLAIN}"), None).status,
            403
        );
        assert_eq!(
            trial.ask("DELETE", &format!("/directory/deletedItems/{ALICE}"), None).status,
            204
        );
        assert_eq!(trial.ask("GET", &format!("/directory/deletedItems/{ALICE}"), None).status, 404);
    }
}
