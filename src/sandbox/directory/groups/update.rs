//! `PATCH /groups/{id}`, and `PATCH /groups(uniqueName='…')`, which creates where
//! `Prefer: create-if-missing` was sent.

use serde_json::{Map, Value, json};

use super::{create, links, rules};
use crate::sandbox::directory::body;
use crate::sandbox::directory::context::{Context, no_content};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::{ObjectKind, identify};
use crate::sandbox::directory::path::alternate_key;
use crate::sandbox::directory::permission::{
    GROUP_CREATE, GROUP_UPDATE, MEMBERS_WRITE, OWNERS_WRITE,
};
use crate::sandbox::odata::facts::GROUP;
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

/// What is decided when a group is made.
const IMMUTABLE: [&str; 3] = ["isAssignableToRole", "mailEnabled", "uniqueName"];

pub(super) fn update(context: &mut Context<'_>) -> Result<Response, Failure> {
    let body = context.body()?;
    let key = context.key(0).to_owned();
    let found = identify(context.tenant, ObjectKind::Group, &key);
    let creates = context.has_header("prefer", "create-if-missing");
    match (found, alternate_key(&key)) {
        (Ok(id), _) => change(context, &id, body),
        (Err(missing), Some(("uniqueName", name))) if creates && missing.status == 404 => {
            upsert(context, &name, body)
        }
        (Err(failure), _) => {
            context.require(GROUP_UPDATE)?;
            Err(failure)
        }
    }
}

fn upsert(
    context: &mut Context<'_>,
    name: &str,
    mut body: Map<String, Value>,
) -> Result<Response, Failure> {
    context.require(GROUP_CREATE)?;
    if body::text(&body, "uniqueName").is_some_and(|written| written != name) {
        return Err(Failure::invalid("uniqueName", GROUP.label));
    }
    body.insert("uniqueName".to_owned(), json!(name));
    create::make(context, body)
}

fn change(
    context: &mut Context<'_>,
    id: &str,
    body: Map<String, Value>,
) -> Result<Response, Failure> {
    require_permissions(context, &body)?;
    rules::require_writable(context, id)?;
    let mut row =
        context.tenant.get(Table::Groups, id).cloned().ok_or_else(|| Failure::missing(id))?;
    body::check(context.tenant, &GROUP, &body)?;
    check_values(&row, &body)?;
    let mut linked = Vec::new();
    for link in [links::MEMBERS, links::OWNERS] {
        let bound = create::bound(&body, link.name())?;
        if !bound.is_empty() {
            links::require_open(context, link, id)?;
            linked.push((link, links::check_all(context, link, &row, &bound)?));
        }
    }
    for (link, far) in linked {
        links::put_all(context, link, id, far);
    }
    body::merge(&mut row, body);
    context.tenant.put(Table::Groups, id, row);
    Ok(no_content())
}

fn require_permissions(context: &Context<'_>, body: &Map<String, Value>) -> Result<(), Failure> {
    let mut is_ordinary = body.is_empty();
    for name in body.keys() {
        match name.as_str() {
            "members@odata.bind" => context.require(MEMBERS_WRITE)?,
            "owners@odata.bind" => context.require(OWNERS_WRITE)?,
            _ => is_ordinary = true,
        }
    }
    if is_ordinary { context.require(GROUP_UPDATE) } else { Ok(()) }
}

fn check_values(row: &Value, body: &Map<String, Value>) -> Result<(), Failure> {
    let null = Value::Null;
    for name in IMMUTABLE {
        if body.get(name).is_some_and(|value| value != row.get(name).unwrap_or(&null)) {
            return Err(Failure::bad(format!(
                "Property '{name}' is immutable and cannot be changed."
            )));
        }
    }
    for name in ["displayName", "mailNickname", "securityEnabled"] {
        let is_empty =
            body.get(name).is_some_and(|value| value.is_null() || value.as_str() == Some(""));
        if is_empty {
            return Err(Failure::invalid(name, GROUP.label));
        }
    }
    let turns = |name| {
        body.contains_key("groupTypes")
            && rules::is_type(body.get("groupTypes"), name)
                != rules::is_type(row.get("groupTypes"), name)
    };
    if turns("Unified")
        || turns("DynamicMembership") && row.get("isAssignableToRole") == Some(&Value::Bool(true))
    {
        return Err(Failure::invalid("groupTypes", GROUP.label));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::super::trial::{ALICE, HELD, MARK, PLAIN, Trial};
    use crate::sandbox::store::Table;

    const UPSERT: &[(&str, &str)] = &[("prefer", "create-if-missing")];
    const ALL: &[&str] =
        &["Group.ReadWrite.All", "GroupMember.Read.All", "RoleManagement.ReadWrite.Directory"];

    fn new() -> Value {
        json!({"displayName": "Helpdesk", "mailEnabled": false, "mailNickname": "helpdesk", "securityEnabled": true})
    }

    #[test]
    fn an_upsert_creates_once_and_then_updates() {
        let mut trial = Trial::new(ALL);
        let path = "/groups(uniqueName='tenantry.northwind.helpdesk')";
        assert_eq!(trial.ask("PATCH", path, Some(new())).status, 404);
        assert_eq!(trial.ask("GET", path, None).status, 404);
        let mut body = new();
        body[MARK] = json!("northwind");
        let made = trial.ask_with("PATCH", path, Some(body), UPSERT);
        assert_eq!(made.status, 201, "{:?}", made.body);
        let id = made.body.unwrap()["id"].as_str().unwrap().to_owned();
        let changed =
            trial.ask_with("PATCH", path, Some(json!({"displayName": "Renamed"})), UPSERT);
        assert_eq!((changed.status, changed.body), (204, None));
        let read = trial.read(&format!("{path}?$select=id,displayName,uniqueName,{MARK}"));
        assert_eq!(read["id"], json!(id));
        assert_eq!(read["displayName"], "Renamed");
        assert_eq!(read[MARK], "northwind");
    }

    #[test]
    fn what_is_wrong_is_refused() {
        let table = [
            (json!({"mailEnabled": true}), 400),
            (json!({"securityEnabled": false}), 400),
            (json!({"mailNickname": "a b"}), 400),
            (json!({"displayName": ""}), 400),
            (json!({"uniqueName": "taken"}), 400),
            (json!({"groupTypes": ["DynamicMembership"]}), 400),
            (
                json!({"isAssignableToRole": true, "groupTypes": ["DynamicMembership"], "membershipRule": "x"}),
                400,
            ),
            (
                json!({"members@odata.bind": ["https://graph.microsoft.com/v1.0/directoryObjects/nonsense"]}),
                400,
            ),
            (
                json!({"members@odata.bind": [format!("https://x/v1.0/users/{}", uuid::Uuid::nil())]}),
                404,
            ),
            (
                json!({"isAssignableToRole": true, "members@odata.bind": [format!("https://x/v1.0/groups/{PLAIN}")]}),
                403,
            ),
            (
                json!({"members@odata.bind": [format!("https://x/v1.0/users/{ALICE}")], "isAssignableToRole": true}),
                201,
            ),
        ];
        for (more, status) in table {
            let mut trial = Trial::new(ALL);
            let mut plain = trial.tenant.get(Table::Groups, PLAIN).unwrap().clone();
            plain["uniqueName"] = json!("taken");
            trial.tenant.put(Table::Groups, PLAIN, plain);
            let mut body = new();
            body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            assert_eq!(trial.ask("POST", "/groups", Some(body)).status, status, "{more}");
        }
    }

    #[test]
    fn role_assignable_groups_take_more() {
        let mut body = new();
        body["isAssignableToRole"] = json!(true);
        let mut trial = Trial::new(&["Group.ReadWrite.All"]);
        assert_eq!(trial.ask("POST", "/groups", Some(body.clone())).status, 403);
        assert_eq!(
            trial
                .ask("PATCH", &format!("/groups/{HELD}"), Some(json!({"displayName": "x"})))
                .status,
            403
        );
        assert_eq!(trial.ask("DELETE", &format!("/groups/{HELD}"), None).status, 403);
        let mut trial = Trial::new(ALL);
        trial.tenant.put(Table::Settings, "licences", json!({"p1": false, "p2": false}));
        assert_eq!(trial.ask("POST", "/groups", Some(body.clone())).status, 400);
        let mut trial = Trial::new(ALL);
        let made = trial.ask("POST", "/groups", Some(body)).body.unwrap();
        assert_eq!(made["visibility"], "Private");
        let flag = json!({"isAssignableToRole": false});
        assert_eq!(trial.ask("PATCH", &format!("/groups/{HELD}"), Some(flag)).status, 400);
        let same = json!({"isAssignableToRole": true});
        assert_eq!(trial.ask("PATCH", &format!("/groups/{HELD}"), Some(same)).status, 204);
    }

    #[test]
    fn members_are_bound_with_their_own_permission_all_or_none() {
        let mut trial = Trial::new(&["GroupMember.ReadWrite.All", "GroupMember.Read.All"]);
        let path = format!("/groups/{PLAIN}");
        let bind = |ids: &[&str]| {
            let links: Vec<_> =
                ids.iter().map(|id| format!("https://x/v1.0/directoryObjects/{id}")).collect();
            json!({"members@odata.bind": links})
        };
        assert_eq!(trial.ask("PATCH", &path, Some(json!({"displayName": "x"}))).status, 403);
        let missing = uuid::Uuid::nil().to_string();
        assert_eq!(trial.ask("PATCH", &path, Some(bind(&[ALICE, &missing]))).status, 404);
        assert_eq!(trial.read(&format!("{path}/members"))["value"], json!([]));
        assert_eq!(trial.ask("PATCH", &path, Some(bind(&[ALICE]))).status, 204);
        assert_eq!(trial.ask("PATCH", &path, Some(bind(&[ALICE]))).status, 400);
        assert_eq!(trial.ask("PATCH", &path, Some(bind(&vec![ALICE; 21]))).status, 400);
    }
}
