//! SIGKILL of the built binary before and after write n, for every n: whatever moment it hits,
//! running again ends in the same state, with no object twice and nothing privileged without a
//! deadline.

use std::{
    collections::BTreeMap,
    io::Write as _,
    process::{Command, Stdio},
};

use crate::support::{Served, copy_of};
use serde_json::{Value, json};

const CONTOSO: &str = "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f";

/// What a run leaves behind, without what differs from run to run: ids and times.
fn essence(sandbox: &Served) -> BTreeMap<String, Value> {
    let tables = sandbox.tables(CONTOSO);
    let empty = BTreeMap::new();
    let table = |name: &str| tables.get(name).unwrap_or(&empty);
    let name_of = |id: &str| {
        let user = table("users").get(id).map(|user| user["userPrincipalName"].clone());
        user.or_else(|| table("groups").get(id).map(|group| group["displayName"].clone()))
            .map_or_else(|| id.to_owned(), |name| name.as_str().unwrap_or(id).to_owned())
    };
    let marker = |object: &Value, name: &str| {
        let found = object.as_object().and_then(|object| {
            object.iter().find(|(key, _)| key.starts_with("extension_") && key.ends_with(name))
        });
        found.map_or(Value::Null, |(_, value)| value.clone())
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

/// An owned account that is enabled, or holds a role, bears a deadline.
fn nothing_is_privileged_without_a_deadline(essence: &BTreeMap<String, Value>) {
    for (key, account) in essence {
        let Some(name) = key.strip_prefix("user ") else { continue };
        if account["address"].is_null() {
            continue;
        }
        let holds = essence.keys().any(|key| key.starts_with(&format!("role {name} ")));
        let open = account["enabled"] == json!(true) || holds;
        assert!(
            !open || !account["grant"].is_null(),
            "{name} is open without a deadline: {account}"
        );
    }
}

const APPLY: &[&str] = &[
    "apply",
    "--tenant",
    "contoso",
    "--auto-approve",
    "--parallelism",
    "1",
    "--verify-every",
    "0s",
];

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
    let whole = copy_of("msp");
    let sandbox = Served::start(whole.path());
    let (code, out, err) = sandbox.run(whole.path(), APPLY);
    assert_eq!(code, 0, "{out}{err}");
    let expected = essence(&sandbox);
    let total = writes(&sandbox);
    assert!(total >= 10, "the example has something to do: {total} writes");
    sandbox.stop();

    for number in 0..total {
        for moment in ["before", "after"] {
            let folder = copy_of("msp");
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
            nothing_is_privileged_without_a_deadline(&essence(&sandbox));

            let (code, out, err) = sandbox.run(folder.path(), APPLY);
            assert_eq!(code, 0, "after a kill {moment} write {number}:\n{out}{err}");
            assert_eq!(essence(&sandbox), expected, "after a kill {moment} write {number}");
        }
    }
}
