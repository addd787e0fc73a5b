//! What somebody lets an account take up by itself (PIM) is found, shown, and goes with its grant.

use serde_json::{Value, json};

use crate::town::{APP, CONTOSO, PERMISSIONS, Ran, Town, grant, seed};

const ROLES: &str = "/roleManagement/directory/roleEligibilitySchedule";
const GROUPS: &str = "/identityGovernance/privilegedAccess/group/eligibilitySchedule";
const GLOBAL_ADMINISTRATOR: &str = "62e90394-69f5-4237-9190-012177145e10";

/// A tenant whose app may see and take eligible memberships too.
fn town(more: &Value) -> Town {
    let mut permissions: Vec<&str> = PERMISSIONS.to_vec();
    permissions.push("PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup");
    let mut found: Value = serde_json::from_str(&seed(more)).expect("JSON");
    found["tenants"][0]["apps"][0]["permissions"] = json!(permissions);
    Town::seeded(&found.to_string())
}

/// Lets alice take up the highest role and a membership, as an administrator of the tenant would.
fn tempt(town: &Town) {
    let alice = id_of(town, "users", "userPrincipalName", "msp-alice@contoso.onmicrosoft.com");
    let others = id_of(town, "groups", "displayName", "Others");
    let clock = town.sandbox.control("GET", "/clock", None);
    let lasting = json!({
        "startDateTime": clock["now"], "expiration": { "type": "noExpiration" },
    });
    let role = json!({
        "action": "adminAssign", "principalId": alice, "roleDefinitionId": GLOBAL_ADMINISTRATOR,
        "directoryScopeId": "/", "scheduleInfo": lasting,
    });
    let membership = json!({
        "action": "adminAssign", "principalId": alice, "groupId": others, "accessId": "member",
        "scheduleInfo": lasting,
    });
    for (path, body) in [(ROLES, role), (GROUPS, membership)] {
        let path = format!("{path}Requests");
        let (status, answer) = town.sandbox.graph((CONTOSO, APP), ("POST", &path), &body);
        assert_eq!(status, 201, "{answer}");
    }
}

fn id_of(town: &Town, table: &str, key: &str, name: &str) -> String {
    let tables = town.sandbox.tables(CONTOSO);
    let found = tables[table].iter().find(|(_, row)| row[key] == name);
    found.unwrap_or_else(|| panic!("no {name}")).0.clone()
}

/// Returns how much alice may take up.
fn eligible(town: &Town) -> usize {
    let alice = id_of(town, "users", "userPrincipalName", "msp-alice@contoso.onmicrosoft.com");
    let count = |path: &str| {
        let path = format!("{path}Instances?$filter=principalId eq '{alice}'");
        let (_, found) = town.sandbox.graph((CONTOSO, APP), ("GET", &path), &Value::Null);
        found["value"].as_array().expect("a list").len()
    };
    count(ROLES) + count(GROUPS)
}

/// Runs a command that changes nothing.
#[track_caller]
fn ask(town: &Town, arguments: &[&str]) -> Ran {
    let (code, out, err) = town.sandbox.run(town.folder(), arguments);
    Ran { code, out, err }.exits(0)
}

#[test]
fn what_an_account_may_take_up_goes_with_its_grant() {
    let town = town(&json!({}));
    town.grant("contoso", "alice", &[]).exits(0);
    tempt(&town);
    assert_eq!(eligible(&town), 2);
    let explain = ["explain", "--technician", "alice", "--tenant", "contoso"];
    ask(&town, &explain).tells("may take up by itself: Global Administrator, member");
    // Inside the window a role that no mapping gives is taken, a group of somebody else's reported.
    let planned = ask(&town, &["plan", "--tenant", "contoso"]);
    let planned = planned.tells("eligibleFor").tells("Global Administrator");
    planned.tells("is eligible for member of").tells("which no mapping gives");
    town.wait("61m");
    town.run(&["sweep"]).exits(0).tells("revoked");
    assert_eq!(eligible(&town), 0);
    let show = ["audit", "show", "--tenant", "contoso", "--format", "json"];
    let trail = town.run_offline(&show).exits(0);
    trail.tells("removeEligibleRole").tells("removeEligibleMember");
    let writes = town.writes();
    town.run(&["sweep"]).exits(0);
    assert_eq!(town.writes(), writes, "nothing is left to end");
}

#[test]
fn an_end_that_pim_holds_up_is_not_called_one() {
    let town = town(&json!({}));
    town.grant("contoso", "alice", &[]).exits(0);
    town.wait("6m");
    tempt(&town);
    // Entra ID takes nothing of the kind back in its first five minutes.
    let revoke = ["revoke", "--tenant", "contoso", "--technician", "alice"];
    town.run(&revoke).exits(4).tells("EXPIRY_FAILED");
    assert_eq!(eligible(&town), 2);
    town.wait("6m");
    town.run(&["sweep"]).exits(0).tells("revoked");
    assert_eq!(eligible(&town), 0);
}

#[test]
fn nothing_is_opened_over_what_nobody_gave() {
    let town = town(&json!({ "users": [
        { "userPrincipalName": "admin@contoso.onmicrosoft.com", "roles": ["Global Administrator"] },
        {
            "userPrincipalName": "msp-alice@contoso.onmicrosoft.com", "accountEnabled": false,
            "marker": { "installation": "northwind-msp", "address": "jit/alice" },
            "roles": [{ "role": "Global Administrator", "eligible": true, "from": "-2d" }],
        },
    ] }));
    assert_eq!(eligible(&town), 1);
    let again = grant("contoso", "alice");
    let ran = town.run(&again).exits(4).tells("plan::left-over");
    assert!(!ran.out.contains("BEGIN AGE"), "{}", ran.out);
    assert_eq!(eligible(&town), 0);
    town.run(&again).exits(0).tells("BEGIN AGE");
}
