//! Recipients that change, through the built binary: passwords are rotated so that the new keys open
//! them, and what the old ones still open is told.

use std::{fs, path::Path};

use age::secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use crate::{
    laps::{FIRST, SCHEDULED, SECOND, asked, folder, in_force, rotate, shown},
    support::Served,
};

/// Replaces the store's one key and the key file; returns the old and the new public key.
fn replace_key(folder: &Path) -> (String, String) {
    let path = folder.join("tenantry.yaml");
    let text = fs::read_to_string(&path).expect("a file");
    let begin = text.find("age1").expect("a key");
    let old = text[begin..].split(']').next().expect("a key").to_owned();
    let key = age::x25519::Identity::generate();
    let new = key.to_public().to_string();
    fs::write(&path, text.replace(&old, &new)).expect("written");
    fs::rename(folder.join("key.txt"), folder.join("old.txt")).expect("moved");
    fs::write(folder.join("key.txt"), key.to_string().expose_secret()).expect("written");
    (old, new)
}

const REKEY: &[&str] = &["laps", "rekey", "--auto-approve", "--format", "json"];

#[test]
fn accounts_are_sealed_to_the_new_keys_one_after_the_other() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    for account in [FIRST, SECOND] {
        assert_eq!(rotate(&sandbox, folder, &asked(account)).0, 0);
    }
    let (code, out, err) = sandbox.run(folder, &["laps", "rekey"]);
    assert!(code == 0 && out.contains("sealed to the keys that its store declares"), "{out}{err}");

    let (old, new) = replace_key(folder);
    let (_, out, err) = sandbox.run(folder, &["laps", "status"]);
    for part in [
        format!("declared and do not open it yet: {new}"),
        format!("not declared any more: {old}"),
        format!("{old} still opens 000001-"),
        "may be in force until a rotation replaces it".to_owned(),
    ] {
        assert!(out.contains(&part), "no `{part}` in {out}{err}");
    }
    let (code, out, err) = sandbox.run(folder, &["laps", "rekey", "--account", FIRST]);
    assert!(code == 8 && err.contains(&old) && err.contains("24 h"), "{code} {out}{err}");

    // By its own rules: a day apart, one a run, until all are done.
    let writes = sandbox.control("GET", "/requests", None)["writes"].clone();
    let (code, found) = rotate(&sandbox, folder, REKEY);
    assert!(code == 4 && found.len() == 2, "{found:#?}");
    assert!(found.iter().all(|one| one["outcome"] == "not rotated"), "{found:#?}");
    assert_eq!(sandbox.control("GET", "/requests", None)["writes"], writes);
    sandbox.control("POST", "/clock", Some(&json!({ "by": "25h" })));
    let (code, found) = rotate(&sandbox, folder, REKEY);
    let outcomes: Vec<&Value> = found.iter().map(|one| &one["outcome"]).collect();
    assert_eq!((code, &outcomes[..]), (4, &[&json!("rotated"), &json!("not this run")][..]));
    assert_eq!(found[1]["keys"]["added"], json!([new]));
    let keys = &found[0]["keys"];
    assert_eq!((&keys["added"], &keys["removed"]), (&json!([]), &json!([old])));
    assert_eq!(keys["removedKeysOpen"][0]["state"], "previous");
    let passwords = shown(folder, FIRST);
    assert!(passwords.len() == 1 && in_force(&sandbox, FIRST, &passwords));
    let arguments = ["laps", "show", "--account", FIRST, "--identity", "old.txt", "--out", "o.txt"];
    let (code, _, err) = crate::support::run(folder, &arguments);
    assert!(code == 1 && err.contains("nothing that may be in force could be opened"), "{err}");

    // The schedule does the same: other keys make a rotation due.
    sandbox.control("POST", "/clock", Some(&json!({ "by": "25h" })));
    let (code, found) = rotate(&sandbox, folder, SCHEDULED);
    assert_eq!((code, &found[1]["outcome"]), (0, &json!("rotated")), "{found:#?}");
    let (code, found) = rotate(&sandbox, folder, REKEY);
    assert!(code == 0 && found.is_empty(), "{found:#?}");

    // What the old key still opens is told as long as it is kept.
    let (_, out, err) = sandbox.run(folder, &["laps", "status", "--format", "json"]);
    let status: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"));
    let keys = &status["tenants"][0]["accounts"][1]["keys"];
    assert_eq!((&keys["rotationDue"], &keys["removed"]), (&json!(false), &json!([old])));
    let still = &keys["removedKeysOpen"][0];
    assert_eq!(still["state"], "previous");
    assert!(still["keptUntil"].is_string(), "{still:#}");
}
