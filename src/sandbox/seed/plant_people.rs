//! Users, groups, administrative units, who is in them, and who is marked as owned.

use serde_json::{Value, json};
use uuid::Uuid;

use super::plant::{Bed, SeedError};
use super::rows;
use super::spec::SeedTenant;
use super::spec_people::{SeedGroup, SeedMarker, SeedUser};
use super::when::{When, resolve_words, rfc3339};
use crate::sandbox::catalog::method_kind;
use crate::sandbox::secret::salted;
use crate::sandbox::store::Table;

/// Plants the groups.
pub(super) fn groups(bed: &mut Bed, seed: &SeedTenant) -> Result<(), SeedError> {
    for group in &seed.groups {
        let id = group.id.unwrap_or_else(|| bed.id("groups", &group.display_name));
        let row = group_row(bed, group, id);
        bed.put(Table::Groups, id.to_string(), row)?;
        // Two groups may have one display name; members then mean the first.
        let name = group.display_name.to_lowercase();
        bed.named.entry(name).or_insert((id, rows::GROUP));
    }
    Ok(())
}

fn group_row(bed: &Bed, group: &SeedGroup, id: Uuid) -> Value {
    let mut row = rows::group(id, &group.display_name, &bed.long_ago);
    row["description"] = json!(group.description);
    row["uniqueName"] = json!(group.unique_name);
    if group.is_assignable_to_role {
        row["isAssignableToRole"] = json!(true);
        row["visibility"] = json!("Private");
    }
    if group.dynamic {
        row["groupTypes"] = json!(["DynamicMembership"]);
        row["membershipRule"] = json!("user.department -eq \"IT\"");
        row["membershipRuleProcessingState"] = json!("On");
    }
    if group.synced {
        row["onPremisesSyncEnabled"] = json!(true);
    }
    if group.mail_enabled {
        row["mailEnabled"] = json!(true);
    }
    row
}

/// Plants the users.
pub(super) fn users(bed: &mut Bed, seed: &SeedTenant) -> Result<(), SeedError> {
    for user in &seed.users {
        let upn = &user.user_principal_name;
        if !upn.contains('@') {
            return Err(bed.error(upn, "a user principal name has the form name@domain"));
        }
        let id = user.id.unwrap_or_else(|| bed.id("users", upn));
        bed.name("users", upn, (id, rows::USER))?;
        let row = user_row(bed, user, id);
        bed.put(Table::Users, id.to_string(), row)?;
        let password = match &user.password {
            Some(password) => salted(&password.0),
            None => salted(&Uuid::new_v4().to_string()),
        };
        bed.put(Table::Passwords, id.to_string(), password)?;
        methods(bed, user, id)?;
    }
    Ok(())
}

fn methods(bed: &mut Bed, user: &SeedUser, id: Uuid) -> Result<(), SeedError> {
    for (number, name) in user.methods.iter().enumerate() {
        let at = format!("users/{}/methods", user.user_principal_name);
        let kind = method_kind(name)
            .ok_or_else(|| bed.error(&at, format!("no method is called `{name}`")))?;
        let method = bed.id("methods", &format!("{id}/{number}/{name}"));
        let row = kind.registered(&method.to_string(), &bed.long_ago);
        bed.put(Table::AuthenticationMethods, format!("{id}/{method}"), row)?;
    }
    Ok(())
}

fn user_row(bed: &Bed, user: &SeedUser, id: Uuid) -> Value {
    let upn = &user.user_principal_name;
    let created = match user.created {
        Some(when) => rfc3339(when.resolve(bed.now)),
        None => bed.long_ago.clone(),
    };
    let name = user.display_name.as_deref();
    let name = name.unwrap_or_else(|| upn.split('@').next().unwrap_or(upn));
    let mut row = rows::user(id, upn, name, &created);
    row["accountEnabled"] = json!(user.account_enabled);
    if user.on_premises_sync_enabled {
        row["onPremisesSyncEnabled"] = json!(true);
    }
    if let Some(when) = user.last_sign_in {
        let at = rfc3339(when.resolve(bed.now));
        row["signInActivity"] =
            json!({ "lastSignInDateTime": at, "lastSuccessfulSignInDateTime": at });
    }
    row
}

/// Plants the administrative units.
pub(super) fn units(bed: &mut Bed, seed: &SeedTenant) -> Result<(), SeedError> {
    for unit in &seed.administrative_units {
        let id = unit.id.unwrap_or_else(|| bed.id("administrativeUnits", &unit.display_name));
        let row = json!({
            "id": id, "displayName": unit.display_name, "description": null, "visibility": null,
            "isMemberManagementRestricted": unit.restricted, "membershipType": null,
            "membershipRule": null, "membershipRuleProcessingState": null, "deletedDateTime": null,
        });
        bed.put(Table::AdministrativeUnits, id.to_string(), row)?;
        bed.units.insert(unit.display_name.to_lowercase(), id);
    }
    Ok(())
}

/// Puts members into groups and units.
pub(super) fn memberships(bed: &mut Bed, seed: &SeedTenant) -> Result<(), SeedError> {
    for group in &seed.groups {
        let id = group.id.unwrap_or_else(|| bed.id("groups", &group.display_name));
        for member in &group.members {
            let at = format!("groups/{}/members", group.display_name);
            let member = bed.find(&at, member)?;
            join(bed, Table::GroupMembers, id, member)?;
        }
    }
    for user in &seed.users {
        let at = format!("users/{}/groups", user.user_principal_name);
        let member = bed.find(&at, &user.user_principal_name)?;
        for held in &user.groups {
            let (id, _) = bed.find(&at, &held.group)?;
            match held.until {
                None => join(bed, Table::GroupMembers, id, member)?,
                Some(until) => join_until(bed, id, member.0, (held.from, until))?,
            }
        }
    }
    for unit in &seed.administrative_units {
        let id = unit.id.unwrap_or_else(|| bed.id("administrativeUnits", &unit.display_name));
        for member in &unit.members {
            let at = format!("administrativeUnits/{}/members", unit.display_name);
            let member = bed.find(&at, member)?;
            join(bed, Table::AdministrativeUnitMembers, id, member)?;
            if unit.restricted {
                restrict(bed, member.0);
            }
        }
    }
    Ok(())
}

fn join(
    bed: &mut Bed,
    table: Table,
    whole: Uuid,
    (member, kind): (Uuid, &'static str),
) -> Result<(), SeedError> {
    bed.put(table, format!("{whole}/{member}"), json!({ "memberType": kind }))
}

/// Puts a member into a group for a time, as Privileged Identity Management would.
fn join_until(
    bed: &mut Bed,
    group: Uuid,
    member: Uuid,
    (from, until): (Option<When>, When),
) -> Result<(), SeedError> {
    let start = rfc3339(from.map_or(bed.now, |from| from.resolve(bed.now)));
    let end = rfc3339(until.resolve(bed.now));
    let request = bed.id("schedules", &format!("{group}/{member}"));
    let id = format!("{group}_member_{request}");
    let row = json!({
        "id": id, "accessId": "member", "groupId": group, "principalId": member,
        "assignmentType": "assigned", "memberType": "direct", "status": "Provisioned",
        "createdUsing": request, "createdDateTime": start, "modifiedDateTime": null,
        "scheduleInfo": {
            "startDateTime": start, "recurrence": null,
            "expiration": { "type": "afterDateTime", "endDateTime": end, "duration": null },
        },
    });
    bed.put(Table::GroupAssignmentSchedules, id, row)
}

fn restrict(bed: &mut Bed, member: Uuid) {
    for table in [Table::Users, Table::Groups] {
        if let Some(row) = bed.tenant.get(table, &member.to_string()) {
            let mut row = row.clone();
            row["isManagementRestricted"] = json!(true);
            bed.tenant.put(table, member.to_string(), row);
        }
    }
}

/// Writes the ownership markers.
pub(super) fn markers(bed: &mut Bed, seed: &SeedTenant) -> Result<(), SeedError> {
    for user in &seed.users {
        if let Some(marker) = &user.marker {
            let id = user.id.unwrap_or_else(|| bed.id("users", &user.user_principal_name));
            mark(bed, seed, (Table::Users, id), marker)?;
        }
    }
    for group in &seed.groups {
        if let Some(marker) = &group.marker {
            let id = group.id.unwrap_or_else(|| bed.id("groups", &group.display_name));
            mark(bed, seed, (Table::Groups, id), marker)?;
        }
    }
    Ok(())
}

fn mark(
    bed: &mut Bed,
    seed: &SeedTenant,
    (table, id): (Table, Uuid),
    marker: &SeedMarker,
) -> Result<(), SeedError> {
    let app = marker.client_id.or_else(|| seed.apps.first().map(|app| app.client_id));
    let Some(app) = app else {
        return Err(bed.error("marker", "a marker needs an app whose extension holds it"));
    };
    let Some(row) = bed.tenant.get(table, &id.to_string()) else { return Ok(()) };
    let mut row = row.clone();
    let values = [
        ("Installation", &marker.installation),
        ("Address", &marker.address),
        ("Grant", &marker.grant),
        ("Ended", &marker.ended),
    ];
    for (name, value) in values {
        if let Some(value) = value {
            let key = format!("extension_{}_tenantry{name}", app.simple());
            row[key] = json!(resolve_words(value, bed.now));
        }
    }
    bed.tenant.put(table, id.to_string(), row);
    Ok(())
}
