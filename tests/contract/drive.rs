//! Drives every operation that the sandbox's directory serves, and checks each answer against
//! Microsoft's contract.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use tenantry::sandbox::catalog;
use tenantry::sandbox::directory::answer;
use tenantry::sandbox::store::{Table, Tenant};
use tenantry::sandbox::wire::{Caller, Request, Response};
use uuid::Uuid;

use crate::exchange::Exchange;
use crate::schema::Contract;

const OBJECT: &str = "00000000-0000-4000-8000-0000000000a1";
const PRINCIPAL: &str = "00000000-0000-4000-8000-0000000000a2";
const GRAPH: &str = "00000000-0000-4000-8000-0000000000a3";
const APP_ID: &str = "00000000-0000-4000-8000-0000000000a4";
const ADMIN: &str = "00000000-0000-4000-8000-0000000000b1";
const ALICE: &str = "00000000-0000-4000-8000-0000000000b2";
const GROUP: &str = "00000000-0000-4000-8000-0000000000c1";
const UNIT: &str = "00000000-0000-4000-8000-0000000000d1";
const HEADERS: &[(&str, &str)] =
    &[("consistencylevel", "eventual"), ("prefer", "create-if-missing")];

/// Reads the query of a path.
fn options(path: &str) -> Vec<(String, String)> {
    let (_, query) = path.split_once('?').unwrap_or((path, ""));
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

struct Drive {
    contract: Contract,
    tenant: Tenant,
    caller: Caller,
    now: jiff::Timestamp,
    driven: BTreeSet<(String, String)>,
}

impl Drive {
    fn send(&mut self, method: &str, path: &str, body: Option<&Value>) -> Response {
        let request = Request {
            method: method.to_owned(),
            path: path.split('?').next().unwrap_or(path).to_owned(),
            version: "v1.0".to_owned(),
            query: options(path),
            headers: HEADERS
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect::<BTreeMap<_, _>>(),
            body: body.cloned(),
            base: "https://localhost:8443".to_owned(),
            request_id: Uuid::nil(),
            client_request_id: "x".to_owned(),
        };
        answer(&mut self.tenant, &self.caller, &request, self.now)
    }

    /// Sends, checks the answer, and returns its body.
    fn check(&mut self, method: &str, path: &str, body: Option<Value>, status: u16) -> Value {
        let response = self.send(method, path, body.as_ref());
        assert_eq!(response.status, status, "{method} {path}: {:?}", response.body);
        let exchange = Exchange {
            method: method.to_owned(),
            path: path.split('?').next().unwrap_or(path).to_owned(),
            query: options(path),
            request_body: body,
            status,
            response_body: response.body.clone(),
            fault: false,
        };
        let complaints = self.contract.complaints(&exchange);
        assert!(complaints.is_empty(), "{method} {path}: {complaints:#?}\n{:#?}", response.body);
        if status < 400 {
            let operation = self.contract.find(method, &exchange.path).expect("a known operation");
            self.driven.insert((operation.method.clone(), operation.path.clone()));
        }
        response.body.unwrap_or(Value::Null)
    }

    fn get(&mut self, path: &str) -> Value {
        self.check("GET", path, None, 200)
    }

    /// Creates and returns the new object's id.
    fn make(&mut self, path: &str, body: Value) -> String {
        self.check("POST", path, Some(body), 201)["id"].as_str().expect("an id").to_owned()
    }

    fn change(&mut self, path: &str, body: Value) {
        self.check("PATCH", path, Some(body), 204);
    }

    fn link(&mut self, path: &str, id: &str) {
        let reference =
            json!({"@odata.id": format!("https://graph.microsoft.com/v1.0/directoryObjects/{id}")});
        self.check("POST", path, Some(reference), 204);
    }

    fn delete(&mut self, path: &str) {
        self.check("DELETE", path, None, 204);
    }
}

fn role(name: &str) -> &'static str {
    catalog::role(name).expect("a built-in role").template_id
}

fn tenant() -> Tenant {
    let mut tenant = Tenant::new(Uuid::from_u128(1));
    let id = tenant.id.to_string();
    tenant.put(Table::Settings, "licences", json!({"p1": true, "p2": true}));
    tenant.put(
        Table::Organization,
        &id,
        json!({"id": id, "displayName": "Trial", "tenantType": "AAD"}),
    );
    let domain = json!({
        "id": "trial.example", "authenticationType": "Managed", "isAdminManaged": true, "isDefault": false,
        "isInitial": false, "isRoot": true, "isVerified": true, "supportedServices": [],
    });
    tenant.put(Table::Domains, "trial.example", domain);
    for (id, name) in [(ADMIN, "admin"), (ALICE, "alice")] {
        let row = json!({
            "id": id, "displayName": name, "accountEnabled": true, "mailNickname": name,
            "userPrincipalName": format!("{name}@trial.example"), "sandbox.note": 1,
        });
        tenant.put(Table::Users, id, row);
    }
    let row =
        json!({"id": GROUP, "displayName": "Group", "mailEnabled": false, "securityEnabled": true});
    tenant.put(Table::Groups, GROUP, row);
    tenant.put(Table::AdministrativeUnits, UNIT, json!({"id": UNIT, "displayName": "Unit"}));
    let row = json!({"id": OBJECT, "appId": APP_ID, "displayName": "Tool", "sandbox.owners": [PRINCIPAL]});
    tenant.put(Table::Applications, OBJECT, row);
    for (id, app_id, name) in
        [(PRINCIPAL, APP_ID, "Tool"), (GRAPH, catalog::GRAPH_APP_ID, "Microsoft Graph")]
    {
        tenant.put(
            Table::ServicePrincipals,
            id,
            json!({"id": id, "appId": app_id, "displayName": name}),
        );
    }
    let global = role("Global Administrator");
    for (number, principal) in [(1, ADMIN), (2, PRINCIPAL)] {
        let id = format!("assignment-{number}");
        let row = json!({"id": id, "principalId": principal, "roleDefinitionId": global, "directoryScopeId": "/"});
        tenant.put(Table::RoleAssignments, id.clone(), row);
    }
    let eligible = json!({
        "id": "e1", "principalId": ALICE, "roleDefinitionId": global, "directoryScopeId": "/",
        "memberType": "Direct", "status": "Provisioned",
        "scheduleInfo": {"startDateTime": "2026-01-01T00:00:00Z", "expiration": {"type": "noExpiration"}},
    });
    tenant.put(Table::RoleEligibilitySchedules, "e1", eligible);
    tenant
}

fn drive(contract: Contract) -> Drive {
    let permissions = catalog::PERMISSIONS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let caller = Caller {
        app_id: APP_ID.to_owned(),
        principal_id: PRINCIPAL.parse().expect("a GUID"),
        permissions,
    };
    let now = "2026-11-23T12:00:00Z".parse().expect("a time");
    Drive { contract, tenant: tenant(), caller, now, driven: BTreeSet::new() }
}

#[test]
fn every_answer_keeps_to_the_contract() {
    let Some(contract) = Contract::from_environment() else {
        eprintln!("skipped: TENANTRY_GRAPH_CONTRACT is not set");
        return;
    };
    let mut drive = drive(contract);
    tenant_and_domains(&mut drive);
    users(&mut drive);
    groups(&mut drive);
    roles(&mut drive);
    schedules(&mut drive);
    group_schedules(&mut drive);
    units_and_objects(&mut drive);
    applications(&mut drive);
    refusals(&mut drive);
    all_served_operations_were_driven(&mut drive);
}

fn tenant_and_domains(drive: &mut Drive) {
    let id = drive.tenant.id;
    drive.get("/organization");
    drive.get(&format!("/organization/{id}?$select=id,displayName,verifiedDomains"));
    drive.get("/domains");
    drive.make("/domains", json!({"id": "new.example"}));
    drive.get("/domains/new.example");
    drive.get("/domains/new.example/verificationDnsRecords");
    drive.check("POST", "/domains/new.example/verify", None, 200);
    drive.change("/domains/new.example", json!({"supportedServices": ["Email"]}));
    drive.delete("/domains/new.example");
    drive.get("/policies/identitySecurityDefaultsEnforcementPolicy");
    access(drive);
    drive.change("/policies/identitySecurityDefaultsEnforcementPolicy", json!({"isEnabled": true}));
}

/// Conditional Access policies, as a seed makes them.
fn access(drive: &mut Drive) {
    let seed = json!({
        "tenantId": "3f2a8a2c-0000-4000-8000-000000000001", "displayName": "Contoso",
        "conditionalAccess": [
            { "displayName": "Everybody", "require": "mfa" },
            { "displayName": "Strong", "require": "phishingResistant" },
        ],
    });
    let seed = serde_json::from_value(seed).expect("a seed");
    let planted = tenantry::sandbox::seed::plant(&seed, drive.now).expect("planted");
    let rows: Vec<_> = planted
        .rows_under(Table::Settings, "conditionalAccessPolicies/")
        .map(|(key, row)| (key.to_owned(), row.clone()))
        .collect();
    for (key, row) in rows {
        let id = row["id"].as_str().expect("an id").to_owned();
        drive.tenant.put(Table::Settings, key, row);
        drive.get(&format!("/identity/conditionalAccess/policies/{id}"));
    }
    drive.get("/identity/conditionalAccess/policies?$select=id,state,conditions,grantControls");
}

fn users(drive: &mut Drive) {
    let bob = drive.make(
        "/users",
        json!({
            "accountEnabled": true, "displayName": "Bob", "mailNickname": "bob",
            "userPrincipalName": "bob@trial.example",
            "passwordProfile": {"password": "Zk4-ppQ9xw", "forceChangePasswordNextSignIn": false},
        }),
    );
    drive.get("/users?$count=true&$top=1&$orderby=displayName");
    let every = "id,accountEnabled,assignedPlans,createdDateTime,identities,lastPasswordChangeDateTime,\
                 onPremisesSyncEnabled,otherMails,passwordProfile,securityIdentifier,signInActivity,userType,\
                 isManagementRestricted";
    drive.get(&format!("/users/{bob}?$select={every}"));
    drive.get("/users/bob@trial.example");
    drive.get("/users/$count");
    drive.change(&format!("/users/{bob}"), json!({"accountEnabled": false}));
    drive.check("POST", &format!("/users/{bob}/revokeSignInSessions"), None, 200);
    methods(drive, &bob);
    drive.delete(&format!("/users/{bob}"));
    drive.get("/directory/deletedItems/microsoft.graph.user");
    drive.get(&format!("/directory/deletedItems/{bob}"));
    drive.check("POST", &format!("/directory/deletedItems/{bob}/restore"), None, 200);
    drive.delete(&format!("/users/{bob}"));
    drive.delete(&format!("/directory/deletedItems/{bob}"));
}

fn methods(drive: &mut Drive, user: &str) {
    let root = format!("/users/{user}/authentication");
    for kind in &catalog::METHOD_KINDS {
        let row = kind.registered(kind.name, "2026-11-23T11:00:00Z");
        let key = format!("{user}/{}", kind.name);
        drive.tenant.put(Table::AuthenticationMethods, key, row);
    }
    let passes = format!("{root}/temporaryAccessPassMethods");
    let wish = json!({"lifetimeInMinutes": 60, "isUsableOnce": false});
    let pass = drive.make(&passes, wish);
    drive.get(&format!("{root}/methods"));
    drive.get(&format!("{root}/methods/{pass}"));
    drive.get(&format!("{root}/passwordMethods"));
    drive.get(&format!("{root}/passwordMethods/28c10230-6103-485e-b985-444c60001490"));
    drive.get(&passes);
    drive.get(&format!("{passes}/{pass}"));
    drive.delete(&format!("{passes}/{pass}"));
    // The default second factor, the first in order, goes last.
    for kind in catalog::METHOD_KINDS.iter().rev() {
        let own = kind.type_name.replace("AuthenticationMethod", "Methods");
        drive.get(&format!("{root}/{own}"));
        drive.get(&format!("{root}/{own}/{}", kind.name));
        drive.delete(&format!("{root}/{own}/{}", kind.name));
    }
    drive.check("DELETE", &format!("{passes}/{pass}"), None, 404);
    drive.check("POST", &passes, Some(json!({"lifetimeInMinutes": 1})), 400);
    let policy = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass";
    drive.get("/policies/authenticationMethodsPolicy");
    drive.get(policy);
    drive.change(policy, json!({"isUsableOnce": true, "defaultLength": 12}));
}

fn groups(drive: &mut Drive) {
    let body = || {
        json!({
            "displayName": "Held", "mailEnabled": false, "mailNickname": "held", "securityEnabled": true,
            "isAssignableToRole": true,
            "members@odata.bind": [format!("https://graph.microsoft.com/v1.0/users/{ALICE}")],
        })
    };
    let held = drive.make("/groups", body());
    let key = "/groups(uniqueName='tenantry.trial.held')";
    drive.check("PATCH", key, Some(body()), 201);
    drive.check("PATCH", key, Some(json!({"description": "x"})), 204);
    drive.get(key);
    drive.get("/groups?$filter=displayName in ('Held')");
    drive.get("/groups/$count");
    drive.get("/directory/deletedItems/microsoft.graph.group");
    drive.get(&format!("/groups/{held}"));
    drive.change(&format!("/groups/{held}"), json!({"displayName": "Renamed"}));
    drive.link(&format!("/groups/{GROUP}/members/$ref"), &held);
    drive.link(&format!("/groups/{GROUP}/owners/$ref"), ALICE);
    for path in [
        "members",
        "members/$count",
        "members/microsoft.graph.user",
        "transitiveMembers",
        "transitiveMembers/$count",
        "transitiveMembers/microsoft.graph.user",
        "transitiveMembers/microsoft.graph.group",
        "owners",
    ] {
        drive.get(&format!("/groups/{GROUP}/{path}"));
    }
    drive.get(&format!("/groups/{held}/memberOf"));
    drive.get(&format!("/groups/{held}/transitiveMemberOf"));
    for path in [
        "memberOf",
        "memberOf/microsoft.graph.group",
        "transitiveMemberOf",
        "transitiveMemberOf/microsoft.graph.group",
    ] {
        drive.get(&format!("/users/{ALICE}/{path}"));
    }
    let only = json!({"securityEnabledOnly": false});
    drive.check("POST", &format!("/users/{ALICE}/getMemberObjects"), Some(only.clone()), 200);
    drive.check("POST", &format!("/users/{ALICE}/getMemberGroups"), Some(only), 200);
    drive.check(
        "POST",
        &format!("/users/{ALICE}/checkMemberGroups"),
        Some(json!({"groupIds": [GROUP]})),
        200,
    );
    drive.delete(&format!("/groups/{GROUP}/members/{held}/$ref"));
    drive.delete(&format!("/groups/{GROUP}/owners/{ALICE}/$ref"));
    drive.delete(&format!("/groups/{held}"));
}

fn roles(drive: &mut Drive) {
    let definitions = "/roleManagement/directory/roleDefinitions";
    drive.get(&format!("{definitions}?$filter=displayName eq 'Global Reader'"));
    drive.get(&format!("{definitions}/{}", role("Global Reader")));
    let actions =
        json!([{"allowedResourceActions": ["microsoft.directory/applications/basic/update"]}]);
    drive.make(
        definitions,
        json!({"displayName": "Own", "isEnabled": true, "rolePermissions": actions}),
    );
    let assignments = "/roleManagement/directory/roleAssignments";
    let wish = json!({
        "@odata.type": "#microsoft.graph.unifiedRoleAssignment", "roleDefinitionId": role("Global Reader"),
        "principalId": ALICE, "directoryScopeId": format!("/administrativeUnits/{UNIT}"),
    });
    let id = drive.make(assignments, wish);
    drive.get(assignments);
    drive.get(&format!("{assignments}?$expand=principal,roleDefinition,directoryScope"));
    drive.get(&format!("{assignments}/{id}"));
    drive.delete(&format!("{assignments}/{id}"));
}

fn schedules(drive: &mut Drive) {
    let root = "/roleManagement/directory";
    let wish = json!({
        "action": "adminAssign", "justification": "INC-1", "roleDefinitionId": role("Global Reader"),
        "directoryScopeId": "/", "principalId": ALICE, "ticketInfo": {"ticketNumber": "1", "ticketSystem": "x"},
        "scheduleInfo": {
            "startDateTime": "2026-11-23T12:00:00Z", "expiration": {"type": "afterDuration", "duration": "PT4H"},
        },
    });
    for kind in ["roleAssignmentScheduleRequests", "roleEligibilityScheduleRequests"] {
        let id = drive.make(&format!("{root}/{kind}"), wish.clone());
        drive.get(&format!("{root}/{kind}"));
        drive.get(&format!("{root}/{kind}/{id}"));
    }
    for kind in [
        "roleAssignmentSchedules",
        "roleAssignmentScheduleInstances",
        "roleEligibilitySchedules",
        "roleEligibilityScheduleInstances",
    ] {
        let all = drive.get(&format!("{root}/{kind}?$expand=principal,roleDefinition"));
        let id = all["value"][0]["id"].as_str().expect("one at least").to_owned();
        drive.get(&format!("{root}/{kind}/{id}"));
    }
}

fn group_schedules(drive: &mut Drive) {
    let root = "/identityGovernance/privilegedAccess/group";
    let wish = json!({
        "accessId": "member", "principalId": ALICE, "groupId": GROUP, "action": "adminAssign",
        "justification": "INC-1",
        "scheduleInfo": {
            "startDateTime": "2026-11-23T12:00:00Z", "expiration": {"type": "afterDuration", "duration": "PT2H"},
        },
    });
    for kind in ["assignmentScheduleRequests", "eligibilityScheduleRequests"] {
        let id = drive.make(&format!("{root}/{kind}"), wish.clone());
        drive.get(&format!("{root}/{kind}?$expand=principal"));
        drive.get(&format!("{root}/{kind}/{id}"));
    }
    for kind in [
        "assignmentSchedules",
        "assignmentScheduleInstances",
        "eligibilitySchedules",
        "eligibilityScheduleInstances",
    ] {
        drive.get(&format!(
            "{root}/{kind}?$filter=principalId eq '{ALICE}'&$expand=group,principal"
        ));
        drive.check("GET", &format!("{root}/{kind}"), None, 400);
    }
    let assignments = "/policies/roleManagementPolicyAssignments";
    let reader = role("Global Reader");
    for (scope, kind, bound) in [("/", "DirectoryRole", reader), (GROUP, "Group", "member")] {
        let found = drive.get(&format!(
            "{assignments}?$filter=scopeId eq '{scope}' and scopeType eq '{kind}' and roleDefinitionId eq \
             '{bound}'&$expand=policy($expand=rules)"
        ));
        let id = found["value"][0]["id"].as_str().expect("one").to_owned();
        drive.get(&format!("{assignments}/{id}?$expand=policy($expand=rules)"));
    }
}

fn units_and_objects(drive: &mut Drive) {
    let units = "/directory/administrativeUnits";
    drive.get(units);
    let made =
        drive.make(units, json!({"displayName": "New", "isMemberManagementRestricted": true}));
    drive.change(&format!("{units}/{made}"), json!({"description": "x"}));
    drive.get(&format!("{units}/{made}"));
    drive.link(&format!("{units}/{UNIT}/members/$ref"), ALICE);
    drive.get(&format!("{units}/{UNIT}/members"));
    drive.delete(&format!("{units}/{UNIT}/members/{ALICE}/$ref"));
    drive.delete(&format!("{units}/{made}"));
    for id in [ALICE, GROUP, UNIT, PRINCIPAL, OBJECT] {
        drive.get(&format!("/directoryObjects/{id}"));
    }
    let ids = json!({"ids": [ALICE, GROUP], "types": ["user", "group"]});
    drive.check("POST", "/directoryObjects/getByIds", Some(ids), 200);
}

fn applications(drive: &mut Drive) {
    drive.get("/applications");
    drive.get("/applications/$count");
    let made = drive
        .make("/applications", json!({"displayName": "New", "signInAudience": "AzureADMyOrg"}));
    drive.change(&format!("/applications/{made}"), json!({"notes": "x"}));
    drive.get(&format!("/applications/{made}"));
    let app_id =
        drive.get(&format!("/applications/{made}"))["appId"].as_str().expect("text").to_owned();
    drive.get(&format!("/applications(appId='{app_id}')"));
    drive.get(&format!("/applications/{made}/owners"));
    let wish = json!({"passwordCredential": {"displayName": "ci"}});
    let key =
        drive.check("POST", &format!("/applications/{made}/addPassword"), Some(wish), 200)["keyId"]
            .clone();
    drive.check(
        "POST",
        &format!("/applications/{made}/removePassword"),
        Some(json!({"keyId": key})),
        204,
    );
    let extensions = format!("/applications/{made}/extensionProperties");
    let extension = drive.make(
        &extensions,
        json!({"name": "mark", "dataType": "String", "targetObjects": ["User"]}),
    );
    drive.get(&extensions);
    drive.get(&format!("{extensions}/{extension}"));
    drive.delete(&format!("{extensions}/{extension}"));
    let principal = drive.make("/servicePrincipals", json!({"appId": app_id}));
    drive.get("/servicePrincipals");
    drive.get("/servicePrincipals/$count");
    drive.get(&format!("/servicePrincipals/{GRAPH}"));
    drive.get(&format!("/servicePrincipals(appId='{app_id}')"));
    drive.change(&format!("/servicePrincipals/{principal}"), json!({"accountEnabled": false}));
    let role = catalog::permission_id("User.Read.All").expect("a known permission");
    for (side, holder) in [("appRoleAssignments", principal.as_str()), ("appRoleAssignedTo", GRAPH)]
    {
        let path = format!("/servicePrincipals/{holder}/{side}");
        let id = drive
            .make(&path, json!({"principalId": principal, "resourceId": GRAPH, "appRoleId": role}));
        drive.get(&path);
        drive.delete(&format!("{path}/{id}"));
    }
    drive.get(&format!("/servicePrincipals/{PRINCIPAL}/memberOf"));
    drive.get(&format!("/servicePrincipals/{PRINCIPAL}/transitiveMemberOf"));
    drive.delete(&format!("/servicePrincipals/{principal}"));
    drive.delete(&format!("/applications/{made}"));
    drive.get("/directory/deletedItems/microsoft.graph.application");
}

fn refusals(drive: &mut Drive) {
    drive.check("GET", "/users/nobody@trial.example", None, 404);
    drive.check("GET", "/nonsense", None, 400);
    drive.check("PATCH", "/users", Some(json!({})), 405);
    drive.check("POST", "/users", Some(json!({"displayName": "x"})), 400);
    drive.check("GET", "/users?$filter=nonsense eq 1", None, 400);
    drive.caller.permissions.clear();
    drive.check("GET", "/users", None, 403);
}

/// Whatever the directory answers with anything but "no such segment" or "no such method" it
/// serves, and what it serves must have been driven.
fn all_served_operations_were_driven(drive: &mut Drive) {
    let known: Vec<_> = drive
        .contract
        .operations()
        .map(|operation| (operation.method.clone(), operation.path.clone()))
        .collect();
    for (method, pattern) in known {
        let segments =
            pattern.split('/').map(|part| if part.starts_with('{') { ALICE } else { part });
        let path = segments
            .collect::<Vec<_>>()
            .join("/")
            .replace("{appId}", "x")
            .replace("{uniqueName}", "x");
        let response = drive.send(&method, &path, Some(&json!({})));
        let message =
            response.body.as_ref().and_then(|body| body["error"]["message"].as_str()).unwrap_or("");
        let is_served =
            response.status != 405 && !message.starts_with("Resource not found for the segment");
        let is_driven = drive.driven.contains(&(method.clone(), pattern.clone()));
        // An alternate key of an object that is driven under its id needs no drive of its own.
        let is_alternate = pattern.contains("(uniqueName=") || pattern.contains("(appId=");
        assert!(
            !is_served || is_driven || is_alternate,
            "{method} {pattern} is served and was not driven"
        );
    }
    assert!(drive.driven.len() > 100, "{} operations were driven", drive.driven.len());
}
