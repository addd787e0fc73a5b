//! What a rotation refuses before it tries, what it leaves to do, and what status says of it, through
//! the built binary.

use std::fs;

use serde_json::{Value, json};

use crate::{
    laps::{FIRST, SCHEDULED, SECOND, TENANT, asked, folder, in_force, rotate, seed, shown},
    support::Served,
};

/// The app, which may reset passwords for others too.
const APP: &str = "7d1e0f4a-2b3c-4d5e-8f90-a1b2c3d4e5f6";

/// Writes the seed once it is changed.
fn seeded(folder: &std::path::Path, change: impl FnOnce(&mut Value)) {
    let mut described = seed();
    change(&mut described["tenants"][0]);
    fs::write(folder.join("sandbox.yaml"), described.to_string()).expect("written");
}

#[test]
fn nothing_is_rotated_in_a_tenant_with_another_name() {
    let folder = folder();
    let folder = folder.path();
    let declared = folder.join("tenants/contoso.yaml");
    let text = fs::read_to_string(&declared).expect("there");
    let text = text.replacen("auth:", "displayName: Fabrikam\nauth:", 1);
    fs::write(&declared, text).expect("written");
    let sandbox = Served::start(folder);
    for arguments in [asked(FIRST), SCHEDULED.to_vec()] {
        let (code, found) = rotate(&sandbox, folder, &arguments);
        let said = found[0]["message"].as_str().expect("a message");
        assert!(code == 3 && said.contains("G011") && said.contains("Fabrikam"), "{code} {said}");
        assert_eq!(found[0]["notes"], json!([]), "nobody can waive it");
    }
    assert_eq!(sandbox.control("GET", "/requests", None)["writes"], 0);
    assert!(!folder.join("secrets").exists(), "nothing is stored");
}

#[test]
fn nothing_is_rotated_where_nobody_can_say_whose_tenant_it_is() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    let on = json!({ "method": "GET", "path": "/organization*" });
    let fault = json!({ "on": on, "effect": { "status": { "code": 403 } } });
    sandbox.control("POST", "/faults", Some(&fault));
    let (code, found) = rotate(&sandbox, folder, &asked(FIRST));
    let said = found[0]["message"].as_str().expect("a message");
    assert!(code == 6 && said.contains("whose tenant this is"), "{code} {said}");
    assert_eq!(sandbox.control("GET", "/requests", None)["writes"], 0);
}

#[test]
fn nothing_is_tried_that_the_app_may_certainly_not_do() {
    let folder = folder();
    let folder = folder.path();
    seeded(folder, |tenant| tenant["apps"][0]["directoryRoles"] = json!([]));
    let sandbox = Served::start(folder);
    let (code, found) = rotate(&sandbox, folder, &asked(FIRST));
    assert_eq!((code, &found[0]["outcome"]), (4, &json!("not rotated")), "{found:#?}");
    assert!(found[0]["notes"].to_string().contains("Privileged Authentication Administrator"));
    for command in ["plan", "doctor"] {
        let (code, out, err) = sandbox.run(folder, &[command]);
        let said = format!("{out}{err}").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(code != 0 && said.contains("Privileged Authentication Administrator"), "{said}");
    }
    assert_eq!(sandbox.control("GET", "/requests", None)["writes"], 0);
    assert!(!folder.join("secrets").exists(), "nothing is stored");
}

#[test]
fn sessions_that_were_not_ended_are_told_and_ended_by_the_next_run() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    let fault = json!({
        "on": { "method": "POST", "path": "/users/*/revokeSignInSessions" },
        "effect": { "status": { "code": 403 } },
    });
    sandbox.control("POST", "/faults", Some(&fault));
    let (code, found) = rotate(&sandbox, folder, &asked(FIRST));
    assert_eq!((code, &found[0]["outcome"]), (4, &json!("rotated")), "{found:#?}");
    assert!(found[0]["notes"].to_string().contains("sessions were not ended"), "{found:#?}");
    let (_, out, _) = sandbox.run(folder, &["laps", "status"]);
    assert!(out.contains("left to do"), "{out}");
    sandbox.control("DELETE", "/faults", None);
    let (_, found) = rotate(&sandbox, folder, &asked(SECOND));
    assert_eq!(found[0]["outcome"], "rotated", "{found:#?}");
    let (code, found) = rotate(&sandbox, folder, SCHEDULED);
    assert_eq!(code, 0, "{found:#?}");
    let (code, out, err) = sandbox.run(folder, &["laps", "status"]);
    assert!(code == 0 && !out.contains("left to do"), "{code} {out}{err}");
    assert!(in_force(&sandbox, FIRST, &shown(folder, FIRST)));
}

#[test]
fn what_somebody_else_changed_goes_first_and_its_sibling_is_left_alone() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    for account in [FIRST, SECOND] {
        assert_eq!(rotate(&sandbox, folder, &asked(account)).0, 0);
    }
    sandbox.control("POST", "/clock", Some(&json!({ "by": "2400h" })));
    let users = sandbox.tables(TENANT).remove("users").expect("users");
    let second = |user: &Value| user["userPrincipalName"] == "emergency-2@contoso.onmicrosoft.com";
    let id = users.values().find(|user| second(user)).expect("there")["id"].clone();
    let path = format!("/users/{}", id.as_str().expect("an id"));
    let strange = json!({ "passwordProfile": { "password": "Correct-Horse-9-Battery" } });
    let answer = sandbox.graph((TENANT, APP), ("PATCH", &path), &strange);
    assert_eq!(answer.0, 204, "{answer:?}");
    sandbox.control("POST", "/clock", Some(&json!({ "by": "1m" })));
    // Both are due, and the first for as long.
    let (code, found) = rotate(&sandbox, folder, SCHEDULED);
    let said = found[0]["message"].as_str().expect("a message");
    assert!(code == 4 && said.contains("somebody else changed its password"), "{code} {said}");
    assert_eq!((&found[1]["outcome"], &found[1]["drifted"]), (&json!("rotated"), &json!(true)));
}

#[test]
fn the_one_account_that_could_be_used_is_left_alone_by_the_schedule() {
    let folder = folder();
    let folder = folder.path();
    seeded(folder, |tenant| tenant["users"][0]["accountEnabled"] = json!(false));
    let sandbox = Served::start(folder);
    assert_eq!(rotate(&sandbox, folder, &asked(SECOND)).0, 0);
    sandbox.control("POST", "/clock", Some(&json!({ "by": "2400h" })));
    assert_eq!(rotate(&sandbox, folder, &asked(FIRST)).0, 0);
    sandbox.control("POST", "/clock", Some(&json!({ "by": "25h" })));
    let (code, found) = rotate(&sandbox, folder, SCHEDULED);
    let said = found[1]["message"].as_str().expect("a message");
    assert!(
        code == 4 && said.contains("emergency-1 is in the way: it is disabled"),
        "{code} {said}"
    );
    // A person may, and is told.
    let arguments = ["laps", "rotate", "--account", SECOND];
    let (code, out, err) = sandbox.run(folder, &arguments);
    assert!(code == 8 && err.contains("none to fall back on meanwhile"), "{code} {out}{err}");
    assert_eq!(rotate(&sandbox, folder, &asked(SECOND)).0, 0);
}

#[test]
fn an_account_that_nothing_declares_any_more_needs_a_person() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    for account in [FIRST, SECOND] {
        assert_eq!(rotate(&sandbox, folder, &asked(account)).0, 0);
    }
    let declared = folder.join("tenants/contoso.yaml");
    let text = fs::read_to_string(&declared).expect("there");
    let lines = text.lines().filter(|line| !line.contains("emergency-2"));
    fs::write(&declared, lines.collect::<Vec<_>>().join("\n")).expect("written");
    let organization = folder.join("tenantry.yaml");
    let text = fs::read_to_string(&organization).expect("there");
    fs::write(organization, format!("{text}guards: {{ minimumEmergencyAccounts: 1 }}\n"))
        .expect("written");
    let (_, out, err) = sandbox.run(folder, &["plan"]);
    assert!(out.contains("emergency-2") && out.contains("orphan"), "{out}{err}");
    let (code, out, err) = sandbox.run(folder, &["laps", "status", "--format", "json"]);
    let found: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"));
    let accounts = found["tenants"][0]["accounts"].as_array().expect("accounts");
    assert_eq!((code, accounts.len()), (9, 2), "{out}{err}");
    assert_eq!(
        (&accounts[0]["status"], &accounts[1]["account"]),
        (&json!("ready"), &json!("emergency-2"))
    );
    assert!(accounts[1]["faults"].to_string().contains("nothing declares it"), "{out}");
}

#[test]
fn status_tells_everything_of_an_account_that_is_ready_and_was_used() {
    let folder = folder();
    let folder = folder.path();
    seeded(folder, |tenant| {
        for user in tenant["users"].as_array_mut().expect("users") {
            user["lastSignIn"] = json!("2h");
        }
    });
    let sandbox = Served::start(folder);
    for account in [FIRST, SECOND] {
        let arguments = [&asked(account)[..], &["--acknowledge", "G014=CHG-4711"]].concat();
        let (code, found) = rotate(&sandbox, folder, &arguments);
        assert_eq!(code, 0, "{found:#?}");
    }
    let key = fs::read_to_string(folder.join("tenantry.yaml")).expect("there");
    let key = key.split(['[', ']']).nth(1).expect("a recipient").to_owned();
    let (code, out, err) = sandbox.run(folder, &["laps", "status", "--tenant", "contoso"]);
    assert_eq!(code, 0, "{out}{err}");
    for part in [
        "emergency-1  ready",
        "password 000001-",
        "proved 0 days ago, at ",
        "next rotation: due at ",
        &format!("opened by: {key}"),
        "after the password was proved: rotate it",
        "A password alone opens no admin portal",
    ] {
        assert!(out.contains(part), "no `{part}` in {out}");
    }
    let (_, out, _) = sandbox.run(folder, &["laps", "status", "--format", "json"]);
    let found: Value = serde_json::from_str(&out).expect("JSON");
    assert!(found["passwordAlone"].as_str().is_some_and(|text| text.contains("multifactor")));
    let account = &found["tenants"][0]["accounts"][0];
    assert_eq!(
        (&account["signedInSinceProof"], &account["lastSignInShown"]),
        (&json!(true), &json!(true))
    );
    for field in ["lastSignIn", "proved", "due", "rotation", "objectId"] {
        assert!(account[field].is_string(), "{field} in {account:#}");
    }
    assert_eq!(
        (&account["recipients"], &found["tenants"][0]["tenantId"]),
        (&json!([key]), &json!(TENANT))
    );
    assert_eq!(account["unfinished"], false);
}
