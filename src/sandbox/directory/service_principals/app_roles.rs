//! App role assignments. Granting one of Microsoft Graph's roles to a service principal is admin
//! consent.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use uuid::Uuid;

use super::principals::named;
use crate::sandbox::catalog;
use crate::sandbox::directory::body;
use crate::sandbox::directory::collection::{Listing, created, list};
use crate::sandbox::directory::context::{Context, no_content};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::{ObjectKind, canonical, find, text};
use crate::sandbox::directory::permission::APPLICATIONS_READ_ALL;
use crate::sandbox::odata::facts::APP_ROLE_ASSIGNMENT;
use crate::sandbox::store::{Table, Tenant};
use crate::sandbox::wire::Response;

/// From which end the assignments are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// `appRoleAssignments`: what was granted to the principal.
    Granted,
    /// `appRoleAssignedTo`: what the resource granted.
    Granting,
}

impl Side {
    fn property(self) -> &'static str {
        match self {
            Self::Granted => "principalId",
            Self::Granting => "resourceId",
        }
    }

    fn name(self, id: &str) -> String {
        match self {
            Self::Granted => "appRoleAssignments".to_owned(),
            Self::Granting => format!("servicePrincipals('{id}')/appRoleAssignedTo"),
        }
    }
}

fn rows(tenant: &Tenant, side: Side, id: &str) -> Vec<Value> {
    let rows = tenant.rows(Table::AppRoleAssignments).map(|(_, row)| row);
    rows.filter(|row| text(row, side.property()) == id).cloned().collect()
}

/// Returns the app roles granted to a principal.
pub(in super::super) fn granted_to(tenant: &Tenant, principal: &str) -> Vec<Value> {
    rows(tenant, Side::Granted, principal)
}

/// Returns the app roles that a resource granted.
pub(in super::super) fn granted_by(tenant: &Tenant, resource: &str) -> Vec<Value> {
    rows(tenant, Side::Granting, resource)
}

/// `Application.ReadWrite.OwnedBy` reads these collections of any service principal.
pub(super) fn list_all(context: &mut Context<'_>, side: Side) -> Result<Response, Failure> {
    let is_broad = context.meets(APPLICATIONS_READ_ALL)
        || context.caller.permissions.contains("Application.ReadWrite.OwnedBy");
    let (id, _) = named(context, is_broad)?;
    let items = rows(context.tenant, side, &id).into_iter().map(Cow::Owned).collect();
    list(context, Listing { entity: &APP_ROLE_ASSIGNMENT, name: side.name(&id), items })
}

/// What is to be granted to whom by whom.
struct Wish {
    principal: String,
    resource: String,
    role: String,
}

/// Reads what is wished for; the end that the path names must be the one in the body.
fn read_wish(context: &Context<'_>, side: Side, id: &str) -> Result<Wish, Failure> {
    let body = context.body()?;
    body::check(context.tenant, &APP_ROLE_ASSIGNMENT, &body)?;
    let part = |name| body::required(&body, name, APP_ROLE_ASSIGNMENT.label).map(canonical);
    let wish = Wish {
        principal: part("principalId")?,
        resource: part("resourceId")?,
        role: part("appRoleId")?,
    };
    let own = if side == Side::Granted { &wish.principal } else { &wish.resource };
    if own != id {
        return Err(Failure::invalid(side.property(), APP_ROLE_ASSIGNMENT.label));
    }
    Ok(wish)
}

/// Makes the assignment of a wish that can be granted.
fn grant(context: &Context<'_>, wish: &Wish) -> Result<Value, Failure> {
    let Wish { principal, resource, role } = wish;
    let reference = || Failure::bad("Not a valid reference update.");
    let (kind, holder) = find(context.tenant, principal).ok_or_else(reference)?;
    let granting = context.tenant.get(Table::ServicePrincipals, resource).ok_or_else(reference)?;
    let principal_type = match kind {
        ObjectKind::User => "User",
        ObjectKind::Group => "Group",
        ObjectKind::ServicePrincipal => "ServicePrincipal",
        _ => return Err(reference()),
    };
    if !has_role(granting, role) {
        return Err(Failure::bad("Permission being assigned was not found on application")
            .with_detail("InvalidUpdate", Some("appRoleId")));
    }
    let is_same =
        |row: &Value| text(row, "resourceId") == resource && text(row, "appRoleId") == role;
    if rows(context.tenant, Side::Granted, principal).iter().any(is_same) {
        return Err(Failure::bad("Permission being assigned already exists on the object")
            .with_detail("InvalidUpdate", None));
    }
    Ok(json!({
        "id": assignment_id(principal, role),
        "appRoleId": role,
        "createdDateTime": context.moment(),
        "deletedDateTime": null,
        "principalDisplayName": text(holder, "displayName"),
        "principalId": principal,
        "principalType": principal_type,
        "resourceDisplayName": text(granting, "displayName"),
        "resourceId": resource,
    }))
}

pub(super) fn create(context: &mut Context<'_>, side: Side) -> Result<Response, Failure> {
    let (id, _) = named(context, true)?;
    let wish = read_wish(context, side, &id)?;
    let row = grant(context, &wish)?;
    context.tenant.put(Table::AppRoleAssignments, text(&row, "id"), row.clone());
    Ok(created(context, &APP_ROLE_ASSIGNMENT, &side.name(&id), &row))
}

/// Makes an assignment's id: Graph's are the principal in binary form and 16 more bytes, for which
/// the role stands here.
fn assignment_id(principal: &str, role: &str) -> String {
    let bytes = |id: &str| Uuid::try_parse(id).unwrap_or_default().to_bytes_le();
    URL_SAFE_NO_PAD.encode([bytes(principal), bytes(role)].concat())
}

/// Tells whether a resource has a role; every resource has the default one.
fn has_role(resource: &Value, role: &str) -> bool {
    let declared = resource.get("appRoles").and_then(Value::as_array);
    let is_declared = declared.into_iter().flatten().any(|declared| text(declared, "id") == role);
    let is_graphs = text(resource, "appId") == catalog::GRAPH_APP_ID
        && catalog::permission_name(role).is_some();
    is_declared || is_graphs || role == Uuid::nil().to_string()
}

pub(super) fn remove(context: &mut Context<'_>, side: Side) -> Result<Response, Failure> {
    let (id, _) = named(context, true)?;
    let assignment = context.key(1).to_owned();
    let found = context.tenant.get(Table::AppRoleAssignments, &assignment);
    if found.is_none_or(|row| text(row, side.property()) != id) {
        return Err(Failure::missing(&assignment));
    }
    context.tenant.remove(Table::AppRoleAssignments, &assignment);
    Ok(no_content())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::sandbox::catalog::permission_id;
    use crate::sandbox::directory::trial::{APP_ID, GRAPH, OBJECT, PRINCIPAL, Trial};
    use crate::sandbox::store::Table;

    #[test]
    fn consent_is_given_once_and_taken() {
        let mut trial = Trial::new(&["AppRoleAssignment.ReadWrite.All", "Application.Read.All"]);
        let role = permission_id("User.Read.All").unwrap();
        let body = json!({"principalId": PRINCIPAL, "resourceId": GRAPH, "appRoleId": role});
        let path = format!("/servicePrincipals/{GRAPH}/appRoleAssignedTo");
        let made = trial.ask("POST", &path, Some(body.clone()));
        assert_eq!(made.status, 201, "{:?}", made.body);
        let id = made.body.unwrap()["id"].as_str().unwrap().to_owned();
        assert_eq!(trial.ask("POST", &path, Some(body)).status, 400);
        let listed =
            trial.read(&format!("/servicePrincipals(appId='{APP_ID}')/appRoleAssignments"));
        assert_eq!(listed["value"][0]["appRoleId"], role);
        let unknown = json!({"principalId": PRINCIPAL, "resourceId": GRAPH, "appRoleId": uuid::Uuid::from_u128(9)});
        assert_eq!(trial.ask("POST", &path, Some(unknown)).status, 400);
        assert_eq!(trial.ask("DELETE", &format!("{path}/{id}"), None).status, 204);
        assert_eq!(trial.ask("DELETE", &format!("{path}/{id}"), None).status, 404);
    }

    #[test]
    fn graphs_own_roles_are_listed() {
        let mut trial = Trial::new(&["Application.Read.All"]);
        let graph = trial.read(
            "/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')?$select=id,appRoles",
        );
        assert!(
            graph["appRoles"]
                .as_array()
                .unwrap()
                .iter()
                .any(|role| role["value"] == "User.Read.All")
        );
    }

    #[test]
    fn secrets_are_shown_once() {
        let mut trial = Trial::new(&["Application.ReadWrite.OwnedBy"]);
        let wish = json!({"passwordCredential": {"displayName": "ci"}});
        let made = trial
            .ask("POST", &format!("/applications/{OBJECT}/addPassword"), Some(wish))
            .body
            .unwrap();
        let secret = made["secretText"].as_str().unwrap();
        let row = trial.tenant.get(Table::Applications, OBJECT).unwrap().to_string();
        assert!(!row.contains(secret));
        assert!(row.contains("sha256"));
        let read =
            trial.read(&format!("/applications(appId='{APP_ID}')?$select=passwordCredentials"));
        assert_eq!(read["passwordCredentials"][0]["secretText"], json!(null));
        assert!(!read.to_string().contains("sha256"));
        let key = json!({"keyId": made["keyId"]});
        assert_eq!(
            trial.ask("POST", &format!("/applications/{OBJECT}/removePassword"), Some(key)).status,
            204
        );
    }

    #[test]
    fn owned_by_reaches_only_what_is_owned() {
        let mut trial = Trial::new(&["Application.ReadWrite.OwnedBy"]);
        let mut row = trial.tenant.get(Table::Applications, OBJECT).unwrap().clone();
        let path = format!("/applications/{OBJECT}/extensionProperties");
        let wish = |name: &str| {
            Some(json!({"name": name, "dataType": "String", "targetObjects": ["User"]}))
        };
        assert_eq!(trial.ask("POST", &path, wish("one")).status, 201);
        assert_eq!(trial.ask("POST", &path, wish("one")).status, 400);
        row["sandbox.owners"] = json!([]);
        trial.tenant.put(Table::Applications, OBJECT, row);
        assert_eq!(trial.ask("POST", &path, wish("two")).status, 403);
        assert_eq!(trial.ask("GET", &format!("/applications/{OBJECT}"), None).status, 403);
        assert_eq!(trial.ask("GET", "/applications", None).status, 403);
    }
}
