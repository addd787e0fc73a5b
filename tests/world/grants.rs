//! The life of a grant, through the built binary: opened for whom it is for, ended at its time and
//! before, taken back where anything goes wrong, refused before anything is written.

use std::{
    fs,
    process::{Command, Stdio},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    kill::open_without_deadline,
    search::spellings,
    support::parts,
    town::{CONTOSO, FABRIKAM, Town, command, grant, seed},
};

const SWEEP: [&str; 3] = ["sweep", "--format", "json"];

/// Returns the one credential of an answer.
#[track_caller]
fn credential(answer: &Value) -> Value {
    let all = answer["credentials"].as_array().expect("a list");
    assert_eq!(all.len(), 1, "{answer:#}");
    all[0].clone()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("no text `{key}` in {value}"))
}

/// Fails where anybody but an administrator can do anything in a tenant.
#[track_caller]
pub(crate) fn nothing_is_open(town: &Town, tenant: &str) {
    let tables = town.sandbox.tables(tenant);
    let clock = town.sandbox.control("GET", "/clock", None);
    let now: Timestamp = text(&clock, "now").parse().expect("a time");
    for (id, user) in &tables["users"] {
        let name = text(user, "userPrincipalName");
        if !name.starts_with("msp-") {
            continue;
        }
        assert_eq!(user["accountEnabled"], json!(false), "{name}");
        for table in ["roleAssignments", "roleAssignmentSchedules"] {
            let mut rows = tables.get(table).into_iter().flatten();
            let held = rows.any(|(_, row)| row["principalId"] == id.as_str() && lasts(row, now));
            assert!(!held, "{name}: {table}");
        }
        let mut members = tables.get("groupMembers").into_iter().flatten();
        assert!(!members.any(|(key, _)| key.ends_with(id)), "{name} is in a group");
    }
}

/// Tells whether an assignment has no end, or one that is to come.
fn lasts(row: &Value, now: Timestamp) -> bool {
    let (info, time) = (&row["scheduleInfo"], |text: &str| text.parse::<Timestamp>());
    let end = match (&info["expiration"]["endDateTime"], &info["expiration"]["duration"]) {
        (Value::String(end), _) => time(end).expect("a time"),
        (_, Value::String(length)) => {
            let start = time(text(info, "startDateTime")).expect("a time");
            start + length.parse::<SignedDuration>().expect("a length")
        }
        _ => return true,
    };
    end > now
}

#[test]
fn a_pass_is_sealed_to_its_technician_and_ends_with_the_grant_by_itself() {
    let town = Town::new();
    let ran = town.grant("contoso", "alice", &[]).exits(0);
    let given = credential(&ran.json());
    assert_eq!(text(&given, "userPrincipalName"), "msp-alice@contoso.onmicrosoft.com");
    assert_eq!(text(&given, "signInAddress"), "https://entra.microsoft.com");
    assert_eq!(text(&given, "endsBy"), "pim");
    assert!(text(&given, "grant").starts_with("adhoc-"), "{given}");
    let pass = town.open(text(&given, "sealed"));
    let said = town.sign_in(CONTOSO, "alice", ("pass", &pass));
    assert_eq!(said["succeeds"], true, "{said}");
    assert_eq!(said["roles"][0]["role"], "Global Reader", "{said}");
    assert!(open_without_deadline(&town.sandbox.tables(CONTOSO)).is_empty());

    // Nobody runs tenantry: the pass and the role end all the same.
    town.wait("61m");
    let said = town.sign_in(CONTOSO, "alice", ("pass", &pass));
    assert_eq!((&said["succeeds"], &said["roles"]), (&json!(false), &json!([])), "{said}");
    let swept = town.run(&SWEEP).exits(0).json();
    assert_eq!(swept["summary"]["done"], 1, "{swept:#}");
    nothing_is_open(&town, CONTOSO);
    let before = town.writes();
    assert_eq!(town.run(&SWEEP).exits(0).json()["summary"]["writes"], 0);
    assert_eq!(town.writes(), before);
}

#[test]
fn a_password_is_good_until_a_sweep_after_its_deadline() {
    let town = Town::new();
    let given = credential(&town.grant("fabrikam", "alice", &[]).exits(0).json());
    assert_eq!(text(&given, "endsBy"), "runner");
    let password = town.open(text(&given, "sealed"));
    let tries = || town.sign_in(FABRIKAM, "alice", ("password", &password));
    assert_eq!(tries()["succeeds"], true);
    assert_eq!(town.run(&SWEEP).exits(0).json()["summary"]["writes"], 0, "it is not due");
    town.wait("61m");
    assert_eq!(tries()["succeeds"], true, "nothing but tenantry ends it");
    town.run(&["sweep"]).exits(0).tells("revoked     jit/alice");
    assert_eq!(tries()["succeeds"], false);
    nothing_is_open(&town, FABRIKAM);
}

#[test]
fn a_credential_is_in_its_sealed_text_and_nowhere_else() {
    let town = Town::new();
    let mut told = String::new();
    let mut secrets = Vec::new();
    for tenant in ["contoso", "fabrikam"] {
        let ran = town.grant(tenant, "alice", &["-vv", "--output", "text=told.txt"]).exits(0);
        let secret = town.open(text(&credential(&ran.json()), "sealed"));
        secrets.extend(if secret.len() < 12 {
            vec![STANDARD.encode(&secret), secret]
        } else {
            spellings(&secret)
        });
        told += &(ran.out + &ran.err);
        let extended = [
            "extend",
            "--tenant",
            tenant,
            "--technician",
            "alice",
            "--for",
            "30m",
            "--reason",
            "x",
            "--auto-approve",
            "-vv",
        ];
        let ran = town.run(&extended).exits(0);
        assert_eq!(ran.out.contains("BEGIN AGE ENCRYPTED FILE"), tenant == "contoso");
        told += &(ran.out + &ran.err);
    }
    told += &fs::read_to_string(town.path("told.txt")).expect("written");
    let mut files = Vec::new();
    gather(&town.path(".tenantry"), &mut files);
    assert!(files.iter().any(|path| path.contains("audit")), "{files:?}");
    assert!(files.iter().any(|path| path.contains("journal")), "{files:?}");
    told.extend(files.iter().map(|path| fs::read_to_string(path).expect("text")));
    for secret in secrets {
        assert!(!told.contains(&secret), "`{secret}` is there");
    }
}

fn gather(folder: &std::path::Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(&path, found);
        } else {
            found.push(path.to_string_lossy().into_owned());
        }
    }
}

#[test]
fn extending_moves_the_end_and_replaces_the_pass() {
    let town = Town::new();
    let first = credential(&town.grant("contoso", "alice", &[]).exits(0).json());
    let old = town.open(text(&first, "sealed"));
    let who = ["--tenant", "contoso", "--technician", "alice", "--reason", "more"];
    let extend = [&["extend", "--for", "1h", "--auto-approve", "--format", "json"][..], &who];
    let second = credential(&town.run(&extend.concat()).exits(0).json());
    assert!(text(&second, "deadline") > text(&first, "deadline"));
    let new = town.open(text(&second, "sealed"));
    town.wait("90m");
    let tries = |pass: &str| town.sign_in(CONTOSO, "alice", ("pass", pass))["succeeds"].clone();
    assert_eq!((tries(&old), tries(&new)), (json!(false), json!(true)));
    assert_eq!(town.run(&SWEEP).exits(0).json()["summary"]["writes"], 0);
    town.wait("31m");
    assert_eq!(tries(&new), json!(false));
    town.run(&SWEEP).exits(0);
    nothing_is_open(&town, CONTOSO);
    let late = [&["extend", "--for", "1h", "--auto-approve"][..], &who].concat();
    town.run(&late).exits(4).tells("plan::");
}

#[test]
fn revoking_ends_one_technician_everywhere_and_waits_for_pim() {
    let town = Town::new();
    for tenant in ["contoso", "fabrikam"] {
        town.grant(tenant, "alice", &[]).exits(0);
    }
    let method = json!({ "user": "msp-alice@fabrikam.onmicrosoft.com", "kind": "fido2" });
    town.sandbox.control("POST", &format!("/tenants/{FABRIKAM}/methods"), Some(&method));
    let revoke = ["revoke", "--technician", "alice", "--reason", "left", "--format", "json"];
    let answer = town.run(&revoke).exits(4).json();
    let change = &answer["tenants"][0]["changes"][0];
    assert_eq!(change["expiryFailed"], true, "PIM keeps it for five minutes: {answer:#}");
    assert!(change["pendingUntil"].is_string(), "{answer:#}");
    assert_eq!(answer["tenants"][1]["changes"][0]["expiryFailed"], false, "{answer:#}");
    nothing_is_open(&town, FABRIKAM);
    assert_eq!(town.sign_in(FABRIKAM, "alice", ("method", "fido2"))["succeeds"], false);
    town.wait("6m");
    town.run(&revoke[..3]).exits(0).tells("revoked     jit/alice");
    nothing_is_open(&town, CONTOSO);
    let before = town.writes();
    town.run(&["revoke", "--tenant", "contoso,fabrikam"]).exits(0);
    assert_eq!(town.writes(), before, "everybody has ended");
}

#[test]
fn a_broken_configuration_ends_access_all_the_same() {
    let town = Town::new();
    town.grant("contoso", "alice", &[]).exits(0);
    town.grant("fabrikam", "alice", &[]).exits(0);
    town.rewrite("tenantry.yaml", |text| {
        text.replace("id: bob", "name: 7").replace("sweepEvery: 5m", "sweepEvery: [never]")
    });
    let broken = |text: String| text.replace("groupMappings", "groupMapings");
    town.rewrite("tenants/contoso.yaml", broken);
    town.rewrite("tenants/fabrikam.yaml", |text| format!("{{{text}"));
    town.rewrite("grants/broken.yaml", |_| "technician: [".to_owned());
    // Nobody's access ends since a line is broken.
    let ran = town.run(&SWEEP).exits(4);
    assert_eq!(ran.json()["summary"]["writes"], 0, "{}", ran.out);
    town.wait("61m");
    let ran = town.run(&["sweep"]).exits(4).tells("revoked     jit/alice").tells("fabrikam");
    let ran = ran.tells("Sweep: 1 done");
    assert!(ran.err.contains("cannot be reached"), "{}", ran.err);
    nothing_is_open(&town, CONTOSO);
    assert!(!town.path(".tenantry/sweep-heartbeat-sandbox.json").exists(), "not all was swept");
    town.rewrite("tenantry.yaml", |_| "organization: [".to_owned());
    town.run(&["sweep"]).exits(65).tells("--organization");
    town.run(&["sweep", "--organization", "northwind-msp"]).exits(4);
}

#[test]
fn two_sweeps_at_once_end_what_is_due_once() {
    let town = Town::new();
    town.grant("fabrikam", "alice", &[]).exits(0);
    town.wait("61m");
    let start = || {
        let mut sweep = town.sandbox.tenantry(town.folder(), &command(&["sweep"]));
        sweep.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("started")
    };
    let running = [start(), start()];
    for sweep in running {
        let (code, out, err) = parts(&sweep.wait_with_output().expect("ended"));
        assert_eq!(code, 0, "{out}{err}");
    }
    nothing_is_open(&town, FABRIKAM);
    town.run(&["sweep"]).exits(0);
    let sign = town.path(".tenantry/sweep-heartbeat-sandbox.json").display().to_string();
    town.run_offline(&["sweep", "--check", "15m", "--heartbeat", &sign]).exits(0);
}

#[test]
fn what_cannot_be_granted_is_refused_before_anything_is_written() {
    let town = Town::new();
    for (tenant, technician, more, code, reason) in [
        ("contoso", "bob", &[][..], 4, "plan::"),
        ("contoso", "carol", &[], 4, "no mapping"),
        ("contoso", "dave", &[], 4, "disabled"),
        ("contoso", "alice", &["--for", "5h"], 3, "G012"),
        ("contoso", "erin", &[], 64, "no technician"),
        ("contso", "alice", &[], 64, "did you mean"),
        ("contoso", "alice", &["--reason", " "], 64, "--reason"),
    ] {
        let ran = town.grant(tenant, technician, more).exits(code).tells(reason);
        assert!(!ran.out.contains("BEGIN AGE"), "{}", ran.out);
    }
    town.rewrite("tenants/contoso.yaml", |text| format!("{text}cloud: china\n"));
    town.grant("contoso", "alice", &[]).exits(4).tells("21Vianet");
    town.run(&["sweep"]).exits(0);
    assert_eq!(town.writes(), 0);
}

#[test]
fn a_policy_without_passes_refuses_before_anything_is_written() {
    for (policy, reason) in [
        (json!({ "enabled": false }), "turns Temporary Access Passes off"),
        (json!({ "users": ["Others"] }), "not in"),
    ] {
        let town = Town::seeded(&seed(&json!({ "temporaryAccessPass": policy })));
        town.grant("contoso", "alice", &[]).exits(4).tells(reason);
        assert_eq!(town.writes(), 0);
    }
}

#[test]
fn a_dry_run_shows_the_plan_and_sends_only_reads() {
    let town = Town::new();
    let who = ["grant", "--tenant", "contoso", "--technician", "alice", "--reason", "x"];
    let arguments = [&who[..], &["--dry-run"]].concat();
    let ran = town.run(&arguments).exits(0).tells("accountEnabled").tells("ended by pim");
    assert!(!ran.out.contains("BEGIN AGE"), "{}", ran.out);
    town.run(&who).exits(8).tells("--auto-approve");
    assert_eq!(town.writes(), 0);
}

#[test]
fn whatever_write_is_refused_the_access_is_taken_back() {
    let whole = Town::new();
    whole.grant("fabrikam", "alice", &[]).exits(0);
    let total = whole.writes();
    assert!(total >= 6, "{total} writes");
    for number in 0..total {
        let town = Town::new();
        town.fault(&json!({
            "on": { "writes": true }, "after": number, "times": 1,
            "effect": { "status": { "code": 403 } },
        }));
        let answer = town.grant("fabrikam", "alice", &[]).exits(4).json();
        assert_eq!(answer["credentials"], json!([]), "write {number}");
        for back in answer["tenants"][0]["rolledBack"].as_array().expect("a list") {
            assert_eq!(back["expiryFailed"], false, "write {number}: {answer:#}");
        }
        nothing_is_open(&town, FABRIKAM);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_credential_that_nobody_took_is_taken_back() {
    let town = Town::new();
    let arguments = command(&grant("fabrikam", "alice"));
    let mut run: Command = town.sandbox.tenantry(town.folder(), &arguments);
    let full = fs::File::options().write(true).open("/dev/full").expect("a device");
    let (code, _, err) = parts(&run.stdout(full).output().expect("started"));
    assert_eq!(code, 4, "{err}");
    assert!(err.contains("rolled back"), "{err}");
    assert!(town.writes() > 6, "it had been opened");
    nothing_is_open(&town, FABRIKAM);
}

#[test]
fn an_interrupted_grant_is_taken_back() {
    use std::io::{BufRead as _, BufReader, Read as _};
    let town = Town::new();
    let slow = json!({ "latency": { "milliseconds": 300 } });
    town.fault(&json!({ "on": { "writes": true }, "effect": slow }));
    let arguments = command(&[&grant("fabrikam", "alice")[..], &["-v"]].concat());
    let mut run = town.sandbox.tenantry(town.folder(), &arguments);
    let spawned = run.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = spawned.expect("started");
    let mut stderr = BufReader::new(child.stderr.take().expect("piped"));
    let mut told = String::new();
    while told.matches("writing").count() < 3 {
        assert!(stderr.read_line(&mut told).expect("read") > 0, "never wrote: {told}");
    }
    let sent = Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status();
    assert!(sent.expect("started").success());
    stderr.read_to_string(&mut told).expect("read");
    let (code, out, _) = parts(&child.wait_with_output().expect("ended"));
    assert_eq!(code, 130, "{out}{told}");
    assert!(!out.contains("BEGIN AGE"), "{out}");
    nothing_is_open(&town, FABRIKAM);
}

#[test]
fn a_declared_grant_is_opened_once_and_delivered_by_apply() {
    let town = Town::new();
    let grant = "technician: alice\ntenants: [fabrikam]\nreason: migration\napprovedBy: bob\n";
    town.rewrite("grants/migration.yaml", |_| grant.to_owned());
    let apply = ["apply", "--auto-approve", "--format", "json"];
    let given = credential(&town.run(&apply).exits(0).json());
    assert_eq!(text(&given, "grant"), "migration");
    let password = town.open(text(&given, "sealed"));
    let tries = || town.sign_in(FABRIKAM, "alice", ("password", &password))["succeeds"].clone();
    assert_eq!(tries(), true);
    town.run(&["revoke", "--technician", "alice"]).exits(0);
    assert_eq!(tries(), false);
    let answer = town.run(&apply).exits(0).json();
    assert_eq!((&answer["credentials"], tries()), (&json!([]), json!(false)), "ended stays ended");
}

#[test]
fn a_grant_that_was_revoked_stays_ended_while_pim_still_holds_its_role() {
    let town = Town::new();
    let grant = "technician: alice\ntenants: [contoso]\nreason: migration\napprovedBy: bob\n";
    town.rewrite("grants/migration.yaml", |_| grant.to_owned());
    let apply = ["apply", "--auto-approve", "--format", "json"];
    let given = credential(&town.run(&apply).exits(0).json());
    let pass = town.open(text(&given, "sealed"));
    town.run(&["revoke", "--technician", "alice"]).exits(4).tells("EXPIRY_FAILED");
    let answer = town.run(&apply).json();
    assert_eq!(answer["credentials"], json!([]), "{answer:#}");
    assert_eq!(town.sign_in(CONTOSO, "alice", ("pass", &pass))["succeeds"], false);
    town.wait("20m");
    town.run(&["sweep"]).exits(0);
    nothing_is_open(&town, CONTOSO);
}

#[test]
fn without_an_audit_trail_nothing_is_opened_and_everything_is_ended() {
    let town = Town::new();
    town.grant("fabrikam", "alice", &[]).exits(0);
    town.rewrite("tenantry.yaml", |text| format!("{text}audit: {{ url: file:audit }}\n"));
    town.rewrite("audit", |_| "something else is in the way".to_owned());
    let before = town.writes();
    let answer = town.grant("contoso", "alice", &[]).exits(4).json();
    assert_eq!((&answer["credentials"], town.writes()), (&json!([]), before), "{answer:#}");
    town.run(&["revoke", "--technician", "alice"]).exits(4).tells("revoked     jit/alice");
    nothing_is_open(&town, FABRIKAM);
    assert!(town.path(".tenantry/audit-backlog").exists(), "what was done is kept");
}

#[test]
fn a_group_that_is_declared_and_not_made_yet_is_said_to_be_so() {
    let town = Town::new();
    town.rewrite("tenants/fabrikam.yaml", |text| {
        format!("{}groups: [{{ name: Ops }}]\n", text.replace("[Helpdesk]", "[Helpdesk, Ops]"))
    });
    let ran = town.grant("fabrikam", "alice", &[]).exits(4);
    ran.tells("is declared and not there yet").tells("`tenantry apply` makes it");
    assert_eq!(town.writes(), 0);
}
