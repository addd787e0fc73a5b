//! The audit trail of emergency accounts, through the built binary: what was announced, what became
//! of it, and what happens where there is no trail.

use std::{
    fs,
    io::Write as _,
    net::TcpListener,
    path::Path,
    time::{Duration, Instant},
};

use age::secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use crate::{
    laps::{FIRST, TENANT, asked, files, folder, held_back, in_force, rotate, shown},
    support::{Served, parts},
};

/// Returns the events of the tenant, the oldest first.
fn events(folder: &Path) -> Vec<Value> {
    let chains = files(&folder.join(".tenantry/audit").join(TENANT)).into_iter();
    let lines = chains.filter(|(name, _)| name.ends_with(".ndjson")).flat_map(|(_, bytes)| {
        let text = String::from_utf8(bytes).expect("text");
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    });
    lines
        .map(|line| {
            serde_json::from_str::<Value>(&line).expect("JSON")["unmapped"]["tenantry"].clone()
        })
        .collect()
}

/// Tells of each event what it says in short.
fn words(folder: &Path) -> Vec<String> {
    let word = |event: &Value| {
        let text = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
        let said = if event["password"].is_null() { text("answer") } else { text("password") };
        format!(
            "{} {}{said}",
            text("action"),
            if event["kind"] == "intent" { "intent" } else { "" }
        )
    };
    events(folder).iter().map(word).collect()
}

fn fault(sandbox: &Served, times: u32, effect: &Value) {
    let on = json!({ "method": "PATCH", "path": "/users/*" });
    sandbox.control(
        "POST",
        "/faults",
        Some(&json!({ "on": on, "times": times, "effect": effect })),
    );
}

/// Verifies the trail, which is whole; returns how many remarks there are.
fn remarks(folder: &Path) -> usize {
    let (code, out, err) = crate::support::run(folder, &["audit", "verify", "--format", "json"]);
    assert_eq!(code, 0, "{out}{err}");
    let document: Value = serde_json::from_str(&out).expect("JSON");
    document["remarks"].as_array().expect("remarks").len()
}

#[test]
fn a_rotation_and_an_opening_are_announced_and_told() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    assert_eq!(rotate(&sandbox, folder, &asked(FIRST)).0, 0);
    let expected = [
        "rotatePassword intent",
        "rotatePassword set",
        "rotatePassword proved",
        "revokeSessions intent",
        "revokeSessions done",
    ];
    assert_eq!(words(folder), expected);
    let told = events(folder);
    for event in &told {
        assert_eq!(event["tenant"]["id"], TENANT);
        assert_eq!(event["target"]["address"], "laps/emergency-1");
        assert_eq!(event["target"]["userPrincipalName"], "emergency-1@contoso.onmicrosoft.com");
        assert_eq!(event["target"]["object"], event["user"]);
        assert_eq!(event["warrant"]["reason"], "CHG-4711");
        assert!(event["actor"]["workload"]["clientId"].is_string());
    }
    let version = told[2]["fields"]["passwordVersion"]["after"].as_str().expect("a version");
    assert!(
        version.starts_with("000001-")
            && version.ends_with(told[0]["rotation"].as_str().expect("a run"))
    );
    assert!(told[1]["requestId"].is_string() && told[4]["requestId"].is_string(), "{told:#?}");
    assert_eq!((&told[1]["intent"], &told[2]["intent"]), (&told[0]["id"], &told[0]["id"]));
    assert_eq!(remarks(folder), 0);

    let passwords = shown(folder, FIRST);
    assert_eq!(words(folder)[5..], ["openPassword intent", "openPassword done"]);
    let opened = &events(folder)[6];
    assert_eq!(opened["fields"]["passwordVersion"]["before"], json!([version]));
    assert_eq!(remarks(folder), 0);
    let (code, out, err) = crate::support::run(folder, &["audit", "show", "--tenant", "contoso"]);
    assert_eq!(code, 0, "{err}");
    for part in
        ["rotate password", "laps/emergency-1", "set", "proved", "open password", "CHG-4711"]
    {
        assert!(out.contains(part), "no `{part}` in {out}");
    }
    for (name, bytes) in files(folder) {
        assert!(!String::from_utf8_lossy(&bytes).contains(&passwords[0]), "{name}");
    }
}

#[test]
fn refusals_and_doubts_are_told_and_the_run_that_proves_settles_them() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    let mut seen = 0;
    let mut next = || {
        let all = words(folder);
        let new = all[seen..].to_vec();
        seen = all.len();
        new
    };
    let banned = json!({ "status": { "code": 400, "message": "The password is banned." } });
    fault(&sandbox, 1, &banned);
    assert_eq!(rotate(&sandbox, folder, &asked(FIRST)).0, 0);
    let rejected = ["intent", "rejected", "set", "proved"].map(|it| format!("rotatePassword {it}"));
    assert_eq!(next()[..4], rejected);
    assert!(events(folder)[1]["detail"].as_str().is_some_and(|it| it.contains("banned")));

    fault(&sandbox, 1, &json!({ "status": { "code": 403 } }));
    assert_eq!(rotate(&sandbox, folder, &asked(FIRST)).0, 4);
    assert_eq!(next(), ["rotatePassword intent", "rotatePassword abandoned"]);
    let denied = events(folder).pop().expect("an event");
    assert!(denied["requestId"].is_string() && denied["answer"] == "refused", "{denied:#}");
    assert_eq!(remarks(folder), 0);

    fault(&sandbox, 3, &json!({ "cut": "before" }));
    assert_eq!(rotate(&sandbox, folder, &asked(FIRST)).0, 9);
    let doubt = next();
    assert!(
        doubt.len() >= 3 && doubt[1..].iter().all(|it| it == "rotatePassword unproven"),
        "{doubt:?}"
    );
    assert_eq!(remarks(folder), 1, "it is not settled");
    assert_eq!(rotate(&sandbox, folder, &asked(FIRST)).0, 0);
    assert!(
        next().contains(&"rotatePassword abandoned".to_owned()),
        "the one in doubt was not set"
    );
    assert_eq!(remarks(folder), 0);
}

#[test]
fn a_killed_run_is_settled_by_the_next() {
    for moment in ["before", "after"] {
        let folder = folder();
        let folder = folder.path();
        let sandbox = Served::start(folder);
        assert_eq!(sandbox.run(folder, &asked(FIRST)).0, 0);
        let mut held = held_back(&sandbox, folder, &asked(FIRST));
        fault(&sandbox, 1, &json!({ "signal": { "pid": held.id(), "moment": moment } }));
        held.stdin.take().expect("a pipe").write_all(b"go\n").expect("it listens");
        assert_eq!(held.wait().expect("it ends").code(), None, "killed {moment} the set");
        assert_eq!(remarks(folder), 1, "{moment}");
        assert_eq!(sandbox.run(folder, &asked(FIRST)).0, 0);
        assert_eq!(remarks(folder), 0, "{moment}: {:#?}", words(folder));
    }
}

#[test]
fn without_a_trail_nothing_is_rotated_and_an_emergency_is_not_kept_waiting() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    assert_eq!(rotate(&sandbox, folder, &asked(FIRST)).0, 0);
    let ledger = folder.join(format!("secrets/{TENANT}/emergency-1/ledger.json"));
    let before = fs::read(&ledger).expect("a ledger");
    let writes = sandbox.control("GET", "/requests", None)["writes"].clone();
    let trail = folder.join(".tenantry/audit");
    fs::rename(&trail, folder.join(".tenantry/away")).expect("moved");
    fs::write(&trail, "not a folder").expect("written");
    let (code, found) = rotate(&sandbox, folder, &asked(FIRST));
    assert_eq!((code, &found[0]["outcome"]), (4, &json!("not rotated")), "{found:#?}");
    let said = found[0]["message"].as_str().expect("a message");
    assert!(said.contains("could not be announced") && said.contains("audit"), "{said}");
    assert_eq!(sandbox.control("GET", "/requests", None)["writes"], writes, "nothing was sent");
    assert_eq!(fs::read(&ledger).expect("a ledger"), before, "nothing was stored");
    let arguments = ["laps", "show", "--account", FIRST, "--identity", "key.txt", "--out", "o.txt"];
    let (code, _, err) = crate::support::run(folder, &arguments);
    assert!(code == 0 && err.contains("not in the audit trail"), "{code} {err}");
    let text = fs::read_to_string(folder.join("o.txt")).expect("written");
    assert!(in_force(&sandbox, FIRST, &[text.trim().to_owned()]));
}

#[test]
fn a_trail_that_never_answers_keeps_nobody_from_the_password_for_long() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    assert_eq!(rotate(&sandbox, folder, &asked(FIRST)).0, 0);
    // It takes connections and is silent.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint = format!("http://{}", silent.local_addr().expect("an address"));
    let path = folder.join("tenantry.yaml");
    let text = fs::read_to_string(&path).expect("a file");
    let audit = "audit: { url: \"az:devstoreaccount1/audit\" }\n";
    fs::write(&path, format!("{text}{audit}")).expect("written");
    let arguments = ["laps", "show", "--account", FIRST, "--identity", "key.txt", "--out", "o.txt"];
    let mut show = crate::support::tenantry(folder, &arguments);
    show.env("AZURE_STORAGE_USE_EMULATOR", "true").env("AZURITE_BLOB_STORAGE_URL", endpoint);
    let begun = Instant::now();
    let (code, _, err) = parts(&show.output().expect("it runs"));
    assert!(code == 0 && err.contains("did not answer within 10 seconds"), "{code} {err}");
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
    let text = fs::read_to_string(folder.join("o.txt")).expect("written");
    assert!(in_force(&sandbox, FIRST, &[text.trim().to_owned()]));
}

#[test]
fn whoever_has_no_key_is_on_the_trail_as_well() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    assert_eq!(rotate(&sandbox, folder, &asked(FIRST)).0, 0);
    let stranger = age::x25519::Identity::generate();
    fs::write(folder.join("other.txt"), stranger.to_string().expose_secret()).expect("written");
    let arguments =
        ["laps", "show", "--account", FIRST, "--identity", "other.txt", "--out", "o.txt"];
    let (code, _, err) =
        crate::support::run(folder, &[&arguments[..], &["--reason", "drill"]].concat());
    assert!(code == 1 && !folder.join("o.txt").exists(), "{code} {err}");
    assert_eq!(words(folder)[5..], ["openPassword intent", "openPassword refused"]);
    assert_eq!(events(folder)[6]["warrant"]["reason"], "drill");
    assert_eq!(remarks(folder), 0);
}
