//! Custom roles, and who holds which role.

use serde_json::json;
use uuid::Uuid;

use super::plant::{Bed, SeedError};
use super::role::SeedRole;
use super::rows;
use super::spec::SeedTenant;
use super::when::rfc3339;
use crate::sandbox::catalog::role;
use crate::sandbox::store::Table;

/// Plants the custom roles.
pub(super) fn custom_roles(bed: &mut Bed, seed: &SeedTenant) -> Result<(), SeedError> {
    for custom in &seed.custom_roles {
        let id = custom.id.unwrap_or_else(|| bed.id("roles", &custom.display_name));
        let row = json!({
            "id": id, "templateId": id, "displayName": custom.display_name, "description": null,
            "isBuiltIn": false, "isEnabled": true, "resourceScopes": ["/"], "version": null,
            "rolePermissions": [{ "allowedResourceActions": custom.actions, "condition": null }],
        });
        bed.put(Table::RoleDefinitions, id.to_string(), row)?;
        bed.roles.insert(custom.display_name.to_lowercase(), id);
    }
    Ok(())
}

/// Gives users, groups and apps their roles.
pub(super) fn assignments(bed: &mut Bed, seed: &SeedTenant) -> Result<(), SeedError> {
    for user in &seed.users {
        let at = format!("users/{}/roles", user.user_principal_name);
        let (principal, _) = bed.find(&at, &user.user_principal_name)?;
        assign_all(bed, &at, principal, &user.roles)?;
    }
    for group in &seed.groups {
        let at = format!("groups/{}/roles", group.display_name);
        let id = group.id.unwrap_or_else(|| bed.id("groups", &group.display_name));
        assign_all(bed, &at, id, &group.roles)?;
    }
    for app in &seed.apps {
        let at = format!("apps/{}/directoryRoles", app.client_id);
        let (principal, _) = bed.find(&at, &app.client_id.to_string())?;
        assign_all(bed, &at, principal, &app.directory_roles)?;
    }
    Ok(())
}

fn assign_all(
    bed: &mut Bed,
    at: &str,
    principal: Uuid,
    roles: &[SeedRole],
) -> Result<(), SeedError> {
    roles.iter().try_for_each(|held| assign(bed, at, principal, held))
}

fn assign(bed: &mut Bed, at: &str, principal: Uuid, held: &SeedRole) -> Result<(), SeedError> {
    let definition = role_id(bed, at, &held.role)?;
    let unit = match &held.administrative_unit {
        None => None,
        Some(name) => {
            let unit = bed.units.get(&name.to_lowercase()).copied();
            let missing = || bed.error(at, format!("no administrative unit is called `{name}`"));
            Some(unit.ok_or_else(missing)?)
        }
    };
    let scope = unit.map_or("/".to_owned(), |unit| format!("/administrativeUnits/{unit}"));
    let Some(until) = held.until else {
        let id = rows::assignment_id(definition, principal, unit);
        let row = json!({
            "id": id, "roleDefinitionId": definition, "principalId": principal,
            "directoryScopeId": scope,
        });
        return bed.put(Table::RoleAssignments, id, row);
    };
    let start = held.from.map_or(bed.now, |from| from.resolve(bed.now));
    let (start, end) = (rfc3339(start), rfc3339(until.resolve(bed.now)));
    let id = bed.id("schedules", &format!("{principal}/{definition}/{scope}"));
    let row = json!({
        "id": id, "roleDefinitionId": definition, "principalId": principal,
        "directoryScopeId": scope, "appScopeId": null, "assignmentType": "Assigned",
        "memberType": "Direct", "status": "Provisioned", "createdUsing": id,
        "createdDateTime": start, "modifiedDateTime": null,
        "startDateTime": start, "endDateTime": end,
        "scheduleInfo": {
            "startDateTime": start, "recurrence": null,
            "expiration": { "type": "afterDateTime", "endDateTime": end, "duration": null },
        },
    });
    bed.put(Table::RoleAssignmentSchedules, id.to_string(), row)
}

/// Finds a role by its display name or id.
pub(super) fn role_id(bed: &Bed, at: &str, name: &str) -> Result<Uuid, SeedError> {
    let built_in = role(name).and_then(|role| role.template_id.parse().ok());
    let custom = || bed.roles.get(&name.to_lowercase()).copied();
    let by_id = || {
        let id: Uuid = name.parse().ok()?;
        bed.roles.values().any(|known| *known == id).then_some(id)
    };
    let found = built_in.or_else(custom).or_else(by_id);
    found.ok_or_else(|| bed.error(at, format!("no role is called `{name}`")))
}
