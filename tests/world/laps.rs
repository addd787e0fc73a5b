//! Emergency accounts through the built binary against a served sandbox: whatever happens, the
//! password in force is one that the store can produce, and it is in nothing that anybody sees.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use age::secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Served, parts};

pub(crate) const TENANT: &str = "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f";
pub(crate) const FIRST: &str = "contoso/emergency-1";
pub(crate) const SECOND: &str = "contoso/emergency-2";

/// A configuration with two emergency accounts, a tenant to match, and a key.
pub(crate) fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let key = age::x25519::Identity::generate();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    write("key.txt", &format!("{}\n", key.to_string().expose_secret()));
    write(
        "tenantry.yaml",
        &format!(
            "version: 1\norganization: northwind-msp\nstores:\n  vault: {{ url: \"file:secrets\", \
             recipients: [{}] }}\n",
            key.to_public()
        ),
    );
    let account = |name: &str| {
        format!(
            "    - {{ name: {name}, domain: contoso.onmicrosoft.com, manage: rotate, store: vault \
             }}\n"
        )
    };
    let accounts: String = ["emergency-1", "emergency-2"].map(account).concat();
    write(
        "tenants/contoso.yaml",
        &format!(
            "tenant: contoso\ntenantId: {TENANT}\nauth:\n  clientId: \
             7d1e0f4a-2b3c-4d5e-8f90-a1b2c3d4e5f6\n  credential: {{ clientSecret: {{ env: \
             CONTOSO_SECRET }} }}\ndomains:\n  - name: contoso.onmicrosoft.com\nlaps:\n  accounts:\n{accounts}"
        ),
    );
    write("sandbox.yaml", &seed().to_string());
    folder
}

pub(crate) fn seed() -> Value {
    let user = |name: &str| {
        json!({
            "userPrincipalName": format!("{name}@contoso.onmicrosoft.com"),
            "marker": { "installation": "northwind-msp", "address": format!("laps/{name}") },
            "roles": ["Global Administrator"],
        })
    };
    json!({ "tenants": [{
        "tenantId": TENANT, "displayName": "Contoso",
        "domains": [{ "name": "contoso.onmicrosoft.com", "isInitial": true }],
        "apps": [{
            "clientId": "7d1e0f4a-2b3c-4d5e-8f90-a1b2c3d4e5f6",
            "permissions": [
                "Organization.Read.All", "Domain.Read.All", "User.ReadWrite.All",
                "User.RevokeSessions.All", "User-PasswordProfile.ReadWrite.All", "Group.Read.All",
                "RoleManagement.Read.Directory", "RoleAssignmentSchedule.Read.Directory",
                "AdministrativeUnit.Read.All", "Application.Read.All", "Directory.Read.All",
                "AuditLog.Read.All",
            ],
            "directoryRoles": ["Privileged Authentication Administrator"],
        }],
        "users": [user("emergency-1"), user("emergency-2")],
    }] })
}

pub(crate) const SCHEDULED: &[&str] = &["laps", "rotate", "--auto-approve", "--format", "json"];

pub(crate) fn asked(account: &str) -> Vec<&str> {
    [SCHEDULED, &["--account", account, "--reason", "CHG-4711"]].concat()
}

/// Runs a rotation; returns its exit code and what became of each account.
pub(crate) fn rotate(sandbox: &Served, folder: &Path, arguments: &[&str]) -> (i32, Vec<Value>) {
    let (code, out, err) = sandbox.run(folder, arguments);
    let document: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"));
    let tenants = document["tenants"].as_array().expect("tenants").iter();
    (code, tenants.flat_map(|it| it["accounts"].as_array().expect("accounts")).cloned().collect())
}

/// Opens what may be in force with `laps show`, the newest first.
pub(crate) fn shown(folder: &Path, account: &str) -> Vec<String> {
    opened(folder, &["--account", account])
}

fn show<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&["laps", "show", "--identity", "key.txt", "--out", "shown.txt"], arguments].concat()
}

fn opened(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let out = folder.join("shown.txt");
    let _ = fs::remove_file(&out);
    let (code, stdout, stderr) = crate::support::run(folder, &show(arguments));
    assert_eq!((code, stdout.as_str()), (0, ""), "{stderr}");
    let text = fs::read_to_string(&out).expect("written");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&out).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let passwords: Vec<String> = text.lines().map(str::to_owned).collect();
    assert!(passwords.iter().all(|one| one.len() > 20 && !stderr.contains(one)), "{stderr}");
    fs::remove_file(out).expect("removed");
    passwords
}

pub(crate) fn in_force(sandbox: &Served, account: &str, passwords: &[String]) -> bool {
    let name = account.split_once('/').expect("tenant/name").1;
    let user = format!("{name}@contoso.onmicrosoft.com");
    let body = json!({ "user": user, "password": passwords });
    let path = format!("/tenants/{TENANT}/password");
    sandbox.control("POST", &path, Some(&body))["inForce"] == true
}

pub(crate) fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), fs::read(&path).expect("readable")));
        }
    }
    found
}

#[test]
fn both_are_rotated_one_after_the_other_and_the_schedule_then_rests() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    let (code, found) = rotate(&sandbox, folder, SCHEDULED);
    assert_eq!(code, 4, "neither was ever proved, so a person begins: {found:#?}");
    assert!(found.iter().all(|one| one["outcome"] == "not rotated"), "{found:#?}");

    for account in [FIRST, SECOND] {
        let (code, out, err) = sandbox.run(folder, &asked(account));
        assert_eq!(code, 0, "{out}{err}");
        assert!(out.contains("\"rotated\"") && out.contains("000001-"), "{out}");
        let passwords = shown(folder, account);
        assert_eq!(passwords.len(), 1);
        assert!(in_force(&sandbox, account, &passwords), "{account}");
        let texts = files(folder).into_iter().chain([("out".to_owned(), (out + &err).into())]);
        for (name, bytes) in texts {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains(&passwords[0]), "the password is in {name}");
        }
    }
    assert!(
        files(&folder.join(".tenantry/rotations"))
            .iter()
            .any(|(_, bytes)| { String::from_utf8_lossy(bytes).contains("CHG-4711") })
    );

    let (code, out, err) = sandbox.run(folder, &["laps", "status", "--format", "json"]);
    assert_eq!(code, 0, "{out}{err}");
    let status: Value = serde_json::from_str(&out).expect("JSON");
    for account in status["tenants"][0]["accounts"].as_array().expect("accounts") {
        assert_eq!(account["status"], "ready", "{account:#}");
        assert!(account["recipients"][0].as_str().is_some_and(|key| key.starts_with("age1")));
        assert!(account["openedAt"].is_string() && account["lastSignInShown"] == true);
    }

    // Opening both made both due: they follow one another, a day apart.
    let (code, found) = rotate(&sandbox, folder, SCHEDULED);
    assert_eq!(code, 0, "{found:#?}");
    let said: Vec<&str> = found.iter().filter_map(|one| one["message"].as_str()).collect();
    assert!(said.iter().all(|message| message.contains("only just now")), "{said:?}");
    sandbox.control("POST", "/clock", Some(&json!({ "by": "25h" })));
    let (code, found) = rotate(&sandbox, folder, SCHEDULED);
    assert_eq!(code, 0, "{found:#?}");
    let outcomes: Vec<&Value> = found.iter().map(|one| &one["outcome"]).collect();
    assert_eq!(outcomes, ["rotated", "not this run"]);
    sandbox.control("POST", "/clock", Some(&json!({ "by": "25h" })));
    let (_, found) = rotate(&sandbox, folder, SCHEDULED);
    let outcomes: Vec<&Value> = found.iter().map(|one| &one["outcome"]).collect();
    assert_eq!(outcomes, ["nothing due", "rotated"]);
    let writes = sandbox.control("GET", "/requests", None)["writes"].clone();
    let (code, found) = rotate(&sandbox, folder, SCHEDULED);
    assert_eq!(code, 0);
    assert!(found.iter().all(|one| one["outcome"] == "nothing due"), "{found:#?}");
    assert_eq!(sandbox.control("GET", "/requests", None)["writes"], writes, "nothing was sent");
}

#[test]
fn whatever_moment_a_kill_hits_the_store_opens_what_is_in_force_and_the_next_run_proves_it() {
    for moment in ["before", "after"] {
        let folder = folder();
        let folder = folder.path();
        let sandbox = Served::start(folder);
        assert_eq!(sandbox.run(folder, &asked(FIRST)).0, 0);
        let mut held = held_back(&sandbox, folder, &asked(FIRST));
        let fault = json!({
            "on": { "method": "PATCH", "path": "/users/*" }, "times": 1,
            "effect": { "signal": { "pid": held.id(), "moment": moment } },
        });
        sandbox.control("POST", "/faults", Some(&fault));
        held.stdin.take().expect("a pipe").write_all(b"go\n").expect("it listens");
        assert_eq!(held.wait().expect("it ends").code(), None, "killed {moment} the set");
        let candidates = shown(folder, FIRST);
        assert_eq!(candidates.len(), 2, "{moment}");
        assert!(in_force(&sandbox, FIRST, &candidates), "{moment}");
        let newest = &candidates[..1];
        assert_eq!(in_force(&sandbox, FIRST, newest), moment == "after");

        // Whatever is in doubt stands in its sibling's way.
        let (_, found) = rotate(&sandbox, folder, &asked(SECOND));
        assert_eq!(found[0]["outcome"], "not rotated", "{found:#?}");
        let (code, found) = rotate(&sandbox, folder, &asked(FIRST));
        assert_eq!((code, &found[0]["outcome"]), (0, &json!("rotated")), "{found:#?}");
        let proved = shown(folder, FIRST);
        assert_eq!(proved.len(), 1);
        assert!(in_force(&sandbox, FIRST, &proved), "{moment}");
        assert_eq!(&proved[..] == newest, moment == "after");
    }
}

/// Starts a rotation that waits for a line on its standard input, so that its pid is known first.
pub(crate) fn held_back(
    sandbox: &Served,
    folder: &Path,
    arguments: &[&str],
) -> std::process::Child {
    let direct = sandbox.tenantry(folder, arguments);
    let mut shell = Command::new("sh");
    shell.args(["-c", "read line; exec \"$0\" \"$@\""]);
    shell.arg(direct.get_program()).args(direct.get_args());
    shell.env_clear().current_dir(folder);
    for (key, value) in direct.get_envs() {
        shell.env(key, value.unwrap_or_default());
    }
    let piped = shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    piped.spawn().expect("sh runs")
}

#[test]
fn what_is_not_proved_ends_with_9_and_names_the_candidates() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    assert_eq!(sandbox.run(folder, &asked(FIRST)).0, 0);
    let cut = json!({
        "on": { "method": "PATCH", "path": "/users/*" }, "times": 3, "effect": { "cut": "before" },
    });
    sandbox.control("POST", "/faults", Some(&cut));
    let (code, found) = rotate(&sandbox, folder, &asked(FIRST));
    assert_eq!((code, &found[0]["outcome"]), (9, &json!("unproven")), "{found:#?}");
    assert_eq!(found[0]["candidates"].as_array().map(Vec::len), Some(2));
    let (code, out, err) = sandbox.run(folder, &["laps", "status"]);
    let parts = ["emergency-1  needs a person", "not proved", "000002-", "ever proved", "portal"];
    assert!(code == 9 && parts.iter().all(|part| out.contains(part)), "{code} {out}{err}");
    let candidates = shown(folder, FIRST);
    assert!(candidates.len() == 2 && in_force(&sandbox, FIRST, &candidates));
    let (code, found) = rotate(&sandbox, folder, SCHEDULED);
    assert_eq!(code, 9, "its sibling was never proved, so the schedule cannot: {found:#?}");
    let (code, _) = rotate(&sandbox, folder, &asked(FIRST));
    assert_eq!(code, 0);
}

#[test]
fn what_is_not_ours_is_left_alone_and_what_is_in_use_waits() {
    let folder = folder();
    let folder = folder.path();
    let mut described = seed();
    described["tenants"][0]["users"][0]["lastSignIn"] = json!("-10m");
    described["tenants"][0]["users"][1]["marker"] = Value::Null;
    fs::write(folder.join("sandbox.yaml"), described.to_string()).expect("written");
    let sandbox = Served::start(folder);
    let (code, found) = rotate(&sandbox, folder, &asked(SECOND));
    assert_eq!((code, &found[0]["outcome"]), (4, &json!("left alone")), "{found:#?}");
    assert!(found[0]["message"].as_str().is_some_and(|it| it.contains("does not bear the marker")));
    let (code, found) = rotate(&sandbox, folder, &asked(FIRST));
    assert_eq!((code, &found[0]["guard"]), (3, &json!("G014")), "{found:#?}");
    let mut on_ci = sandbox.tenantry(folder, &asked(FIRST));
    let (code, out, _) = parts(&on_ci.env("CI", "true").output().expect("it runs"));
    assert_eq!(code, 3);
    assert!(out.contains("G013"), "{out}");
    assert_eq!(sandbox.control("GET", "/requests", None)["writes"], 0);
    let waived = [&asked(FIRST)[..], &["--acknowledge", "G014=CHG-4711"]].concat();
    let (code, found) = rotate(&sandbox, folder, &waived);
    assert_eq!((code, &found[0]["outcome"]), (0, &json!("rotated")), "{found:#?}");
    assert!(found[0]["waived"][0].as_str().is_some_and(|it| it.contains("CHG-4711")));
}

#[test]
#[expect(clippy::print_stdout, reason = "a check that was skipped must say so")]
fn ages_own_program_opens_what_is_in_force_in_an_embedded_sandbox() {
    let folder = folder();
    let folder = folder.path();
    let embedded = [&asked(FIRST)[..], &["--sandbox"]].concat();
    let (code, out, err) = crate::support::run(folder, &embedded);
    assert_eq!(code, 0, "{out}{err}");
    let document: Value = serde_json::from_str(&out).expect("JSON");
    let rotation = &document["tenants"][0]["accounts"][0]["rotation"];
    let rotation = rotation.as_str().expect("a version");
    let (code, out, err) = crate::support::run(folder, &["laps", "status", "--sandbox"]);
    assert!(code == 9 && out.contains(rotation), "its sibling was never proved: {out}{err}");
    let shown = opened(folder, &["--account", FIRST, "--sandbox"]);
    // The declared store is not touched: real passwords may be there.
    assert!(!folder.join("secrets").exists());
    let (code, _, err) = crate::support::run(folder, &show(&["--account", FIRST]));
    assert!(code == 1 && err.contains("nothing is stored"), "{code} {err}");
    let store = folder.join(".tenantry/stores-sandbox/vault");
    let envelope = store.join(format!("{TENANT}/emergency-1/{rotation}.age"));
    let mut command = Command::new("age");
    command.arg("--decrypt").arg("--identity").arg(folder.join("key.txt")).arg(envelope);
    match command.output() {
        Ok(opened) => {
            assert!(opened.status.success(), "{}", String::from_utf8_lossy(&opened.stderr));
            assert_eq!(String::from_utf8_lossy(&opened.stdout), format!("{}\n", shown[0]));
        }
        Err(error) => println!("skipped: age cannot be run ({error})"),
    }
    // The README's own line does the same with nothing but `age` and `jq`.
    let readme = include_str!("../../README.md");
    let line = readme.lines().find(|line| line.starts_with("jq -r")).expect("the line");
    let key = folder.join("key.txt").display().to_string();
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(line.replace("~/key.txt", &key));
    shell.current_dir(store.join(format!("{TENANT}/emergency-1")));
    let has_jq = Command::new("jq").arg("--version").output().is_ok();
    match Command::new("age").arg("--version").output() {
        Ok(_) if has_jq => {
            let opened = shell.output().expect("a shell");
            let text = String::from_utf8_lossy(&opened.stdout).into_owned();
            assert_eq!(text, format!("{}\n", shown[0]), "{opened:?}");
        }
        _ => println!("skipped: the README's line takes age and jq"),
    }
    assert_eq!(crate::support::run(folder, &["sandbox", "reset"]).0, 0);
    assert!(!store.exists(), "the passwords of accounts that are no more");
}

#[test]
fn it_asks_and_it_shows_to_nobody_but_a_person() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    let (code, _, err) = sandbox.run(folder, &["laps", "rotate", "--account", FIRST]);
    assert!(code == 8 && err.contains("emergency-2 has no proved password"), "{code} {err}");
    for (arguments, code, part) in [
        (vec!["laps", "rotate", "--account", "emergency-1"], 64, "is not named"),
        (vec!["laps", "rotate", "--account", "contoso/emergency-3"], 64, "declares no account"),
        (vec!["laps", "rotate", "--account", "adatum/emergency-1"], 64, "adatum"),
    ] {
        let (found, _, err) = sandbox.run(folder, &arguments);
        assert!(found == code && err.contains(part), "{arguments:?}: {found} {err}");
    }
    let show_by = |key: &str, more: &[&str]| {
        let fixed = ["laps", "show", "--tenant", "contoso", "--account", "emergency-1"];
        crate::support::run(folder, &[&fixed[..], &["--identity", key], more].concat())
    };
    let show = |more: &[&str]| show_by("key.txt", more);
    let (code, out, err) = show(&[]);
    assert!(code == 64 && out.is_empty() && err.contains("terminal"), "{err}");
    let (code, _, err) = show(&["--out", "-"]);
    assert!(code == 64 && err.contains("terminal") && !folder.join("-").exists(), "{err}");
    let (code, _, err) = show(&["--out", "out.txt"]);
    assert!(code == 1 && err.contains("nothing is stored"), "{err}");
    assert!(!folder.join("out.txt").exists(), "nothing is left of a failure");
    assert_eq!(sandbox.run(folder, &asked(FIRST)).0, 0);
    fs::write(folder.join("out.txt"), "kept").expect("written");
    let (code, _, err) = show(&["--out", "out.txt"]);
    assert!(code == 1 && err.contains("out.txt"), "{err}");
    assert_eq!(fs::read_to_string(folder.join("out.txt")).expect("there"), "kept");
    let stranger = age::x25519::Identity::generate();
    fs::write(folder.join("other.txt"), stranger.to_string().expose_secret()).expect("written");
    let (code, _, err) = show_by("other.txt", &["--out", "none.txt"]);
    assert!(code == 1 && err.contains("nothing that may be in force could be opened"), "{err}");
    // Nothing that the run itself has, wrote or read opens it either: it seals and never opens.
    let own = files(folder);
    assert!(own.len() > 8, "configuration, seed, journal, trail, ledger and envelope: {own:?}");
    for (file, _) in own.iter().filter(|(file, _)| !file.ends_with("key.txt")) {
        let (code, ..) = show_by(file, &["--out", "none.txt"]);
        assert!(code == 1 && !folder.join("none.txt").exists(), "{file} opens it");
    }
    assert_eq!(show(&["--out", "none.txt"]).0, 0);
}
