//! An administrator who consents to what an app asks for.

use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::rows;
use super::spec_apps::SeedApp;
use super::when::rfc3339;
use crate::sandbox::catalog::{GRAPH_APP_ID, permission_id};
use crate::sandbox::store::{Table, Tenant};

/// Consents to every permission of a described app that the tenant's app does not have yet, and
/// takes none away. An app that is not there is left alone, and so is a permission that the sandbox
/// does not know.
pub fn consent(tenant: &mut Tenant, app: &SeedApp, now: Timestamp) {
    let principal = principal(tenant, &app.client_id.to_string());
    let (Some(principal), Some(graph)) = (principal, self::principal(tenant, GRAPH_APP_ID)) else {
        return;
    };
    for name in &app.permissions {
        let role: Option<Uuid> = permission_id(name).and_then(|id| id.parse().ok());
        let Some(role) = role else { continue };
        let held = tenant.rows(Table::AppRoleAssignments).any(|(_, row)| {
            row["principalId"] == json!(principal) && row["appRoleId"] == json!(role)
        });
        if !held {
            let id = rows::grant_id(principal, role);
            let row = json!({
                "id": id, "appRoleId": role, "createdDateTime": rfc3339(now),
                "principalDisplayName": app.display_name, "principalId": principal,
                "principalType": "ServicePrincipal", "resourceDisplayName": "Microsoft Graph",
                "resourceId": graph, "deletedDateTime": null,
            });
            tenant.put(Table::AppRoleAssignments, id, row);
        }
    }
}

fn principal(tenant: &Tenant, app_id: &str) -> Option<Uuid> {
    let mut rows = tenant.rows(Table::ServicePrincipals);
    let found = rows.find(|(_, row)| row["appId"] == *app_id);
    found.and_then(|(id, _)| id.parse().ok())
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::consent;
    use crate::sandbox::{
        seed::{SeedTenant, plant},
        store::Table,
    };

    #[test]
    fn what_is_missing_is_consented_to_once_and_nothing_is_taken_away() {
        let described = |permissions: &[&str]| -> SeedTenant {
            let app = json!({
                "clientId": "7d1e8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f", "permissions": permissions,
            });
            from_value(json!({
                "tenantId": "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f", "displayName": "Contoso",
                "apps": [app],
            }))
            .expect("a seed")
        };
        let now = "2026-11-23T12:00:00Z".parse().expect("a time");
        let mut tenant =
            plant(&described(&["User.Read.All", "User.Create"]), now).expect("planted");
        let more = described(&["User.Read.All", "Group.ReadWrite.All", "No.Such.Thing"]);
        consent(&mut tenant, &more.apps[0], now);
        assert_eq!(tenant.rows(Table::AppRoleAssignments).count(), 3);
        assert_eq!(tenant.take_recorded().len(), 1);
        consent(&mut tenant, &more.apps[0], now);
        assert!(tenant.take_recorded().is_empty());
    }
}
