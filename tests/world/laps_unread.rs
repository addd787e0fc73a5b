//! Emergency accounts of which something cannot be read, through the built binary.

use std::{fs, path::Path};

use serde_json::json;

use crate::{
    laps::{FIRST, SCHEDULED, SECOND, TENANT, asked, folder, in_force, rotate, shown},
    support::Served,
};

#[test]
fn a_sign_in_that_cannot_be_read_holds_a_rotation_back_and_a_hidden_one_does_not() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    let users = sandbox.tables(TENANT).remove("users").expect("users");
    let name = "emergency-1@contoso.onmicrosoft.com";
    let id = users.iter().find(|(_, user)| user["userPrincipalName"] == name).expect("there").0;
    let patient = [&asked(FIRST)[..], &["--patience", "1s"]].concat();
    let on = json!({ "method": "GET", "path": format!("/users/{id}") });
    let broken = [
        (json!({ "status": { "code": 500 } }), "Graph failed (500)"),
        (json!({ "status": { "code": 429, "retryAfter": { "seconds": 5 } } }), "throttled"),
        (json!("truncate"), "answer"),
    ];
    for (effect, part) in broken {
        sandbox.control("POST", "/faults", Some(&json!({ "on": on, "effect": effect })));
        let (code, found) = rotate(&sandbox, folder, &patient);
        let said = found[0]["message"].as_str().expect("a message");
        assert_eq!((code, &found[0]["outcome"]), (6, &json!("not rotated")), "{effect}: {said}");
        for part in ["last signed in", part, "--acknowledge G014"] {
            assert!(said.contains(part), "no `{part}` in {said}");
        }
        sandbox.control("DELETE", "/faults", None);
    }
    assert_eq!(sandbox.control("GET", "/requests", None)["writes"], 0);
    let hidden = json!({ "on": on, "times": 1, "effect": { "status": { "code": 403 } } });
    sandbox.control("POST", "/faults", Some(&hidden));
    let (code, found) = rotate(&sandbox, folder, &patient);
    assert_eq!((code, &found[0]["outcome"]), (0, &json!("rotated")), "{found:#?}");
}

#[test]
fn status_of_a_tenant_that_cannot_be_entered_or_read_says_which_it_is() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    for (host, code) in [("login", 7), ("graph", 6)] {
        let effect = json!({ "status": { "code": if host == "login" { 401 } else { 500 } } });
        let fault = json!({ "on": { "host": host }, "effect": effect });
        sandbox.control("POST", "/faults", Some(&fault));
        let (found, out, err) = sandbox.run(folder, &["laps", "status", "--patience", "1s"]);
        assert!(found == code && out.contains("refused"), "{host}: {found} {out}{err}");
        sandbox.control("DELETE", "/faults", None);
    }
}

#[test]
fn a_password_that_nobody_can_open_any_more_is_noticed_and_its_sibling_is_kept() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    for account in [FIRST, SECOND] {
        assert_eq!(rotate(&sandbox, folder, &asked(account)).0, 0);
    }
    lose(folder, "emergency-1");
    for command in [&["plan"][..], &["laps", "status"]] {
        let (code, out, err) = sandbox.run(folder, command);
        assert!(code == 6 && format!("{out}{err}").contains("is missing"), "{code} {out}{err}");
    }
    // The schedule does not call that nothing to do, and leaves it to a person.
    let (code, found) = rotate(&sandbox, folder, SCHEDULED);
    let said = found[0]["message"].as_str().expect("a message");
    assert!(code == 4 && said.contains("is missing") && said.contains("--account"), "{said}");
    // The only password that can be opened is not replaced; the lost one is.
    let (code, found) = rotate(&sandbox, folder, &asked(SECOND));
    let said = found[0]["message"].as_str().expect("a message");
    assert!(code == 4 && said.contains("is missing"), "{code} {said}");
    assert_eq!(rotate(&sandbox, folder, &asked(FIRST)).0, 0);
    assert!(in_force(&sandbox, FIRST, &shown(folder, FIRST)));
    let (code, out, err) = sandbox.run(folder, &["laps", "status"]);
    assert!(code == 0, "{out}{err}");
    // Where both are lost, either may be rotated, or nobody would ever get out of it.
    for account in ["emergency-1", "emergency-2"] {
        lose(folder, account);
    }
    for account in [SECOND, FIRST] {
        assert_eq!(rotate(&sandbox, folder, &asked(account)).0, 0, "{account}");
        assert!(in_force(&sandbox, account, &shown(folder, account)), "{account}");
    }
}

#[test]
fn a_ledger_that_is_lost_or_damaged_keeps_nobody_from_the_password() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    for account in [FIRST, SECOND] {
        assert_eq!(rotate(&sandbox, folder, &asked(account)).0, 0);
    }
    let ledger = folder.join(format!("secrets/{TENANT}/emergency-1/ledger.json"));
    for (text, part) in [(Some("{ not a ledger"), "cannot be read"), (None, "is missing")] {
        match text {
            Some(text) => fs::write(&ledger, text).expect("written"),
            None => fs::remove_file(&ledger).expect("removed"),
        }
        assert!(in_force(&sandbox, FIRST, &shown(folder, FIRST)), "{part}");
        for command in [&["plan"][..], &["laps", "status"]] {
            let (code, out, err) = sandbox.run(folder, command);
            let said = format!("{out}{err}").split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(code == 6 && said.contains(part), "{code} {said}");
            assert!(said.contains("tenantry laps rotate --account"), "{said}");
        }
        // Neither it nor its sibling is rotated by itself.
        let (code, found) = rotate(&sandbox, folder, SCHEDULED);
        assert_eq!(code, 4, "{found:#?}");
        assert!(found.iter().all(|account| account["outcome"] != "rotated"), "{found:#?}");
    }
    // What is stored already stays the older by its name.
    let (code, found) = rotate(&sandbox, folder, &asked(FIRST));
    let rotation = found[0]["rotation"].as_str().expect("a version");
    assert!(code == 0 && rotation.starts_with("000002-"), "{code} {rotation}");
    assert!(in_force(&sandbox, FIRST, &shown(folder, FIRST)));
    let (code, out, err) = sandbox.run(folder, &["laps", "status"]);
    assert_eq!(code, 0, "{out}{err}");
}

#[test]
fn another_accounts_ledger_is_taken_for_nobodys() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    for account in [FIRST, SECOND] {
        assert_eq!(rotate(&sandbox, folder, &asked(account)).0, 0);
    }
    let ledger = |name: &str| folder.join(format!("secrets/{TENANT}/{name}/ledger.json"));
    let own = fs::read(ledger("emergency-1")).expect("there");
    fs::copy(ledger("emergency-2"), ledger("emergency-1")).expect("copied");
    for command in [&["plan"][..], &["laps", "status"]] {
        let (code, out, err) = sandbox.run(folder, command);
        let said = format!("{out}{err}").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(code == 6 && said.contains("is the ledger of emergency-2"), "{code} {said}");
    }
    for account in [FIRST, SECOND] {
        assert_eq!(rotate(&sandbox, folder, &asked(account)).0, 4, "{account}");
    }
    assert!(in_force(&sandbox, FIRST, &shown(folder, FIRST)), "the envelopes are its own");
    fs::write(ledger("emergency-1"), own).expect("written");
}

#[test]
fn while_a_new_ledger_proves_nothing_what_it_does_not_name_may_be_in_force_too() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    assert_eq!(rotate(&sandbox, folder, &asked(FIRST)).0, 0);
    let store = folder.join(format!("secrets/{TENANT}/emergency-1"));
    fs::remove_file(store.join("ledger.json")).expect("removed");
    let refused = json!({ "on": { "method": "PATCH" }, "effect": { "status": { "code": 500 } } });
    sandbox.control("POST", "/faults", Some(&refused));
    let (code, found) =
        rotate(&sandbox, folder, &[&asked(FIRST)[..], &["--patience", "1s"]].concat());
    assert_ne!(code, 0, "{found:#?}");
    sandbox.control("DELETE", "/faults", None);
    assert!(in_force(&sandbox, FIRST, &shown(folder, FIRST)));
}

#[test]
fn the_schedule_does_not_begin_before_a_person_did() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    sandbox.control("POST", "/clock", Some(&json!({ "by": "2400h" })));
    assert_eq!(rotate(&sandbox, folder, &asked(FIRST)).0, 0);
    sandbox.control("POST", "/clock", Some(&json!({ "by": "48h" })));
    let (code, found) = rotate(&sandbox, folder, SCHEDULED);
    assert_eq!((code, &found[0]["outcome"]), (4, &json!("nothing due")), "{found:#?}");
    assert_eq!(found[1]["message"], "no password of it was ever proved");
    assert!(found[1]["notes"].to_string().contains("--account"), "{found:#?}");
}

/// Removes every envelope of an account from the store, and leaves its ledger.
fn lose(folder: &Path, account: &str) {
    let store = folder.join(format!("secrets/{TENANT}/{account}"));
    for file in fs::read_dir(store).expect("a folder").map(|file| file.expect("a file").path()) {
        if file.extension().is_some_and(|it| it == "age") {
            fs::remove_file(file).expect("removed");
        }
    }
}
