//! Custom roles, and who holds which role.

use serde_json::{Value, json};
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
    let target = json!({
        "roleDefinitionId": definition, "principalId": principal, "directoryScopeId": scope,
    });
    if held.until.is_none() && !held.eligible {
        let id = rows::assignment_id(definition, principal, unit);
        let mut row = target;
        row["id"] = json!(id);
        return bed.put(Table::RoleAssignments, id, row);
    }
    let kind = if held.eligible { "eligibilities" } else { "schedules" };
    let id = bed.id(kind, &format!("{principal}/{definition}/{scope}"));
    let row = schedule(bed, held, (id, target));
    if held.eligible {
        return bed.put(Table::RoleEligibilitySchedules, id.to_string(), row);
    }
    bed.put(Table::RoleAssignmentSchedules, id.to_string(), row)
}

/// Makes a schedule as Privileged Identity Management would, of an assignment or an eligibility.
fn schedule(bed: &Bed, held: &SeedRole, (id, target): (Uuid, Value)) -> Value {
    let start = rfc3339(held.from.map_or(bed.now, |from| from.resolve(bed.now)));
    let end = held.until.map(|until| rfc3339(until.resolve(bed.now)));
    let mut row = target;
    for (name, value) in [
        ("id", json!(id)),
        ("appScopeId", Value::Null),
        ("createdDateTime", json!(start)),
        ("createdUsing", json!(id)),
        ("memberType", json!("Direct")),
        ("modifiedDateTime", Value::Null),
        ("status", json!("Provisioned")),
        (
            "scheduleInfo",
            json!({
                "startDateTime": start, "recurrence": null,
                "expiration": {
                    "type": if end.is_some() { "afterDateTime" } else { "noExpiration" },
                    "endDateTime": end, "duration": null,
                },
            }),
        ),
    ] {
        row[name] = value;
    }
    if !held.eligible {
        row["assignmentType"] = json!("Assigned");
    }
    row
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

#[cfg(test)]
mod tests {
    use serde_json::from_value;

    use super::*;
    use crate::sandbox::seed::plant;

    #[test]
    fn a_role_is_held_for_good_for_a_time_or_can_be_activated() {
        let seed: SeedTenant = from_value(json!({
            "tenantId": "3f2a8a2c-0000-4000-8000-000000000001", "displayName": "Contoso",
            "users": [{
                "userPrincipalName": "ann@contoso.onmicrosoft.com",
                "roles": [
                    "Global Reader",
                    { "role": "User Administrator", "until": "2h" },
                    { "role": "Global Administrator", "eligible": true },
                ],
            }],
        }))
        .unwrap();
        let tenant = plant(&seed, jiff::Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(tenant.rows(Table::RoleAssignments).count(), 1);
        let (_, timed) = tenant.rows(Table::RoleAssignmentSchedules).next().unwrap();
        assert_eq!(timed["scheduleInfo"]["expiration"]["endDateTime"], "1970-01-01T02:00:00Z");
        let eligible: Vec<_> = tenant.rows(Table::RoleEligibilitySchedules).collect();
        assert_eq!(eligible.len(), 1);
        assert_eq!(eligible[0].1["scheduleInfo"]["expiration"]["type"], "noExpiration");
    }
}
