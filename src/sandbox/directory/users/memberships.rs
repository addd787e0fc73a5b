//! What a user is in.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::sandbox::directory::collection::{Listing, list};
use crate::sandbox::directory::context::{Context, with_body};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::memberships;
use crate::sandbox::directory::objects::{ObjectKind, identify, is_true, text};
use crate::sandbox::directory::operation::{Operation, get, post};
use crate::sandbox::directory::permission::{
    MEMBER_CHECK, USER_MEMBER_OF, USER_TRANSITIVE_MEMBER_OF,
};
use crate::sandbox::odata::facts::{DIRECTORY_OBJECT, GROUP};
use crate::sandbox::wire::Response;

pub(in super::super) const OPERATIONS: &[Operation] = &[
    get("/users/{id}/memberOf", USER_MEMBER_OF, member_of),
    get("/users/{id}/memberOf/microsoft.graph.group", USER_MEMBER_OF, member_of_groups),
    get("/users/{id}/transitiveMemberOf", USER_TRANSITIVE_MEMBER_OF, transitive_member_of),
    get(
        "/users/{id}/transitiveMemberOf/microsoft.graph.group",
        USER_TRANSITIVE_MEMBER_OF,
        transitive_groups,
    ),
    post("/users/{id}/getMemberObjects", MEMBER_CHECK, member_objects),
    post("/users/{id}/getMemberGroups", MEMBER_CHECK, member_groups),
    post("/users/{id}/checkMemberGroups", MEMBER_CHECK, check_groups),
];

fn user(context: &Context<'_>) -> Result<String, Failure> {
    identify(context.tenant, ObjectKind::User, context.key(0))
}

fn member_of(context: &mut Context<'_>) -> Result<Response, Failure> {
    let found = memberships::of(context.tenant, context.now, &user(context)?);
    list(context, mixed(found))
}

fn transitive_member_of(context: &mut Context<'_>) -> Result<Response, Failure> {
    let found = memberships::transitive(context.tenant, context.now, &user(context)?);
    list(context, mixed(found))
}

fn member_of_groups(context: &mut Context<'_>) -> Result<Response, Failure> {
    let found = memberships::of(context.tenant, context.now, &user(context)?);
    list_groups(context, found)
}

fn transitive_groups(context: &mut Context<'_>) -> Result<Response, Failure> {
    let found = memberships::transitive(context.tenant, context.now, &user(context)?);
    list_groups(context, found)
}

fn list_groups(context: &Context<'_>, mut found: Vec<Value>) -> Result<Response, Failure> {
    let group = ObjectKind::Group.odata_type();
    found.retain(|object| text(object, "@odata.type") == group);
    let items = found.into_iter().map(Cow::Owned).collect();
    list(context, Listing { entity: &GROUP, name: "groups".to_owned(), items })
}

/// A collection of objects of several types, in the order of their ids.
fn mixed(mut found: Vec<Value>) -> Listing<'static> {
    found.sort_by(|left, right| text(left, "id").cmp(text(right, "id")));
    let items = found.into_iter().map(Cow::Owned).collect();
    Listing { entity: &DIRECTORY_OBJECT, name: "directoryObjects".to_owned(), items }
}

fn member_objects(context: &mut Context<'_>) -> Result<Response, Failure> {
    let body = context.body()?;
    let only_security = body.get("securityEnabledOnly").and_then(Value::as_bool).unwrap_or(false);
    let found = memberships::transitive(context.tenant, context.now, &user(context)?);
    let role = ObjectKind::DirectoryRole.odata_type();
    let counts = |object: &&Value| {
        !only_security || is_true(object, "securityEnabled") || text(object, "@odata.type") == role
    };
    Ok(strings(context, found.iter().filter(counts).map(|object| text(object, "id").to_owned())))
}

fn member_groups(context: &mut Context<'_>) -> Result<Response, Failure> {
    let body = context.body()?;
    let only_security = body.get("securityEnabledOnly").and_then(Value::as_bool).unwrap_or(false);
    let groups = memberships::transitive_groups(context.tenant, &user(context)?);
    let found = memberships::objects(context.tenant, groups);
    let counts = |object: &&Value| !only_security || is_true(object, "securityEnabled");
    Ok(strings(context, found.iter().filter(counts).map(|object| text(object, "id").to_owned())))
}

fn check_groups(context: &mut Context<'_>) -> Result<Response, Failure> {
    let body = context.body()?;
    let Some(asked) = body.get("groupIds").and_then(Value::as_array) else {
        return Err(Failure::required("groupIds", "User"));
    };
    let groups = memberships::transitive_groups(context.tenant, &user(context)?);
    let found = asked
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_lowercase)
        .filter(|id| groups.contains(id));
    Ok(strings(context, found))
}

fn strings(context: &Context<'_>, ids: impl IntoIterator<Item = String>) -> Response {
    let ids: Value = ids.into_iter().collect();
    let name = format!("{}/$metadata#Collection(Edm.String)", context.root());
    with_body(200, json!({"@odata.context": name, "value": ids}))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::super::trial::{ADMIN, ALICE, HELD, PLAIN, Trial, UNIT};
    use crate::sandbox::store::Table;

    fn kinds(body: &Value) -> Vec<String> {
        let mut kinds: Vec<_> = body["value"]
            .as_array()
            .unwrap()
            .iter()
            .map(|object| {
                object["@odata.type"]
                    .as_str()
                    .unwrap()
                    .trim_start_matches("#microsoft.graph.")
                    .to_owned()
            })
            .collect();
        kinds.sort();
        kinds
    }

    #[test]
    fn groups_units_and_roles_are_found() {
        let mut trial = Trial::new(&["Directory.Read.All"]);
        trial.join(Table::GroupMembers, HELD, ALICE);
        trial.join(Table::GroupMembers, PLAIN, HELD);
        trial.join(Table::AdministrativeUnitMembers, UNIT, ALICE);
        trial.give(HELD, "Global Reader", "/");
        let direct = trial.read(&format!("/users/{ALICE}/memberOf"));
        assert_eq!(kinds(&direct), ["administrativeUnit", "group"]);
        let all = trial.read(&format!("/users/{ALICE}/transitiveMemberOf?$select=id,displayName"));
        assert_eq!(kinds(&all), ["administrativeUnit", "directoryRole", "group", "group"]);
        assert_eq!(kinds(&trial.read(&format!("/users/{ADMIN}/memberOf"))), ["directoryRole"]);
        let ids = trial.ask(
            "POST",
            &format!("/users/{ALICE}/getMemberGroups"),
            Some(json!({"securityEnabledOnly": true})),
        );
        assert_eq!(ids.body.unwrap()["value"], json!([PLAIN, HELD]));
        let checked = trial.ask(
            "POST",
            &format!("/users/{ALICE}/checkMemberGroups"),
            Some(json!({"groupIds": [PLAIN, UNIT]})),
        );
        assert_eq!(checked.body.unwrap()["value"], json!([PLAIN]));
        assert_eq!(
            trial.ask("GET", "/users/nobody@trial.example/transitiveMemberOf", None).status,
            404
        );
    }
}
