//! Adding and removing members and owners.

use serde_json::{Value, json};

use super::rules;
use crate::sandbox::directory::body;
use crate::sandbox::directory::context::{Context, no_content};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::memberships::{ids_under, transitive_members};
use crate::sandbox::directory::objects::{
    ObjectKind, canonical, find, identify, is_true, referenced, text,
};
use crate::sandbox::directory::{privileged_access, roles};
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

/// How many owners a group has at most.
const MOST_OWNERS: usize = 100;

/// A relationship of groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    name: &'static str,
    table: Table,
}

impl Link {
    /// Returns the navigation's name.
    pub(super) fn name(self) -> &'static str {
        self.name
    }
}

/// Membership.
pub(super) const MEMBERS: Link = Link { name: "members", table: Table::GroupMembers };
/// Ownership.
pub(super) const OWNERS: Link = Link { name: "owners", table: Table::GroupOwners };

pub(super) fn add(context: &mut Context<'_>, link: Link) -> Result<Response, Failure> {
    let id = identify(context.tenant, ObjectKind::Group, context.key(0))?;
    let body = context.body()?;
    let reference = body::text(&body, "@odata.id").ok_or_else(|| {
        Failure::new(400, "BadRequest", "The request body must contain a reference: '@odata.id'.")
    })?;
    let far = referenced(reference)?;
    require_open(context, link, &id)?;
    let group =
        context.tenant.get(Table::Groups, &id).cloned().ok_or_else(|| Failure::missing(&id))?;
    let checked = check_all(context, link, &group, &[far])?;
    put_all(context, link, &id, checked);
    Ok(no_content())
}

/// Requires that the far ends of a group's relationship may be written.
pub(super) fn require_open(context: &Context<'_>, link: Link, id: &str) -> Result<(), Failure> {
    if link == MEMBERS {
        rules::require_open_members(context, id)
    } else {
        rules::require_writable(context, id)
    }
}

/// Checks that objects can be put at the far end; returns them with their types.
pub(super) fn check_all(
    context: &Context<'_>,
    link: Link,
    group: &Value,
    ids: &[String],
) -> Result<Vec<(String, ObjectKind)>, Failure> {
    let present = ids_under(context.tenant, link.table, text(group, "id"));
    let mut checked: Vec<(String, ObjectKind)> = Vec::new();
    for id in ids {
        let (kind, _) = find(context.tenant, id).ok_or_else(|| Failure::missing(id))?;
        if present.contains(id) || checked.iter().any(|(known, _)| known == id) {
            return Err(Failure::bad(format!(
                "One or more added object references already exist for the following modified properties: '{}'.",
                link.name
            )));
        }
        check_kind(context, link, group, (id, kind))?;
        checked.push((id.clone(), kind));
    }
    let total = present.len() + checked.len();
    if link == OWNERS && total > MOST_OWNERS {
        return Err(Failure::new(
            403,
            "Directory_QuotaExceeded",
            format!(
                "Unable to perform operation as '{total}' would exceed the maximum quota count '{MOST_OWNERS}' for \
                 forward-link owners."
            ),
        ));
    }
    Ok(checked)
}

fn check_kind(
    context: &Context<'_>,
    link: Link,
    group: &Value,
    far: (&str, ObjectKind),
) -> Result<(), Failure> {
    let (id, kind) = far;
    let invalid = || Failure::bad(format!("Invalid object type for reference in '{}'.", link.name));
    let is_unified = rules::is_type(group.get("groupTypes"), "Unified");
    match (link == MEMBERS, kind) {
        (_, ObjectKind::User) => Ok(()),
        (_, ObjectKind::ServicePrincipal) if !is_unified => Ok(()),
        // Role-assignable groups hold no groups.
        (true, ObjectKind::Group) if is_true(group, "isAssignableToRole") => Err(Failure::denied()),
        (true, ObjectKind::Group) if is_unified => Err(invalid()),
        (true, ObjectKind::Group) => {
            let own = text(group, "id");
            let is_circle = id == own || transitive_members(context.tenant, id).contains(own);
            if is_circle { Err(invalid()) } else { Ok(()) }
        }
        _ => Err(invalid()),
    }
}

/// Writes relationships that `check_all` let through.
pub(super) fn put_all(
    context: &mut Context<'_>,
    link: Link,
    id: &str,
    far: Vec<(String, ObjectKind)>,
) {
    for (far, kind) in far {
        context.tenant.put(
            link.table,
            format!("{id}/{far}"),
            json!({"memberType": kind.odata_type()}),
        );
    }
}

pub(super) fn remove(context: &mut Context<'_>, link: Link) -> Result<Response, Failure> {
    let id = identify(context.tenant, ObjectKind::Group, context.key(0))?;
    let far = canonical(context.key(1));
    require_open(context, link, &id)?;
    let key = format!("{id}/{far}");
    if context.tenant.get(link.table, &key).is_none() {
        return Err(Failure::missing(&far));
    }
    let is_unified = context
        .tenant
        .get(Table::Groups, &id)
        .is_some_and(|group| rules::is_type(group.get("groupTypes"), "Unified"));
    if link == OWNERS && is_unified && ids_under(context.tenant, link.table, &id).len() == 1 {
        return Err(Failure::bad(
            "The group must have at least one owner, hence this owner cannot be removed.",
        ));
    }
    if link == MEMBERS && leaves_nobody(context, &key) {
        return Err(Failure::denied());
    }
    if link == MEMBERS {
        privileged_access::forget(context.tenant, |row| {
            text(row, "groupId") == id && text(row, "principalId") == far
        });
    }
    context.tenant.remove(link.table, &key);
    Ok(no_content())
}

/// Tells whether, with a membership gone, nobody would be left who is a Global Administrator.
pub(in super::super) fn leaves_nobody(context: &Context<'_>, membership: &str) -> bool {
    let all = roles::assignments(context.tenant, context.now);
    let is_by_group = |row: &&Value| {
        roles::is_global_administration(row)
            && context.tenant.get(Table::Groups, text(row, "principalId")).is_some()
    };
    if !all.iter().any(|row| is_by_group(&row)) {
        return false;
    }
    let mut without = context.tenant.clone();
    without.remove(Table::GroupMembers, membership);
    !roles::global_administrators(context.tenant, &all).is_empty()
        && roles::global_administrators(&without, &all).is_empty()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::super::trial::{ADMIN, ALICE, CLOSED, HELD, PLAIN, PRINCIPAL, Trial};
    use crate::sandbox::store::Table;

    fn reference(id: &str) -> Value {
        json!({"@odata.id": format!("https://graph.microsoft.com/v1.0/directoryObjects/{id}")})
    }

    #[test]
    fn members_come_and_go() {
        let mut trial =
            Trial::new(&["GroupMember.ReadWrite.All", "GroupMember.Read.All", "User.Read.All"]);
        let add = format!("/groups/{PLAIN}/members/$ref");
        let remove = format!("/groups/{PLAIN}/members/{ALICE}/$ref");
        assert_eq!(trial.ask("POST", &add, Some(reference(ALICE))).status, 204);
        let again = trial.ask("POST", &add, Some(reference(ALICE)));
        assert_eq!(
            again.body.unwrap()["error"]["message"],
            "One or more added object references already exist for the following modified properties: 'members'."
        );
        let members = trial.read(&format!("/groups/{PLAIN}/members"));
        assert_eq!(members["value"][0]["@odata.type"], "#microsoft.graph.user");
        assert_eq!(members["value"][0]["displayName"], "alice");
        assert_eq!(trial.ask("DELETE", &remove, None).status, 204);
        assert_eq!(
            trial.verdict("DELETE", &remove, None),
            (404, "Request_ResourceNotFound".to_owned())
        );
        assert_eq!(
            trial.ask("POST", &add, Some(reference(&uuid::Uuid::nil().to_string()))).status,
            404
        );
        assert_eq!(trial.ask("POST", &add, Some(json!({}))).status, 400);
    }

    #[test]
    fn without_a_right_on_their_type_members_are_bare_ids() {
        let mut trial = Trial::new(&["GroupMember.Read.All"]);
        trial.join(Table::GroupMembers, PLAIN, ALICE);
        let member = trial.read(&format!("/groups/{PLAIN}/members"))["value"][0].clone();
        assert_eq!((&member["id"], &member["displayName"]), (&json!(ALICE), &Value::Null));
    }

    #[test]
    fn some_groups_do_not_take_members() {
        for (property, value, status) in [
            ("groupTypes", json!(["DynamicMembership"]), 403),
            ("onPremisesSyncEnabled", json!(true), 400),
            ("mailEnabled", json!(true), 400),
        ] {
            let mut trial = Trial::new(&["GroupMember.ReadWrite.All"]);
            let mut row = trial.tenant.get(Table::Groups, PLAIN).unwrap().clone();
            row[property] = value;
            trial.tenant.put(Table::Groups, PLAIN, row);
            trial.join(Table::GroupMembers, PLAIN, ADMIN);
            let add = format!("/groups/{PLAIN}/members/$ref");
            assert_eq!(
                trial.ask("POST", &add, Some(reference(ALICE))).status,
                status,
                "{property}"
            );
            let remove = format!("/groups/{PLAIN}/members/{ADMIN}/$ref");
            assert_eq!(trial.ask("DELETE", &remove, None).status, status, "{property}");
        }
    }

    #[test]
    fn role_assignable_and_restricted_groups_are_gated() {
        let mut trial = Trial::new(&["GroupMember.ReadWrite.All", "Group.ReadWrite.All"]);
        let add = format!("/groups/{HELD}/members/$ref");
        assert_eq!(trial.ask("POST", &add, Some(reference(ALICE))).status, 403);
        trial.caller.permissions.insert("RoleManagement.ReadWrite.Directory".to_owned());
        assert_eq!(trial.ask("POST", &add, Some(reference(PLAIN))).status, 403);
        assert_eq!(trial.ask("POST", &add, Some(reference(ALICE))).status, 204);
        trial.join(Table::AdministrativeUnitMembers, CLOSED, PLAIN);
        let add = format!("/groups/{PLAIN}/members/$ref");
        assert_eq!(trial.ask("POST", &add, Some(reference(ALICE))).status, 403);
        trial.give(PRINCIPAL, "Groups Administrator", &format!("/administrativeUnits/{CLOSED}"));
        assert_eq!(trial.ask("POST", &add, Some(reference(ALICE))).status, 204);
    }

    #[test]
    fn groups_do_not_hold_themselves() {
        let mut trial =
            Trial::new(&["GroupMember.ReadWrite.All", "RoleManagement.ReadWrite.Directory"]);
        let into = |whole: &str| format!("/groups/{whole}/members/$ref");
        assert_eq!(trial.ask("POST", &into(PLAIN), Some(reference(PLAIN))).status, 400);
        assert_eq!(trial.ask("POST", &into(PLAIN), Some(reference(HELD))).status, 204);
        assert_eq!(trial.ask("POST", &into(PLAIN), Some(reference(HELD))).status, 400);
    }

    #[test]
    fn the_last_global_administrator_stays_in_its_group() {
        let mut trial =
            Trial::new(&["GroupMember.ReadWrite.All", "RoleManagement.ReadWrite.Directory"]);
        trial.give(HELD, "Global Administrator", "/");
        trial.join(Table::GroupMembers, HELD, ALICE);
        let own = super::roles::assignment_id(
            super::super::super::trial::role("Global Administrator"),
            ADMIN,
            "/",
        );
        let path = format!("/roleManagement/directory/roleAssignments/{own}");
        assert_eq!(trial.ask("DELETE", &path, None).status, 204);
        assert_eq!(
            trial.ask("DELETE", &format!("/groups/{HELD}/members/{ALICE}/$ref"), None).status,
            403
        );
    }
}
