//! Emergency accounts by `plan` and `apply`, through the built binary against a served sandbox: made,
//! kept ready, rotated. Whatever happens, nothing is enabled whose password the store cannot produce.

use std::{fs, io::Write as _, path::Path};

use age::secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    laps::{TENANT, files, held_back, in_force, shown},
    support::{Served, parts},
};

const APP: &str = "7d1e0f4a-2b3c-4d5e-8f90-a1b2c3d4e5f6";
/// Somebody else's app, which may do anything.
const ADMINISTRATOR: &str = "5d1e0f4a-2b3c-4d5e-8f90-a1b2c3d4e5f6";
const APPLY: &[&str] =
    &["apply", "--auto-approve", "--verify-every", "0s", "--format", "json", "--parallelism", "1"];
const PAA: &str = "Privileged Authentication Administrator";
const BOTH: &[&str] = &["emergency-1", "emergency-2"];

/// A configuration that declares these accounts, a tenant without them, and a key.
fn folder(names: &[&str], role: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let key = age::x25519::Identity::generate();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    write("key.txt", &format!("{}\n", key.to_string().expose_secret()));
    let recipient = key.to_public();
    write(
        "tenantry.yaml",
        &format!(
            "version: 1\norganization: northwind-msp\nstores:\n  vault: {{ url: \"file:secrets\", \
             recipients: [{recipient}] }}\nguards: {{ minimumEmergencyAccounts: {} }}\n",
            names.len()
        ),
    );
    let account = |name: &&str| {
        format!(
            "    - {{ name: {name}, domain: contoso.onmicrosoft.com, manage: rotate, store: vault \
             }}\n"
        )
    };
    let accounts: String = names.iter().map(account).collect();
    write(
        "tenants/contoso.yaml",
        &format!(
            "tenant: contoso\ntenantId: {TENANT}\nauth:\n  clientId: {APP}\n  credential: {{ \
             clientSecret: {{ env: CONTOSO_SECRET }} }}\ndomains:\n  - name: \
             contoso.onmicrosoft.com\nlaps:\n  accounts:\n{accounts}"
        ),
    );
    let seed = json!({ "tenants": [{
        "tenantId": TENANT, "displayName": "Contoso",
        // A licence is needed for nothing but to end or keep a role by PIM.
        "licences": if role == PAA { vec!["p2"] } else { Vec::new() },
        "domains": [{ "name": "contoso.onmicrosoft.com", "isInitial": true }],
        "apps": [
            {
                "clientId": APP,
                "permissions": [
                    "Organization.Read.All", "Domain.Read.All", "User.ReadWrite.All",
                    "User.EnableDisableAccount.All", "User.RevokeSessions.All",
                    "User-PasswordProfile.ReadWrite.All", "Group.Read.All",
                    "RoleManagement.ReadWrite.Directory", "AdministrativeUnit.Read.All",
                    "Application.Read.All", "Directory.Read.All", "AuditLog.Read.All",
                ],
                "directoryRoles": [role],
            },
            {
                "clientId": ADMINISTRATOR,
                "permissions": [
                    "User.ReadWrite.All", "User.EnableDisableAccount.All",
                    "User-PasswordProfile.ReadWrite.All", "RoleManagement.ReadWrite.Directory",
                    "AdministrativeUnit.ReadWrite.All", "Directory.ReadWrite.All",
                ],
                "directoryRoles": ["Global Administrator"],
            },
        ],
        "users": [{
            "userPrincipalName": "admin@contoso.onmicrosoft.com", "roles": ["Global Administrator"],
        }],
    }] });
    write("sandbox.yaml", &seed.to_string());
    folder
}

/// The emergency accounts of the tenant as the sandbox has them, by name: object id, whether
/// enabled, whether Global Administrator.
fn accounts(sandbox: &Served) -> Vec<(String, String, bool, bool)> {
    let tables = sandbox.tables(TENANT);
    let rows = |name: &str| tables.get(name).into_iter().flatten().map(|(_, row)| row.clone());
    let roles: Vec<Value> =
        rows("roleAssignments").chain(rows("roleAssignmentSchedules")).collect();
    let users = rows("users").filter_map(|user| {
        let name = user["userPrincipalName"].as_str()?.split('@').next()?.to_owned();
        let id = user["id"].as_str()?.to_owned();
        let holds = roles.iter().any(|role| role["principalId"] == id.as_str());
        let enabled = user["accountEnabled"] == json!(true);
        name.starts_with("emergency").then_some((name, id, enabled, holds))
    });
    let mut users: Vec<_> = users.collect();
    users.sort();
    users
}

/// Every account that could be used is one whose password the store can produce.
fn nothing_is_enabled_unproved(sandbox: &Served, folder: &Path) {
    for (name, _, enabled, privileged) in accounts(sandbox) {
        if enabled || privileged {
            let account = format!("contoso/{name}");
            assert!(in_force(sandbox, &account, &shown(folder, &account)), "{name}");
        }
    }
}

fn ready(sandbox: &Served, folder: &Path, names: &[&str]) {
    let (code, out, err) = sandbox.run(folder, &["laps", "status", "--format", "json"]);
    assert_eq!(code, 0, "{out}{err}");
    let found = accounts(sandbox);
    assert_eq!(found.len(), names.len(), "none twice: {found:?}");
    assert!(found.iter().all(|(_, _, enabled, privileged)| *enabled && *privileged), "{found:?}");
    nothing_is_enabled_unproved(sandbox, folder);
}

fn writes(sandbox: &Served) -> Value {
    sandbox.control("GET", "/requests", None)["writes"].clone()
}

/// Plans; returns the exit code and the plan.
fn plan(sandbox: &Served, folder: &Path) -> (i32, Value) {
    let (code, out, err) = sandbox.run(folder, &["plan", "--format", "json"]);
    (code, serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}")))
}

/// Applies; returns the exit code and what became of each change.
fn apply(sandbox: &Served, folder: &Path) -> (i32, Vec<Value>) {
    carried_out(sandbox, folder, APPLY)
}

fn carried_out(sandbox: &Served, folder: &Path, arguments: &[&str]) -> (i32, Vec<Value>) {
    let (code, out, err) = sandbox.run(folder, arguments);
    let found: Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"));
    let changes = found["tenants"][0]["changes"].as_array().cloned();
    (code, changes.unwrap_or_default())
}

/// Says of each change of a plan what happens, why, and in which fields.
fn said(plan: &Value) -> Vec<String> {
    let changes = plan["changes"].as_array().expect("changes").iter();
    let words = changes.map(|change| {
        let fields = change["attributes"].as_array().expect("attributes").iter();
        let fields: Vec<&str> =
            fields.map(|field| field["path"].as_str().expect("a path")).collect();
        format!(
            "{} {} {} {}: {}",
            change["actions"][0].as_str().expect("an action"),
            change["address"].as_str().expect("an address"),
            change["cause"].as_str().expect("a cause"),
            change["reason"].as_str().expect("a reason"),
            fields.join(" ")
        )
    });
    words.collect()
}

fn diagnostics(plan: &Value) -> String {
    plan["diagnostics"].to_string()
}

#[test]
fn both_are_made_in_one_run_whatever_the_apps_rights_and_then_there_is_rest() {
    for (role, planned, done) in [(PAA, 0, 0), ("User Administrator", 1, 4)] {
        let folder = folder(BOTH, role);
        let folder = folder.path();
        let sandbox = Served::start(folder);
        let (code, found) = plan(&sandbox, folder);
        assert_eq!(code, planned, "{found:#}");
        let fields = "/userPrincipalName /accountEnabled /roles /store";
        let create = |name: &str| format!("create contoso/laps/{name} config missing: {fields}");
        assert_eq!(said(&found), [create("emergency-1"), create("emergency-2")]);
        let second = &found["changes"][1];
        assert_eq!(second["dependsOn"], json!(["contoso/laps/emergency-1"]));
        assert_eq!(second["writeOnly"], json!(["/passwordProfile"]));
        assert!(second["source"]["line"].is_u64() && second["risk"] == "critical", "{second}");
        assert_eq!(writes(&sandbox), 0);
        assert!(!folder.join("secrets").exists(), "a plan stores nothing");

        let (code, found) = apply(&sandbox, folder);
        assert_eq!(code, done, "{role}: {found:#?}");
        assert!(found.iter().all(|one| one["outcome"] == "proved"), "{role}: {found:#?}");
        ready(&sandbox, folder, BOTH);
        let passwords: Vec<String> =
            BOTH.iter().flat_map(|name| shown(folder, &format!("contoso/{name}"))).collect();
        assert_eq!(passwords.len(), 2);
        for (name, bytes) in files(folder) {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!passwords.iter().any(|one| text.contains(one.as_str())), "in {name}");
        }

        // Opening them just now made both due, a day apart; until then nothing is sent.
        let before = writes(&sandbox);
        let (_, found) = plan(&sandbox, folder);
        assert!(said(&found).is_empty(), "{:?}", said(&found));
        let (_, found) = apply(&sandbox, folder);
        assert!(found.is_empty(), "{found:#?}");
        assert_eq!(writes(&sandbox), before, "a second apply writes nothing");
    }
}

#[test]
fn a_clean_plan_costs_one_batch_and_reads_the_store() {
    let folder = folder(BOTH, PAA);
    let folder = folder.path();
    let sandbox = Served::start(folder);
    assert_eq!(apply(&sandbox, folder).0, 0);
    let (code, found) = plan(&sandbox, folder);
    assert_eq!((code, &found["summary"]["requests"]), (0, &json!({ "token": 1, "graph": 1 })));
    let reads = found["tenants"][0]["reads"].as_array().expect("reads");
    assert!(reads.iter().any(|read| read["collection"] == "stores/emergency-1"), "{reads:#?}");
}

#[test]
fn whatever_moment_a_kill_hits_the_making_the_next_apply_finishes_it() {
    for role in [PAA, "User Administrator"] {
        let whole = folder(&BOTH[..1], role);
        let sandbox = Served::start(whole.path());
        apply(&sandbox, whole.path());
        ready(&sandbox, whole.path(), &BOTH[..1]);
        let total = writes(&sandbox).as_u64().expect("a count");
        assert_eq!(total, 5, "user, password, sessions, role, enabled");
        sandbox.stop();
        std::thread::scope(|scope| {
            for number in 0..total {
                for moment in ["before", "after"] {
                    scope.spawn(move || kill_and_apply_again((number, moment), role));
                }
            }
        });
    }
}

fn kill_and_apply_again((number, moment): (u64, &str), role: &str) {
    let folder = folder(&BOTH[..1], role);
    let folder = folder.path();
    let sandbox = Served::start(folder);
    let mut held = held_back(&sandbox, folder, APPLY);
    let fault = json!({
        "on": { "writes": true }, "after": number, "times": 1,
        "effect": { "signal": { "pid": held.id(), "moment": moment } },
    });
    sandbox.control("POST", "/faults", Some(&fault));
    held.stdin.take().expect("a pipe").write_all(b"go\n").expect("it listens");
    assert_eq!(held.wait().expect("it ends").code(), None, "killed {moment} write {number}");
    if folder.join("secrets").exists() {
        nothing_is_enabled_unproved(&sandbox, folder);
    }
    // What was interrupted is finished by either way of running again.
    let resume: &[&str] = if moment == "after" { &["--resume"] } else { &[] };
    let (code, found) = carried_out(&sandbox, folder, &[APPLY, resume].concat());
    let done = if role == PAA { 0 } else { 4 };
    assert_eq!(code, done, "{role}, killed {moment} write {number}: {found:#?}");
    assert!(found.iter().all(|one| one["outcome"] == "proved"), "{found:#?}");
    ready(&sandbox, folder, &BOTH[..1]);
}

/// Does something to the first account as somebody else.
fn meddle(sandbox: &Served, path: &str, body: &Value) {
    let (_, id, ..) = accounts(sandbox).into_iter().next().expect("an account");
    let (method, path) = path.split_once(' ').expect("a method and a path");
    let answer = sandbox.graph((TENANT, ADMINISTRATOR), (method, &path.replace("{id}", &id)), body);
    assert!(answer.0 < 300, "{answer:?}");
}

#[test]
fn what_somebody_did_to_an_account_is_put_right() {
    let folder = folder(BOTH, PAA);
    let folder = folder.path();
    let sandbox = Served::start(folder);
    assert_eq!(apply(&sandbox, folder).0, 0);
    let assignment = || {
        let tables = sandbox.tables(TENANT);
        let id = accounts(&sandbox)[0].1.clone();
        let mut roles = tables["roleAssignments"].values();
        let found = roles.find(|role| role["principalId"] == id.as_str()).expect("a role");
        found["id"].as_str().expect("an id").to_owned()
    };
    let off = json!({ "accountEnabled": false });

    meddle(&sandbox, "PATCH /users/{id}", &off);
    let (_, found) = plan(&sandbox, folder);
    assert_eq!(said(&found), ["update contoso/laps/emergency-1 drift notReady: /accountEnabled"]);
    assert_eq!(apply(&sandbox, folder).0, 0);
    ready(&sandbox, folder, BOTH);
    // `shown` opened both, so from here on rotations are held back by the day between them only.

    let path = format!("DELETE /roleManagement/directory/roleAssignments/{}", assignment());
    meddle(&sandbox, &path, &Value::Null);
    let (_, found) = plan(&sandbox, folder);
    assert_eq!(said(&found), ["update contoso/laps/emergency-1 drift notReady: /roles"]);
    assert_eq!(apply(&sandbox, folder).0, 0);
    ready(&sandbox, folder, BOTH);

    // Only eligible for it: it is assigned again.
    meddle(
        &sandbox,
        &format!("DELETE /roleManagement/directory/roleAssignments/{}", assignment()),
        &Value::Null,
    );
    let eligible = json!({
        "action": "adminAssign", "justification": "x", "principalId": accounts(&sandbox)[0].1,
        "directoryScopeId": "/", "roleDefinitionId": "62e90394-69f5-4237-9190-012177145e10",
        "scheduleInfo": {
            "startDateTime": sandbox.control("GET", "/clock", None)["now"],
            "expiration": { "type": "noExpiration" },
        },
    });
    meddle(&sandbox, "POST /roleManagement/directory/roleEligibilityScheduleRequests", &eligible);
    let (_, found) = plan(&sandbox, folder);
    assert_eq!(said(&found), ["update contoso/laps/emergency-1 drift notReady: /roles"]);
    assert_eq!(apply(&sandbox, folder).0, 0);
    ready(&sandbox, folder, BOTH);

    // Made temporary: PIM takes the end away again.
    let id = accounts(&sandbox)[0].1.clone();
    let bound = json!({
        "action": "adminUpdate", "justification": "x", "principalId": id, "directoryScopeId": "/",
        "roleDefinitionId": "62e90394-69f5-4237-9190-012177145e10",
        "scheduleInfo": {
            "startDateTime": sandbox.control("GET", "/clock", None)["now"],
            "expiration": { "type": "afterDuration", "duration": "PT4H" },
        },
    });
    meddle(&sandbox, "POST /roleManagement/directory/roleAssignmentScheduleRequests", &bound);
    let (_, found) = plan(&sandbox, folder);
    assert_eq!(said(&found), ["update contoso/laps/emergency-1 drift notReady: /roles"]);
    assert_eq!(apply(&sandbox, folder).0, 0);
    let (code, out, err) = sandbox.run(folder, &["laps", "status"]);
    assert_eq!(code, 0, "{out}{err}");

    // Somebody changed the password and disabled the account: it is rotated before it is enabled.
    let strange = json!({ "passwordProfile": { "password": "Correct-Horse-9-Battery" } });
    sandbox.control("POST", "/clock", Some(&json!({ "by": "2m" })));
    meddle(&sandbox, "PATCH /users/{id}", &strange);
    meddle(&sandbox, "PATCH /users/{id}", &off);
    let (_, found) = plan(&sandbox, folder);
    assert_eq!(
        said(&found),
        ["rotate contoso/laps/emergency-1 drift passwordChanged: /accountEnabled /store"]
    );
    let (code, found) = apply(&sandbox, folder);
    assert_eq!(code, 0, "{found:#?}");
    ready(&sandbox, folder, BOTH);
}

#[test]
fn what_is_due_is_rotated_by_plan_and_apply_one_account_a_run_a_day_apart() {
    let folder = folder(BOTH, PAA);
    let folder = folder.path();
    let sandbox = Served::start(folder);
    assert_eq!(apply(&sandbox, folder).0, 0);
    sandbox.control("POST", "/clock", Some(&json!({ "by": "32d" })));
    let due = |name: &str| format!("rotate contoso/laps/{name} schedule rotationDue: /store");
    let (code, found) = plan(&sandbox, folder);
    // The clocks are a month apart now, which is an error of its own.
    assert_eq!((code, said(&found)), (1, vec![due("emergency-1")]));
    assert!(diagnostics(&found).contains("goes first"), "{}", diagnostics(&found));
    let note = found["changes"][0]["attributes"][0]["note"].as_str().expect("a note");
    assert!(note.starts_with("rotation due ") && note.ends_with("ago"), "{note}");
    let (_, out, _) = sandbox.run(folder, &["plan", "--color", "never"]);
    assert!(out.contains("r laps/emergency-1") && out.contains("1 to rotate"), "{out}");

    // A saved plan allows the rotation it holds, and is done once that is.
    let (code, out, err) = sandbox.run(folder, &["plan", "--out", "saved.json"]);
    assert_eq!(code, 1, "{out}{err}");
    let saved = ["apply", "saved.json", "--auto-approve", "--verify-every", "0s"];
    let old = shown(folder, "contoso/emergency-1");
    let (code, out, err) = sandbox.run(folder, &saved);
    assert_eq!(code, 4, "{out}{err}");
    // Opening the new one would make it due again.
    assert!(!in_force(&sandbox, "contoso/emergency-1", &old), "another one is in force");
    let (_, found) = plan(&sandbox, folder);
    assert_eq!(said(&found), [""; 0], "the other one waits for a day");
    assert!(diagnostics(&found).contains("only just now"), "{}", diagnostics(&found));
    let before = writes(&sandbox);
    assert_eq!(apply(&sandbox, folder), (4, Vec::new()));
    assert_eq!(writes(&sandbox), before);
    sandbox.control("POST", "/clock", Some(&json!({ "by": "25h" })));
    let (code, found) = apply(&sandbox, folder);
    assert_eq!((code, &found[0]["address"]), (4, &json!("contoso/laps/emergency-2")), "{found:#?}");
    assert_eq!(found[0]["outcome"], "proved");
    nothing_is_enabled_unproved(&sandbox, folder);
}

#[test]
fn what_cannot_be_proved_ends_with_9_and_what_is_refused_with_4() {
    let folder = folder(BOTH, PAA);
    let folder = folder.path();
    let sandbox = Served::start(folder);
    let fault = |times: u32, effect: &Value| {
        let on = json!({ "method": "PATCH", "path": "/users/*" });
        let fault = json!({ "on": on, "times": times, "effect": effect });
        sandbox.control("POST", "/faults", Some(&fault));
    };
    fault(3, &json!({ "cut": "before" }));
    let (code, found) = apply(&sandbox, folder);
    assert_eq!((code, &found[0]["outcome"]), (9, &json!("unproven")), "{found:#?}");
    assert!(found[0]["message"].as_str().is_some_and(|it| it.contains("000001-")), "{found:#?}");
    assert_eq!(found[1]["outcome"], "skipped", "the second waits for the first: {found:#?}");
    let made = accounts(&sandbox);
    assert!(made.len() == 1 && !made[0].2 && !made[0].3, "disabled and powerless: {made:?}");
    let (code, found) = apply(&sandbox, folder);
    assert_eq!(code, 0, "{found:#?}");
    ready(&sandbox, folder, BOTH);
}

#[test]
fn a_banned_password_is_replaced_by_another() {
    let folder = folder(&BOTH[..1], PAA);
    let folder = folder.path();
    let sandbox = Served::start(folder);
    let banned = json!({ "status": { "code": 400, "error": "Request_BadRequest",
        "message": "The specified password does not comply with password complexity requirements. \
                    Please provide a different password." } });
    let on = json!({ "method": "PATCH", "path": "/users/*" });
    let fault = json!({ "on": on, "times": 1, "effect": banned });
    sandbox.control("POST", "/faults", Some(&fault));
    let (code, found) = apply(&sandbox, folder);
    assert_eq!(code, 0, "{found:#?}");
    ready(&sandbox, folder, &BOTH[..1]);
}

#[test]
fn a_store_that_cannot_be_read_is_unknown_and_nothing_is_made_or_rotated() {
    let folder = folder(BOTH, PAA);
    let folder = folder.path();
    let sandbox = Served::start(folder);
    let path = folder.join("tenantry.yaml");
    let good = fs::read_to_string(&path).expect("there");
    fs::write(&path, good.replace("file:secrets", "az:northwind/vault")).expect("written");
    let (code, found) = plan(&sandbox, folder);
    assert_eq!((code, said(&found)), (6, Vec::new()), "{found:#}");
    let (code, found) = apply(&sandbox, folder);
    assert_eq!((code, found.len()), (4, 0), "{found:#?}");
    assert_eq!(writes(&sandbox), 0);
    fs::write(&path, good).expect("written");
    // A folder of a machine that is thrown away is no place for passwords.
    let mut on_ci = sandbox.tenantry(folder, APPLY);
    let (code, out, _) = parts(&on_ci.env("CI", "true").output().expect("it runs"));
    assert!(code == 3 && out.contains("G013"), "{code} {out}");
    assert_eq!(writes(&sandbox), 0);
}

#[test]
fn what_is_beyond_reach_is_said_before_anything_is_tried() {
    let folder = folder(BOTH, PAA);
    let folder = folder.path();
    let sandbox = Served::start(folder);
    assert_eq!(apply(&sandbox, folder).0, 0);
    let unit = json!({ "displayName": "Vault", "isMemberManagementRestricted": true });
    let administrator = (TENANT, ADMINISTRATOR);
    let made = sandbox.graph(administrator, ("POST", "/directory/administrativeUnits"), &unit);
    let unit = made.1["id"].as_str().unwrap_or_else(|| panic!("{made:?}")).to_owned();
    let id = accounts(&sandbox)[0].1.clone();
    meddle(&sandbox, "PATCH /users/{id}", &json!({ "accountEnabled": false }));
    let member = json!({ "@odata.id": format!("{}/v1.0/users/{id}", sandbox.graph) });
    meddle(&sandbox, &format!("POST /directory/administrativeUnits/{unit}/members/$ref"), &member);
    let before = writes(&sandbox);
    let (code, found) = plan(&sandbox, folder);
    assert_eq!((code, said(&found)), (1, Vec::new()), "{found:#}");
    assert!(diagnostics(&found).contains("restricted-management"), "{}", diagnostics(&found));
    let (code, out, err) = sandbox.run(folder, &["doctor"]);
    assert!(code == 4 && out.contains("restricted-management"), "{code} {out}{err}");
    let (code, found) = apply(&sandbox, folder);
    assert_eq!((code, found.len()), (4, 0), "{found:#?}");
    assert_eq!(writes(&sandbox), before);
}

#[test]
fn nothing_that_is_not_ours_and_nothing_that_is_only_checked_is_written_to() {
    let folder = folder(BOTH, PAA);
    let folder = folder.path();
    let tenant = folder.join("tenants/contoso.yaml");
    let text = fs::read_to_string(&tenant).expect("there");
    let observed = text.replacen("manage: rotate, store: vault", "manage: observe", 1);
    fs::write(&tenant, observed).expect("written");
    let seed = folder.join("sandbox.yaml");
    let mut described: Value =
        serde_json::from_str(&fs::read_to_string(&seed).expect("there")).expect("JSON");
    let users = described["tenants"][0]["users"].as_array_mut().expect("users");
    users.push(json!({ "userPrincipalName": "emergency-2@contoso.onmicrosoft.com" }));
    fs::write(&seed, described.to_string()).expect("written");
    let sandbox = Served::start(folder);
    let (code, found) = plan(&sandbox, folder);
    assert_eq!((code, said(&found)), (1, Vec::new()), "{found:#}");
    for part in ["was not found", "manage: rotate", "does not bear the marker", "left alone"] {
        assert!(diagnostics(&found).contains(part), "{part} in {}", diagnostics(&found));
    }
    let (code, found) = apply(&sandbox, folder);
    assert_eq!((code, found.len()), (4, 0), "{found:#?}");
    assert_eq!(writes(&sandbox), 0);
}

#[test]
fn replicas_that_lag_behind_the_making_are_waited_for() {
    let folder = folder(&BOTH[..1], PAA);
    let folder = folder.path();
    let sandbox = Served::start(folder);
    // What a write did is seen only so many reads later, and what was just made is not found.
    let fault = json!({
        "on": { "writes": true }, "effect": { "lag": { "reads": 3, "writes": 1 } },
    });
    sandbox.control("POST", "/faults", Some(&fault));
    let (code, found) = apply(&sandbox, folder);
    sandbox.control("DELETE", "/faults", None);
    if code != 0 {
        // Whatever was not found in time is found by the next run, and nothing is made twice.
        assert_eq!(code, 4, "{found:#?}");
        nothing_is_enabled_unproved(&sandbox, folder);
        let (code, found) = apply(&sandbox, folder);
        assert_eq!(code, 0, "{found:#?}");
    }
    ready(&sandbox, folder, &BOTH[..1]);
}

#[test]
fn a_rotation_that_was_killed_is_resolved_before_anything_else_is_begun() {
    for moment in ["before", "after"] {
        let folder = folder(BOTH, PAA);
        let folder = folder.path();
        let sandbox = Served::start(folder);
        assert_eq!(apply(&sandbox, folder).0, 0);
        // Opened by somebody, it is due; its sibling was proved a day ago.
        shown(folder, "contoso/emergency-1");
        sandbox.control("POST", "/clock", Some(&json!({ "by": "25h" })));
        let mut held = held_back(&sandbox, folder, APPLY);
        let fault = json!({
            "on": { "method": "PATCH", "path": "/users/*" }, "times": 1,
            "effect": { "signal": { "pid": held.id(), "moment": moment } },
        });
        sandbox.control("POST", "/faults", Some(&fault));
        held.stdin.take().expect("a pipe").write_all(b"go\n").expect("it listens");
        assert_eq!(held.wait().expect("it ends").code(), None, "killed {moment} the set");
        nothing_is_enabled_unproved(&sandbox, folder);
        let (_, found) = plan(&sandbox, folder);
        let doubt = "rotate contoso/laps/emergency-1 schedule rotationOpen: /store";
        assert_eq!(said(&found), [doubt], "and not the other, which is due too");
        let (_, found) = apply(&sandbox, folder);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(found[0]["outcome"], "proved", "{found:#?}");
        let passwords = shown(folder, "contoso/emergency-1");
        assert_eq!(passwords.len(), 1);
        assert!(in_force(&sandbox, "contoso/emergency-1", &passwords));
    }
}
