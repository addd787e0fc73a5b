//! SIGKILL of the built binary before and after write n, for every n: whatever moment it hits,
//! running again ends in the same state, with no object twice and nothing privileged without a
//! deadline.

use std::{
    collections::BTreeMap,
    io::Write as _,
    process::{Command, Stdio},
};

use crate::support::{Served, msp};
use jiff::Timestamp;
use serde_json::{Value, json};

/// By tenant, everything that must be the same at the end.
type Essence = BTreeMap<String, BTreeMap<String, Value>>;
type Tables = BTreeMap<String, BTreeMap<String, Value>>;

/// Returns the tables of every tenant.
fn tenants(sandbox: &Served) -> BTreeMap<String, Tables> {
    let listed = sandbox.control("GET", "/tenants", None);
    let ids = listed["tenants"].as_array().expect("a list").iter();
    let ids = ids.map(|id| id.as_str().expect("an id").to_owned());
    let tenants: BTreeMap<_, _> = ids.map(|id| (id.clone(), sandbox.tables(&id))).collect();
    assert_eq!(tenants.len(), 4, "the example has four tenants");
    tenants
}

fn marker(object: &Value, name: &str) -> Value {
    let found = object.as_object().and_then(|object| {
        object.iter().find(|(key, _)| key.starts_with("extension_") && key.ends_with(name))
    });
    found.map_or(Value::Null, |(_, value)| value.clone())
}

/// What a run leaves behind, without what differs from run to run: ids and times.
fn essence(sandbox: &Served) -> Essence {
    tenants(sandbox).into_iter().map(|(id, tables)| (id, essence_of(&tables))).collect()
}

fn essence_of(tables: &Tables) -> BTreeMap<String, Value> {
    let empty = BTreeMap::new();
    let table = |name: &str| tables.get(name).unwrap_or(&empty);
    let name_of = |id: &str| {
        let user = table("users").get(id).map(|user| user["userPrincipalName"].clone());
        user.or_else(|| table("groups").get(id).map(|group| group["displayName"].clone()))
            .map_or_else(|| id.to_owned(), |name| name.as_str().unwrap_or(id).to_owned())
    };
    let mut essence = BTreeMap::new();
    for user in table("users").values() {
        let ended = marker(user, "tenantryEnded");
        let summary = json!({
            "enabled": user["accountEnabled"],
            "address": marker(user, "tenantryAddress"),
            "grant": marker(user, "tenantryGrant").as_str().and_then(|text| text.split(' ').next().map(str::to_owned)),
            "ended": ended.as_str().and_then(|text| text.split(' ').next()),
        });
        let key = format!("user {}", user["userPrincipalName"].as_str().expect("a name"));
        assert!(essence.insert(key.clone(), summary).is_none(), "{key} exists twice");
    }
    for group in table("groups").values() {
        let key = format!("group {}", group["displayName"].as_str().expect("a name"));
        let summary =
            json!([group["uniqueName"], group["description"], marker(group, "tenantryAddress")]);
        assert!(essence.insert(key.clone(), summary).is_none(), "{key} exists twice");
    }
    for (name, domain) in table("domains") {
        essence.insert(format!("domain {name}"), domain["isVerified"].clone());
    }
    for assignment in table("roleAssignments").values() {
        let text = |key: &str| assignment[key].as_str().expect("a text");
        let holder = name_of(text("principalId"));
        essence.insert(
            format!("role {holder} {} {}", text("roleDefinitionId"), text("directoryScopeId")),
            json!(true),
        );
    }
    for key in table("groupMembers").keys() {
        let (group, member) = key.split_once('/').expect("group/member");
        essence.insert(format!("member {} {}", name_of(group), name_of(member)), json!(true));
    }
    essence
}

/// An owned account that is enabled, holds a role or is in a group bears a deadline that can be
/// read: a grant's name, its start and its end.
fn nothing_is_privileged_without_a_deadline(sandbox: &Served) {
    for (tenant, tables) in tenants(sandbox) {
        let complaints = open_without_deadline(&tables);
        assert!(complaints.is_empty(), "{tenant}: {complaints:#?}");
    }
}

pub(crate) fn open_without_deadline(tables: &Tables) -> Vec<String> {
    let rows = |name: &str| tables.get(name).into_iter().flatten();
    let mut complaints = Vec::new();
    for (id, user) in rows("users") {
        let is_jit = |text: &str| text.starts_with("jit/");
        if !marker(user, "tenantryAddress").as_str().is_some_and(is_jit) {
            continue;
        }
        let enabled = user["accountEnabled"] != json!(false);
        let assigned = ["roleAssignments", "roleAssignmentSchedules"];
        let held = assigned.iter().flat_map(|name| rows(name));
        let roles = held.filter(|(_, found)| found["principalId"] == id.as_str()).count();
        let inside = |key: &str| key.split_once('/').is_some_and(|(_, member)| member == id);
        let groups = rows("groupMembers").filter(|(key, _)| inside(key)).count();
        let grant = marker(user, "tenantryGrant");
        let open = enabled || roles + groups > 0;
        if open && !has_deadline(grant.as_str().unwrap_or_default()) {
            complaints.push(format!(
                "{}: enabled {enabled}, {roles} roles, {groups} groups, grant {grant}",
                user["userPrincipalName"]
            ));
        }
    }
    complaints
}

fn has_deadline(grant: &str) -> bool {
    let words: Vec<&str> = grant.split(' ').collect();
    let [_, start, end] = words[..] else { return false };
    let times = (start.parse::<Timestamp>(), end.parse::<Timestamp>());
    matches!(times, (Ok(start), Ok(end)) if start < end)
}

#[test]
fn access_without_a_deadline_is_found() {
    let folder = msp();
    let sandbox = Served::start(folder.path());
    let whole: Vec<Tables> = tenants(&sandbox).into_values().collect();
    assert!(whole.iter().all(|tables| open_without_deadline(tables).is_empty()));
    for broken in ["", "inc-1", "inc-1 2026-11-23T09:00:00Z", "inc-1 soon later", "inc-1 a b c"] {
        // Of each account in turn, all but one way of being open is taken.
        for way in ["accountEnabled", "roleAssignments", "groupMembers"] {
            let found = whole.iter().map(|tables| {
                let mut tables = tables.clone();
                for user in tables.get_mut("users").expect("users").values_mut() {
                    let fields = user.as_object_mut().expect("an object").iter_mut();
                    for (key, value) in fields {
                        if key.ends_with("tenantryGrant") {
                            *value = json!(broken);
                        } else if key == "accountEnabled" && way != "accountEnabled" {
                            *value = json!(false);
                        }
                    }
                }
                for table in ["roleAssignments", "groupMembers"] {
                    if way != table {
                        tables.remove(table);
                    }
                }
                open_without_deadline(&tables).len()
            });
            assert!(found.sum::<usize>() > 0, "`{broken}` with {way}");
        }
    }
}

const APPLY: &[&str] = &["apply", "--auto-approve", "--parallelism", "1", "--verify-every", "0s"];

fn writes(sandbox: &Served) -> u64 {
    let counts = sandbox.control("GET", "/requests", None);
    counts["writes"].as_u64().unwrap_or_else(|| panic!("a count of writes in {counts}"))
}

/// Starts an apply that waits for a line on its standard input, so that its pid is known first.
fn held_back(sandbox: &Served, folder: &std::path::Path) -> std::process::Child {
    let direct = sandbox.tenantry(folder, APPLY);
    let mut shell = Command::new("sh");
    shell
        .args(["-c", "read line; exec \"$0\" \"$@\""])
        .arg(direct.get_program())
        .args(direct.get_args());
    shell.env_clear().current_dir(folder);
    for (key, value) in direct.get_envs() {
        shell.env(key, value.unwrap_or_default());
    }
    shell
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("sh runs")
}

#[test]
fn whatever_moment_a_kill_hits_running_again_ends_in_the_same_state() {
    let whole = msp();
    let sandbox = Served::start(whole.path());
    let (code, out, err) = sandbox.run(whole.path(), APPLY);
    assert_eq!(code, 0, "{out}{err}");
    let expected = essence(&sandbox);
    let total = writes(&sandbox);
    // Fabrikam has nothing to do, and must be left alone all the same.
    let counts = sandbox.control("GET", "/requests", None);
    let tenants = counts["tenants"].as_object().expect("tenants").values();
    assert_eq!(tenants.filter(|found| found["writes"].as_u64() > Some(0)).count(), 3, "{counts:#}");
    assert!(total >= 15, "the example has something to do: {total} writes");
    sandbox.stop();

    let cases: Vec<(u64, &str)> =
        (0..total).flat_map(|number| [(number, "before"), (number, "after")]).collect();
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for some in cases.chunks(cases.len().div_ceil(workers)) {
            let expected = &expected;
            scope.spawn(move || some.iter().for_each(|case| kill_and_run_again(*case, expected)));
        }
    });
}

fn kill_and_run_again((number, moment): (u64, &str), expected: &Essence) {
    let folder = msp();
    let sandbox = Served::start(folder.path());
    let mut apply = held_back(&sandbox, folder.path());
    let fault = json!({
        "on": { "writes": true }, "after": number, "times": 1,
        "effect": { "signal": { "pid": apply.id(), "moment": moment } },
    });
    sandbox.control("POST", "/faults", Some(&fault));
    apply.stdin.take().expect("a pipe").write_all(b"go\n").expect("it listens");
    let status = apply.wait().expect("it ends");
    assert_eq!(status.code(), None, "write {number} is {moment} the kill");
    nothing_is_privileged_without_a_deadline(&sandbox);

    let (code, out, err) = sandbox.run(folder.path(), APPLY);
    assert_eq!(code, 0, "after a kill {moment} write {number}:\n{out}{err}");
    assert_eq!(essence(&sandbox), *expected, "after a kill {moment} write {number}");
}
