//! A small tenant and a way to ask it, for the tests of this room.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

use super::answer;
use crate::sandbox::catalog;
use crate::sandbox::store::{Table, Tenant};
use crate::sandbox::wire::{Caller, Request, Response};

pub(super) const OBJECT: &str = "00000000-0000-4000-8000-0000000000a1";
pub(super) const PRINCIPAL: &str = "00000000-0000-4000-8000-0000000000a2";
pub(super) const GRAPH: &str = "00000000-0000-4000-8000-0000000000a3";
pub(super) const APP_ID: &str = "00000000-0000-4000-8000-0000000000a4";
pub(super) const ADMIN: &str = "00000000-0000-4000-8000-0000000000b1";
pub(super) const ALICE: &str = "00000000-0000-4000-8000-0000000000b2";
pub(super) const PLAIN: &str = "00000000-0000-4000-8000-0000000000c1";
pub(super) const HELD: &str = "00000000-0000-4000-8000-0000000000c2";
pub(super) const UNIT: &str = "00000000-0000-4000-8000-0000000000d1";
pub(super) const CLOSED: &str = "00000000-0000-4000-8000-0000000000d2";
pub(super) const MARK: &str = "extension_000000000000400080000000000000a4_mark";

/// A tenant, its caller, and the time.
pub(super) struct Trial {
    pub(super) tenant: Tenant,
    pub(super) caller: Caller,
    pub(super) now: Timestamp,
}

/// Returns the id of a built-in role.
pub(super) fn role(name: &str) -> &'static str {
    catalog::role(name).unwrap().template_id
}

impl Trial {
    /// A tenant with P2, a verified domain, an administrator, an ordinary user, a plain and a
    /// role-assignable group, an open and a closed unit, and the calling app with these permissions.
    pub(super) fn new(permissions: &[&str]) -> Self {
        let mut tenant = Tenant::new(Uuid::from_u128(1));
        let id = tenant.id.to_string();
        tenant.put(Table::Settings, "licences", json!({"p1": true, "p2": true}));
        tenant.put(
            Table::Organization,
            &id,
            json!({"id": id, "displayName": "Trial", "assignedPlans": []}),
        );
        put_domains(&mut tenant);
        put_people(&mut tenant);
        put_apps(&mut tenant);
        let caller = Caller {
            app_id: APP_ID.to_owned(),
            principal_id: PRINCIPAL.parse().unwrap(),
            permissions: permissions.iter().map(|name| (*name).to_owned()).collect(),
        };
        let mut trial = Self { tenant, caller, now: "2026-11-23T12:00:00Z".parse().unwrap() };
        trial.give(ADMIN, "Global Administrator", "/");
        trial
    }

    /// Gives a principal a role.
    pub(super) fn give(&mut self, principal: &str, name: &str, scope: &str) {
        let id = super::roles::assignment_id(role(name), principal, scope);
        let row = json!({
            "id": id, "principalId": principal, "roleDefinitionId": role(name), "directoryScopeId": scope,
        });
        self.tenant.put(Table::RoleAssignments, id, row);
    }

    /// Puts a member into a group or unit.
    pub(super) fn join(&mut self, table: Table, whole: &str, member: &str) {
        self.tenant.put(
            table,
            format!("{whole}/{member}"),
            json!({"memberType": "#microsoft.graph.user"}),
        );
    }

    /// Asks; what stands behind a `?` is the query.
    pub(super) fn ask(&mut self, method: &str, path: &str, body: Option<Value>) -> Response {
        self.ask_with(method, path, body, &[])
    }

    /// Asks with headers.
    pub(super) fn ask_with(
        &mut self,
        method: &str,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Response {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        let query = pairs
            .map(|pair| pair.split_once('=').unwrap())
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let request = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            version: "v1.0".to_owned(),
            query: query.collect(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect::<BTreeMap<_, _>>(),
            body,
            base: "https://localhost:8443".to_owned(),
            request_id: Uuid::nil(),
            client_request_id: "mine".to_owned(),
        };
        answer(&mut self.tenant, &self.caller, &request, self.now)
    }

    /// Asks and returns status and error code, or status and an empty text.
    pub(super) fn verdict(
        &mut self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> (u16, String) {
        let response = self.ask(method, path, body);
        let code = response.body.as_ref().and_then(|body| body["error"]["code"].as_str());
        (response.status, code.unwrap_or("").to_owned())
    }

    /// Reads, and returns the body.
    pub(super) fn read(&mut self, path: &str) -> Value {
        let response = self.ask("GET", path, None);
        assert_eq!(response.status, 200, "{path}: {:?}", response.body);
        response.body.unwrap()
    }
}

fn put_domains(tenant: &mut Tenant) {
    for (name, is_initial, is_verified) in [
        ("trial.onmicrosoft.com", true, true),
        ("trial.example", false, true),
        ("new.example", false, false),
    ] {
        let row = json!({
            "id": name, "authenticationType": "Managed", "isAdminManaged": true, "isDefault": is_initial,
            "isInitial": is_initial, "isRoot": true, "isVerified": is_verified, "supportedServices": [],
        });
        tenant.put(Table::Domains, name, row);
    }
}

fn put_people(tenant: &mut Tenant) {
    for (id, name) in [(ADMIN, "admin"), (ALICE, "alice")] {
        let row = json!({
            "id": id, "displayName": name, "accountEnabled": true, "mailNickname": name,
            "userPrincipalName": format!("{name}@trial.example"), "userType": "Member",
        });
        tenant.put(Table::Users, id, row);
    }
    for (id, name, is_assignable) in [(PLAIN, "Plain", false), (HELD, "Held", true)] {
        let row = json!({
            "id": id, "displayName": name, "mailNickname": name, "mailEnabled": false, "securityEnabled": true,
            "groupTypes": [], "isAssignableToRole": is_assignable.then_some(true),
        });
        tenant.put(Table::Groups, id, row);
    }
    for (id, name, is_closed) in [(UNIT, "Branch", false), (CLOSED, "Closed", true)] {
        let row = json!({"id": id, "displayName": name, "isMemberManagementRestricted": is_closed});
        tenant.put(Table::AdministrativeUnits, id, row);
    }
}

fn put_apps(tenant: &mut Tenant) {
    let row = json!({
        "id": OBJECT, "appId": APP_ID, "displayName": "Tool", "sandbox.owners": [PRINCIPAL], "sandbox.secrets": {},
    });
    tenant.put(Table::Applications, OBJECT, row);
    for (id, app_id, name) in
        [(PRINCIPAL, APP_ID, "Tool"), (GRAPH, catalog::GRAPH_APP_ID, "Microsoft Graph")]
    {
        let row = json!({
            "id": id, "appId": app_id, "displayName": name, "accountEnabled": true, "appRoleAssignmentRequired": false,
        });
        tenant.put(Table::ServicePrincipals, id, row);
    }
    let definition = Uuid::from_u128(0xe1).to_string();
    let row = json!({
        "id": definition, "name": MARK, "dataType": "String", "isMultiValued": false,
        "isSyncedFromOnPremises": false, "targetObjects": ["User", "Group"],
    });
    tenant.put(Table::ExtensionProperties, format!("{OBJECT}/{definition}"), row);
}
