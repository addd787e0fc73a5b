//! `directory/administrativeUnits`.

use std::borrow::Cow;

use serde_json::{Value, json};
use uuid::Uuid;

use super::body;
use super::collection::{Listing, created, list, one};
use super::context::{Context, no_content};
use super::failure::Failure;
use super::memberships::{ids_under, under};
use super::objects::{ObjectKind, canonical, find, identify, referenced, text};
use super::operation::{Operation, delete, get, patch, post};
use super::permission::{UNITS_READ, UNITS_WRITE};
use crate::sandbox::odata::facts::{ADMINISTRATIVE_UNIT, DIRECTORY_OBJECT};
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

const NAME: &str = "directory/administrativeUnits";

pub(super) const OPERATIONS: &[Operation] = &[
    get("/directory/administrativeUnits", UNITS_READ, list_all),
    post("/directory/administrativeUnits", UNITS_WRITE, create),
    get("/directory/administrativeUnits/{id}", UNITS_READ, get_one),
    patch("/directory/administrativeUnits/{id}", UNITS_WRITE, update),
    delete("/directory/administrativeUnits/{id}", UNITS_WRITE, remove),
    get("/directory/administrativeUnits/{id}/members", UNITS_READ, members),
    post("/directory/administrativeUnits/{id}/members/$ref", UNITS_WRITE, add_member),
    delete("/directory/administrativeUnits/{id}/members/{member}/$ref", UNITS_WRITE, remove_member),
];

fn list_all(context: &mut Context<'_>) -> Result<Response, Failure> {
    let items = context
        .tenant
        .rows(Table::AdministrativeUnits)
        .map(|(_, row)| Cow::Borrowed(row))
        .collect();
    list(context, Listing { entity: &ADMINISTRATIVE_UNIT, name: NAME.to_owned(), items })
}

fn named(context: &Context<'_>) -> Result<(String, Value), Failure> {
    let id = identify(context.tenant, ObjectKind::AdministrativeUnit, context.key(0))?;
    let row = context.tenant.get(Table::AdministrativeUnits, &id).cloned();
    row.map(|row| (id.clone(), row)).ok_or_else(|| Failure::missing(&id))
}

fn get_one(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (_, found) = named(context)?;
    one(context, &ADMINISTRATIVE_UNIT, NAME, &found)
}

fn create(context: &mut Context<'_>) -> Result<Response, Failure> {
    let body = context.body()?;
    body::check(context.tenant, &ADMINISTRATIVE_UNIT, &body)?;
    body::required(&body, "displayName", ADMINISTRATIVE_UNIT.label)?;
    let id = Uuid::new_v4().to_string();
    let mut row = json!({"id": id, "deletedDateTime": null, "isMemberManagementRestricted": false});
    body::merge(&mut row, body);
    context.tenant.put(Table::AdministrativeUnits, &id, row.clone());
    Ok(created(context, &ADMINISTRATIVE_UNIT, NAME, &row))
}

fn update(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (id, mut row) = named(context)?;
    let body = context.body()?;
    body::check(context.tenant, &ADMINISTRATIVE_UNIT, &body)?;
    for name in ["isMemberManagementRestricted", "visibility"] {
        let null = Value::Null;
        if body.get(name).is_some_and(|value| value != row.get(name).unwrap_or(&null)) {
            return Err(Failure::bad(format!(
                "Property '{name}' is immutable and cannot be changed."
            )));
        }
    }
    body::merge(&mut row, body);
    context.tenant.put(Table::AdministrativeUnits, id, row);
    Ok(no_content())
}

/// Deletes a unit for good, with who is in it and the roles at its scope.
fn remove(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (id, _) = named(context)?;
    for member in ids_under(context.tenant, Table::AdministrativeUnitMembers, &id) {
        context.tenant.remove(Table::AdministrativeUnitMembers, &format!("{id}/{member}"));
    }
    let scope = format!("/administrativeUnits/{id}");
    for table in
        [Table::RoleAssignments, Table::RoleAssignmentSchedules, Table::RoleEligibilitySchedules]
    {
        let ended =
            context.tenant.rows(table).filter(|(_, row)| text(row, "directoryScopeId") == scope);
        let ended: Vec<_> = ended.map(|(key, _)| key.to_owned()).collect();
        for key in ended {
            context.tenant.remove(table, &key);
        }
    }
    context.tenant.remove(Table::AdministrativeUnits, &id);
    Ok(no_content())
}

fn members(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (id, _) = named(context)?;
    let found = under(context.tenant, Table::AdministrativeUnitMembers, &id);
    let items = found.into_iter().map(Cow::Owned).collect();
    list(context, Listing { entity: &DIRECTORY_OBJECT, name: "directoryObjects".to_owned(), items })
}

fn add_member(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (id, _) = named(context)?;
    let body = context.body()?;
    let reference = body::text(&body, "@odata.id").unwrap_or("");
    let member = referenced(reference)?;
    let (kind, _) = find(context.tenant, &member).ok_or_else(|| Failure::missing(&member))?;
    if !matches!(kind, ObjectKind::User | ObjectKind::Group) {
        return Err(Failure::bad("Invalid object type for reference in 'members'."));
    }
    let key = format!("{id}/{member}");
    if context.tenant.get(Table::AdministrativeUnitMembers, &key).is_some() {
        return Err(Failure::conflicting());
    }
    context.tenant.put(
        Table::AdministrativeUnitMembers,
        key,
        json!({"memberType": kind.odata_type()}),
    );
    Ok(no_content())
}

fn remove_member(context: &mut Context<'_>) -> Result<Response, Failure> {
    let (id, _) = named(context)?;
    let member = canonical(context.key(1));
    let removed =
        context.tenant.remove(Table::AdministrativeUnitMembers, &format!("{id}/{member}"));
    removed.map(|_| no_content()).ok_or_else(|| Failure::missing(&member))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::trial::{ALICE, PRINCIPAL, Trial, UNIT};

    #[test]
    fn units_and_their_members() {
        let mut trial = Trial::new(&[
            "AdministrativeUnit.ReadWrite.All",
            "User.Read.All",
            "RoleManagement.Read.Directory",
        ]);
        let path = "/directory/administrativeUnits";
        let made = trial.ask(
            "POST",
            path,
            Some(json!({"displayName": "North", "isMemberManagementRestricted": true})),
        );
        assert_eq!(made.status, 201);
        let id = made.body.unwrap()["id"].as_str().unwrap().to_owned();
        assert_eq!(
            trial
                .ask(
                    "PATCH",
                    &format!("{path}/{id}"),
                    Some(json!({"isMemberManagementRestricted": false}))
                )
                .status,
            400
        );
        assert_eq!(
            trial.ask("PATCH", &format!("{path}/{id}"), Some(json!({"description": "x"}))).status,
            204
        );
        let found = trial.read(&format!("{path}?$filter=displayName eq 'north'"));
        assert_eq!(found["value"][0]["description"], "x");
        let add = format!("{path}/{UNIT}/members/$ref");
        let reference = |id: &str| Some(json!({"@odata.id": format!("https://x/v1.0/users/{id}")}));
        assert_eq!(trial.ask("POST", &add, reference(ALICE)).status, 204);
        let again = trial.ask("POST", &add, reference(ALICE)).body.unwrap();
        assert_eq!(again["error"]["details"][0]["code"], "ConflictingObjects");
        assert_eq!(trial.ask("POST", &add, reference(PRINCIPAL)).status, 400);
        assert_eq!(trial.read(&format!("{path}/{UNIT}/members"))["value"][0]["id"], ALICE);
        trial.give(ALICE, "Global Reader", &format!("/administrativeUnits/{UNIT}"));
        assert_eq!(trial.ask("DELETE", &format!("{path}/{UNIT}"), None).status, 204);
        let held = trial.read(&format!(
            "/roleManagement/directory/roleAssignments?$filter=principalId eq '{ALICE}'"
        ));
        assert_eq!(held["value"], json!([]));
    }
}
