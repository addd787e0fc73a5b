//! `roleManagement/directory/roleAssignments`.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use uuid::Uuid;

use super::active::{assignments, global_administrators};
use super::definitions;
use crate::sandbox::directory::body;
use crate::sandbox::directory::collection::{Listing, created, list, one};
use crate::sandbox::directory::context::{Context, no_content};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::licences;
use crate::sandbox::directory::objects::{ObjectKind, canonical, find, is_true, text};
use crate::sandbox::directory::operation::{Operation, delete, get, post};
use crate::sandbox::directory::permission::{
    ROLE_ASSIGNMENTS_WRITE, ROLE_DEFINITIONS_WRITE, ROLES_READ,
};
use crate::sandbox::odata::facts::UNIFIED_ROLE_ASSIGNMENT;
use crate::sandbox::store::{Table, Tenant};
use crate::sandbox::wire::Response;

const NAME: &str = "roleManagement/directory/roleAssignments";

pub(in super::super) const OPERATIONS: &[Operation] = &[
    get("/roleManagement/directory/roleDefinitions", ROLES_READ, definitions::list_all),
    post("/roleManagement/directory/roleDefinitions", ROLE_DEFINITIONS_WRITE, definitions::create),
    get("/roleManagement/directory/roleDefinitions/{id}", ROLES_READ, definitions::get_one),
    get("/roleManagement/directory/roleAssignments", ROLES_READ, list_all),
    post("/roleManagement/directory/roleAssignments", ROLE_ASSIGNMENTS_WRITE, create),
    get("/roleManagement/directory/roleAssignments/{id}", ROLES_READ, get_one),
    delete("/roleManagement/directory/roleAssignments/{id}", ROLE_ASSIGNMENTS_WRITE, remove),
];

/// Makes an assignment's id as Graph does: role and principal in their binary form. Where Graph
/// puts the scope is not known; here a scope other than the tenant follows them.
pub(in super::super) fn assignment_id(role: &str, principal: &str, scope: &str) -> String {
    let scope = scope.rsplit('/').next().unwrap_or("");
    let bytes: Vec<u8> = [role, principal, scope]
        .into_iter()
        .filter_map(|id| Uuid::try_parse(id).ok())
        .flat_map(|id| id.to_bytes_le())
        .collect();
    format!("{}-1", URL_SAFE_NO_PAD.encode(bytes))
}

fn list_all(context: &mut Context<'_>) -> Result<Response, Failure> {
    let mut items = assignments(context.tenant, context.now);
    items.sort_by(|left, right| text(left, "id").cmp(text(right, "id")));
    let items = items.into_iter().map(Cow::Owned).collect();
    list(context, Listing { entity: &UNIFIED_ROLE_ASSIGNMENT, name: NAME.to_owned(), items })
}

fn named(context: &Context<'_>) -> Result<Value, Failure> {
    let id = context.key(0);
    let all = assignments(context.tenant, context.now);
    all.into_iter().find(|row| text(row, "id") == id).ok_or_else(|| Failure::missing(id))
}

fn get_one(context: &mut Context<'_>) -> Result<Response, Failure> {
    let found = named(context)?;
    one(context, &UNIFIED_ROLE_ASSIGNMENT, NAME, &found)
}

fn create(context: &mut Context<'_>) -> Result<Response, Failure> {
    let body = context.body()?;
    body::check(context.tenant, &UNIFIED_ROLE_ASSIGNMENT, &body)?;
    let label = UNIFIED_ROLE_ASSIGNMENT.label;
    let role = canonical(body::required(&body, "roleDefinitionId", label)?);
    let principal = canonical(body::required(&body, "principalId", label)?);
    let scope = normal_scope(body::required(&body, "directoryScopeId", label)?);
    check_parts(context.tenant, &role, &principal)?;
    check_scope(context.tenant, &scope)?;
    let id = assignment_id(&role, &principal, &scope);
    if assignments(context.tenant, context.now).iter().any(|row| text(row, "id") == id) {
        return Err(Failure::conflicting());
    }
    let row = json!({
        "id": id,
        "roleDefinitionId": role,
        "principalId": principal,
        "principalOrganizationId": context.tenant.id.to_string(),
        "directoryScopeId": scope,
    });
    context.tenant.put(Table::RoleAssignments, &id, row.clone());
    Ok(created(context, &UNIFIED_ROLE_ASSIGNMENT, NAME, &row))
}

/// Requires a role that can be given and a principal that can hold one.
pub(in super::super) fn check_parts(
    tenant: &Tenant,
    role: &str,
    principal: &str,
) -> Result<(), Failure> {
    let definition = definitions::definition(tenant, role).ok_or_else(|| Failure::missing(role))?;
    if !is_true(&definition, "isEnabled") {
        return Err(Failure::invalid("roleDefinitionId", UNIFIED_ROLE_ASSIGNMENT.label));
    }
    match find(tenant, principal) {
        Some((ObjectKind::User | ObjectKind::ServicePrincipal, _)) => Ok(()),
        Some((ObjectKind::Group, group)) if is_true(group, "isAssignableToRole") => {
            if licences::has_p1(tenant) {
                Ok(())
            } else {
                Err(Failure::denied())
            }
        }
        Some((ObjectKind::Group, _)) => {
            Err(Failure::bad("Groups without IsAssignableToRole set cannot be assigned to roles."))
        }
        Some(_) => Err(Failure::invalid("principalId", UNIFIED_ROLE_ASSIGNMENT.label)),
        None => Err(Failure::missing(principal)),
    }
}

/// Writes a scope as rows hold it, with the id in lower case.
pub(in super::super) fn normal_scope(scope: &str) -> String {
    match scope.rsplit_once('/') {
        Some((before, id)) if !id.is_empty() => format!("{before}/{}", canonical(id)),
        _ => scope.to_owned(),
    }
}

/// Requires a scope to be the tenant, an administrative unit, or an object of the tenant.
pub(in super::super) fn check_scope(tenant: &Tenant, scope: &str) -> Result<(), Failure> {
    if scope == "/" {
        return Ok(());
    }
    let invalid = || Failure::invalid("directoryScopeId", UNIFIED_ROLE_ASSIGNMENT.label);
    let id = scope.strip_prefix('/').ok_or_else(invalid)?;
    match id.strip_prefix("administrativeUnits/") {
        Some(unit) if tenant.get(Table::AdministrativeUnits, unit).is_some() => Ok(()),
        Some(unit) => Err(Failure::missing(unit)),
        None if id.contains('/') => Err(invalid()),
        None => find(tenant, id).map(drop).ok_or_else(|| Failure::missing(id)),
    }
}

fn remove(context: &mut Context<'_>) -> Result<Response, Failure> {
    let found = named(context)?;
    let id = text(&found, "id").to_owned();
    keeps_global_administrator(context, |row| text(row, "id") != id)?;
    context.tenant.remove(Table::RoleAssignments, &id);
    let same = |row: &Value| {
        ["roleDefinitionId", "principalId", "directoryScopeId"]
            .into_iter()
            .all(|name| text(row, name) == text(&found, name))
    };
    let schedules =
        context.tenant.rows(Table::RoleAssignmentSchedules).filter(|(_, row)| same(row));
    let schedules: Vec<_> = schedules.map(|(key, _)| key.to_owned()).collect();
    for schedule in schedules {
        context.tenant.remove(Table::RoleAssignmentSchedules, &schedule);
    }
    Ok(no_content())
}

/// Refuses to take away what makes the last enabled Global Administrator one; `stays` tells which
/// assignments are left.
pub(in super::super) fn keeps_global_administrator(
    context: &Context<'_>,
    stays: impl Fn(&Value) -> bool,
) -> Result<(), Failure> {
    let all = assignments(context.tenant, context.now);
    let before = global_administrators(context.tenant, &all);
    let after = global_administrators(context.tenant, all.iter().filter(|row| stays(row)));
    if before.is_empty() || !after.is_empty() { Ok(()) } else { Err(last_one()) }
}

/// Refuses to take away a user who is the last enabled Global Administrator.
pub(in super::super) fn require_another_global_administrator(
    context: &Context<'_>,
    user: &str,
) -> Result<(), Failure> {
    let all = assignments(context.tenant, context.now);
    let mut left = global_administrators(context.tenant, &all);
    if left.remove(user) && left.is_empty() { Err(last_one()) } else { Ok(()) }
}

fn last_one() -> Failure {
    Failure::bad(
        "The last active role assignment of the Global Administrator role cannot be removed.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_graphs_own() {
        // From the example of the reference page "List roleAssignmentScheduleInstances".
        let id = assignment_id(
            "62e90394-69f5-4237-9190-012177145e10",
            "6be4b305-b75e-4efc-bfcc-31bd3b53a5f8",
            "/",
        );
        assert_eq!(id, "lAPpYvVpN0KRkAEhdxReEAWz5Gtet_xOv8wxvTtTpfg-1");
    }

    use serde_json::json;

    use crate::sandbox::directory::trial::{ADMIN, ALICE, HELD, PLAIN, Trial, UNIT, role};

    const ROLES: &[&str] = &["RoleManagement.ReadWrite.Directory", "User.Read.All"];
    const PATH: &str = "/roleManagement/directory/roleAssignments";

    fn wish(role: &str, principal: &str, scope: &str) -> Value {
        json!({"roleDefinitionId": role, "principalId": principal, "directoryScopeId": scope})
    }

    #[test]
    fn roles_are_given_once_and_taken() {
        let mut trial = Trial::new(ROLES);
        let reader = role("Global Reader");
        let made = trial.ask("POST", PATH, Some(wish(reader, ALICE, "/")));
        assert_eq!(made.status, 201);
        let id = made.body.unwrap()["id"].as_str().unwrap().to_owned();
        let again = trial.ask("POST", PATH, Some(wish(reader, ALICE, "/"))).body.unwrap();
        assert_eq!(again["error"]["details"][0]["code"], "ConflictingObjects");
        let scope = format!("/administrativeUnits/{UNIT}");
        assert_eq!(trial.ask("POST", PATH, Some(wish(reader, ALICE, &scope))).status, 201);
        let listed = trial.read(&format!(
            "{PATH}?$filter=principalId eq '{ALICE}'&$expand=principal($select=id,displayName)"
        ));
        assert_eq!(listed["value"].as_array().unwrap().len(), 2);
        assert_eq!(listed["value"][0]["principal"]["displayName"], "alice");
        assert_eq!(trial.read(PATH)["value"].as_array().unwrap().len(), 3);
        assert_eq!(trial.ask("DELETE", &format!("{PATH}/{id}"), None).status, 204);
        assert_eq!(trial.ask("DELETE", &format!("{PATH}/{id}"), None).status, 404);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let reader = role("Global Reader");
        let missing = uuid::Uuid::nil().to_string();
        let table = [
            (Some(wish(&missing, ALICE, "/")), 404),
            (Some(wish(reader, &missing, "/")), 404),
            (Some(wish(reader, PLAIN, "/")), 400),
            (Some(wish(reader, UNIT, "/")), 400),
            (Some(wish(reader, HELD, "/")), 201),
            (Some(wish(reader, ALICE, "nonsense")), 400),
            (Some(wish(reader, ALICE, &format!("/administrativeUnits/{missing}"))), 404),
            (Some(wish(reader, ALICE, &format!("/{PLAIN}"))), 201),
            (Some(json!({"roleDefinitionId": reader, "principalId": ALICE})), 400),
        ];
        for (body, status) in table {
            assert_eq!(
                Trial::new(ROLES).ask("POST", PATH, body.clone()).status,
                status,
                "{body:?}"
            );
        }
        let mut trial = Trial::new(ROLES);
        trial.tenant.put(Table::Settings, "licences", json!({"p1": false, "p2": false}));
        assert_eq!(trial.ask("POST", PATH, Some(wish(reader, HELD, "/"))).status, 403);
    }

    #[test]
    fn the_last_global_administrator_stays() {
        let mut trial = Trial::new(&["RoleManagement.ReadWrite.Directory", "User.ReadWrite.All"]);
        let own = assignment_id(role("Global Administrator"), ADMIN, "/");
        assert_eq!(trial.ask("DELETE", &format!("{PATH}/{own}"), None).status, 400);
        trial.give(ALICE, "Global Administrator", "/");
        assert_eq!(trial.ask("DELETE", &format!("{PATH}/{own}"), None).status, 204);
    }

    #[test]
    fn definitions_are_found_by_name_and_id() {
        let mut trial = Trial::new(ROLES);
        let path = "/roleManagement/directory/roleDefinitions";
        let all = trial.read(&format!("{path}?$top=999"));
        assert_eq!(all["value"].as_array().unwrap().len(), 123);
        let named = trial
            .read(&format!("{path}?$filter=displayName in ('Global Reader','User Administrator')"));
        assert_eq!(named["value"].as_array().unwrap().len(), 2);
        let custom = json!({"displayName": "Own", "isEnabled": true, "rolePermissions": []});
        let made = trial.ask("POST", path, Some(custom.clone()));
        assert_eq!(made.status, 201);
        let id = made.body.unwrap()["id"].as_str().unwrap().to_owned();
        assert_eq!(trial.read(&format!("{path}/{id}"))["isBuiltIn"], false);
        assert_eq!(trial.ask("POST", path, Some(custom)).status, 400);
    }
}
