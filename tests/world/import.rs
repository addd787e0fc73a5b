//! `tenantry import` through the built binary: the marker is written and nothing else, and whatever
//! cannot soundly be ours is refused with nothing written.

use std::{
    fs,
    io::Write as _,
    process::{Command, Stdio},
};

use serde_json::{Value, json};

use crate::{
    grants::nothing_is_open,
    town::{CONTOSO, Ran, Town, command, seed},
};

const FIRST: &str = "contoso/laps/emergency-1";
const ALICE: &str = "contoso/jit/alice";
const KNOWN: &str = "Kq7mVx2Lw9Tz4Rb8Hn6Cd3Pf5.";
const ID: &str = "11111111-0000-4000-8000-000000000001";
const OTHER: &str = "22222222-0000-4000-8000-000000000002";

fn user(name: &str, more: &Value) -> Value {
    let mut user = json!({ "userPrincipalName": format!("{name}@contoso.onmicrosoft.com") });
    for (key, value) in more.as_object().expect("an object") {
        user[key] = value.clone();
    }
    user
}

fn administrator(name: &str, more: &Value) -> Value {
    let mut user = user(name, more);
    user["roles"] = json!(["Global Administrator"]);
    user
}

/// A town whose contoso declares two emergency accounts and holds these users.
fn town(users: &[Value]) -> Town {
    restricted(users, &[])
}

/// The same, with a restricted-management unit of these members.
fn restricted(users: &[Value], members: &[&str]) -> Town {
    let admin = administrator("admin", &json!({}));
    let users: Vec<&Value> = users.iter().chain([&admin]).collect();
    let town = Town::seeded(&seed(&json!({ "users": users, "groups": [
        { "displayName": "Others" },
        { "displayName": "Lost", "uniqueName": "tenantry.northwind-msp.lost" },
        { "displayName": "Plain" },
    ], "administrativeUnits": [
        { "displayName": "Board", "restricted": true, "members": members },
    ] })));
    let key = town.public_key();
    town.rewrite("tenantry.yaml", |text| {
        format!("{text}stores:\n  vault: {{ url: \"file:secrets\", recipients: [{key}] }}\n")
    });
    town.rewrite("tenants/contoso.yaml", |text| {
        let account = |name: &str| {
            format!(
                "    - {{ name: {name}, domain: contoso.onmicrosoft.com, manage: rotate, store: \
                 vault }}\n"
            )
        };
        let accounts: String = ["emergency-1", "emergency-2"].map(account).concat();
        format!("{text}groups:\n  - name: Lost\n  - name: Plain\nlaps:\n  accounts:\n{accounts}")
    });
    town
}

/// Runs a command; what it says is put on one line, however it was broken.
fn run(town: &Town, arguments: &[&str]) -> Ran {
    let (code, out, err) = town.sandbox.run(town.folder(), arguments);
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Ran { code, out: flat(&out), err: flat(&err) }
}

fn import(town: &Town, arguments: &[&str]) -> Ran {
    run(town, &command(&[&["import", "--auto-approve"], arguments].concat()))
}

/// Everything that is stored of a user but the marker's two values.
fn stored(town: &Town, name: &str) -> (Value, Value) {
    let tables = town.sandbox.tables(CONTOSO);
    let upn = format!("{name}@contoso.onmicrosoft.com");
    let mut found = tables["users"].values().find(|it| it["userPrincipalName"] == upn).cloned();
    let fields = found.as_mut().and_then(Value::as_object_mut).expect("a user");
    let ours =
        |key: &&String| key.ends_with("_tenantryInstallation") || key.ends_with("_tenantryAddress");
    let keys: Vec<String> = fields.keys().filter(ours).cloned().collect();
    let marker: Vec<Value> = keys.iter().filter_map(|key| fields.remove(key)).collect();
    (json!(marker), Value::Object(fields.clone()))
}

#[test]
fn an_emergency_account_is_adopted_rotated_and_opened() {
    let town = town(&[administrator("emergency-1", &json!({ "password": KNOWN, "id": ID }))]);
    let rotate = ["laps", "rotate", "--account", "contoso/emergency-1", "--auto-approve"];
    run(&town, &rotate).exits(4).tells("does not bear the marker").tells("tenantry import");

    // A look, and nobody to ask: nothing is written either way.
    run(&town, &["import", FIRST, "--dry-run"])
        .exits(0)
        .tells("a laps/emergency-1")
        .tells("1 to adopt");
    town.run(&["import", FIRST]).exits(8);
    assert_eq!(town.writes(), 0);
    let (_, before) = stored(&town, "emergency-1");
    let reason = ["--reason", "CHG-4711", "--object-id", ID, "--format", "json"];
    let done = import(&town, &[&[FIRST], &reason[..]].concat()).exits(0).json();
    assert_eq!(done["tenants"][0]["changes"][0]["outcome"], "proved", "{done:#}");
    assert_eq!(town.writes(), 1);
    let (marker, after) = stored(&town, "emergency-1");
    assert_eq!(marker, json!(["laps/emergency-1", "northwind-msp"]));
    assert_eq!(before, after, "nothing else of it changed");
    assert!(town.sandbox_opens("emergency-1", KNOWN), "adopting rotates nothing");

    // Again: nothing to do.
    import(&town, &[FIRST]).exits(0).tells("bears our marker already");
    assert_eq!(town.writes(), 1);
    let trail = town.run_offline(&["audit", "show", "--format", "json"]).exits(0);
    let told = trail.out.matches("\"adopt\"").count();
    assert!(told >= 2 && trail.out.contains("CHG-4711"), "{}", trail.out);
    town.run_offline(&["audit", "verify"]).exits(0);
    let journals = journals(&town);
    assert!(journals.contains(&format!("mark {ID} as laps/emergency-1")), "{journals}");

    run(&town, &rotate).exits(0);
    assert!(!town.sandbox_opens("emergency-1", KNOWN));
    fs::write(town.path("key.txt"), town.secret_key()).expect("written");
    let show = ["laps", "show", "--account", "contoso/emergency-1", "--identity", "key.txt"];
    town.run_offline(&[&show[..], &["--out", "shown.txt"]].concat()).exits(0);
    let shown = fs::read_to_string(town.path("shown.txt")).expect("shown");
    assert!(town.sandbox_opens("emergency-1", shown.trim_end()));
}

fn journals(town: &Town) -> String {
    let folder = town.path(".tenantry");
    let mut text = String::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                text.push_str(&String::from_utf8_lossy(&fs::read(path).expect("readable")));
            }
        }
    }
    text
}

#[test]
fn a_jit_account_is_adopted_and_whoever_knew_its_password_is_out_with_the_first_grant() {
    let disabled = json!({ "accountEnabled": false, "password": KNOWN });
    let town = town(&[user("msp-alice", &disabled)]);
    town.grant("contoso", "alice", &[]).exits(4).tells("tenantry import contoso/jit/alice");
    run(&town, &["plan"]).tells("tenantry import contoso/jit/alice");
    import(&town, &[ALICE]).exits(0);
    assert_eq!(town.writes(), 1);
    let (marker, stored) = stored(&town, "msp-alice");
    assert_eq!(marker, json!(["jit/alice", "northwind-msp"]));
    assert_eq!(stored["accountEnabled"], false);
    town.run(&["sweep"]).exits(0);
    assert_eq!(town.writes(), 1, "an adopted account is one at rest");

    let opened = town.grant("contoso", "alice", &[]).exits(0).json();
    let sealed = opened["credentials"][0]["sealed"].as_str().expect("a sealed pass");
    let pass = town.open(sealed);
    assert_eq!(town.sign_in(CONTOSO, "alice", ("pass", &pass))["succeeds"], true);
    let known = town.sign_in(CONTOSO, "alice", ("password", KNOWN));
    assert_eq!(known["succeeds"], false, "{known}");
    town.run(&["revoke", "--tenant", "contoso", "--technician", "alice"]);
    town.wait("61m");
    town.run(&["sweep"]).exits(0);
    nothing_is_open(&town, CONTOSO);
}

#[test]
fn a_group_that_lost_its_marker_is_adopted_and_one_without_the_key_is_not() {
    let town = town(&[]);
    run(&town, &["plan"]).tells("tenantry import contoso/groups/Lost");
    import(&town, &["contoso/groups/Plain"])
        .exits(4)
        .tells("without the key")
        .tells("map it by its id");
    assert_eq!(town.writes(), 0);
    import(&town, &["contoso/groups/Lost"]).exits(0);
    import(&town, &["contoso/groups/Lost"]).exits(0).tells("already");
    assert_eq!(town.writes(), 1);
}

#[test]
fn what_cannot_soundly_be_ours_is_refused_and_nothing_is_written() {
    let marked = |installation: &str, address: &str| json!({ "marker": { "installation": installation, "address": address }, "id": ID });
    let rows: &[(&str, Vec<Value>, &str)] = &[
        (FIRST, vec![], "there is no account"),
        (
            FIRST,
            vec![administrator("emergency-1", &marked("other-msp", "laps/emergency-1"))],
            "installation other-msp",
        ),
        (
            FIRST,
            vec![administrator("emergency-1", &marked("northwind-msp", "jit/bob"))],
            "as jit/bob",
        ),
        (
            FIRST,
            vec![administrator("emergency-1", &marked("northwind-msp", "?"))],
            "readable address",
        ),
        (
            FIRST,
            vec![administrator(
                "emergency-1",
                &json!({ "marker": { "address": "laps/emergency-1" } }),
            )],
            "rest of a marker",
        ),
        (
            FIRST,
            vec![
                administrator("emergency-1", &json!({})),
                administrator("renamed", &marked("northwind-msp", "laps/emergency-1")),
            ],
            "is laps/emergency-1 already",
        ),
        (
            FIRST,
            vec![administrator("emergency-1", &json!({ "onPremisesSyncEnabled": true }))],
            "synced",
        ),
        (FIRST, vec![administrator("emergency-1", &json!({ "id": OTHER }))], "protected"),
        (ALICE, vec![user("msp-alice", &json!({}))], "is enabled"),
        (
            ALICE,
            vec![administrator("msp-alice", &json!({ "accountEnabled": false }))],
            "Global Administrator",
        ),
        (
            ALICE,
            vec![user(
                "msp-alice",
                &json!({ "accountEnabled": false, "roles": ["Global Reader"] }),
            )],
            "holds Global Reader",
        ),
        (
            ALICE,
            vec![user("msp-alice", &json!({ "accountEnabled": false, "groups": ["Others"] }))],
            "is in the group `Others`",
        ),
    ];
    for (address, users, words) in rows {
        let town = town(users);
        town.rewrite("tenantry.yaml", |text| {
            text.replace(
                "minimumEmergencyAccounts: 0",
                &format!("minimumEmergencyAccounts: 0, protected: [{OTHER}]"),
            )
        });
        import(&town, &[address]).exits(4).tells("it is not adopted").tells(words);
        run(&town, &["import", address, "--dry-run"]).exits(1).tells(words);
        assert_eq!(town.writes(), 0, "{words}");
    }
}

#[test]
fn what_no_right_of_the_app_reaches_is_not_adopted() {
    let users = [administrator("emergency-1", &json!({}))];
    let town = restricted(&users, &["emergency-1@contoso.onmicrosoft.com"]);
    import(&town, &[FIRST]).exits(4).tells("it is not adopted").tells("restricted-management");
    run(&town, &["import", FIRST, "--dry-run"]).exits(1).tells("restricted-management");
    assert_eq!(town.writes(), 0);
}

#[test]
fn what_is_not_declared_or_not_the_one_that_is_meant_is_refused() {
    let town = town(&[administrator("emergency-1", &json!({ "id": ID }))]);
    for (arguments, code, words) in [
        (&["contoso/laps/emergency-3"][..], 64, "contoso/laps/emergency-3 is not declared"),
        (&["contoso/jit/dave"], 64, "is not declared"),
        (&["contoso/groups/Others"], 64, "is not declared"),
        (&["adatum/laps/emergency-1"], 64, "adatum"),
        (&["contoso/connection"], 64, "nothing to adopt"),
        (&["contoso/emergency-1"], 64, "TENANT/ADDRESS"),
        (&[FIRST, ALICE, "--object-id", ID], 64, "goes with one ADDRESS"),
        (&[FIRST, "--object-id", OTHER], 4, "--object-id demands"),
    ] {
        import(&town, arguments).exits(code).tells(words);
    }
    // What cannot be read is not adopted either.
    town.fault(&json!({
        "on": { "method": "GET", "path": "/users*" }, "times": 100, "effect": { "status": { "code": 403 } },
    }));
    let read = import(&town, &[FIRST]);
    read.exits(4).tells("it is not adopted").tells("could not be read");
    assert_eq!(town.writes(), 0);
}

/// One is adopted although the other is refused, and the run says that it is not all.
#[test]
fn each_object_is_adopted_or_refused_by_itself() {
    let town = town(&[administrator("emergency-1", &json!({}))]);
    import(&town, &[FIRST, ALICE]).exits(4).tells("the first grant makes it");
    assert_eq!(town.writes(), 1);
    assert_eq!(stored(&town, "emergency-1").0, json!(["laps/emergency-1", "northwind-msp"]));
}

/// Returns how many writes were counted once that stands still: the server counts a request a moment
/// after it killed whoever sent it.
fn settled(town: &Town) -> u64 {
    let (mut counted, mut still) = (town.writes(), 0);
    while still < 10 {
        std::thread::sleep(std::time::Duration::from_millis(20));
        let now = town.writes();
        still = if now == counted { still + 1 } else { 0 };
        counted = now;
    }
    counted
}

#[test]
fn whatever_moment_a_kill_hits_the_next_import_ends_it() {
    for (moment, more) in [("before", 1), ("after", 0)] {
        let town = town(&[administrator("emergency-1", &json!({}))]);
        let arguments = command(&["import", FIRST, "--auto-approve"]);
        let direct = town.sandbox.tenantry(town.folder(), &arguments);
        let mut shell = Command::new("sh");
        shell.args(["-c", "read line; exec \"$0\" \"$@\""]);
        shell.arg(direct.get_program()).args(direct.get_args());
        shell.env_clear().current_dir(town.folder());
        for (key, value) in direct.get_envs() {
            shell.env(key, value.unwrap_or_default());
        }
        let piped = shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut held = piped.spawn().expect("sh runs");
        town.fault(&json!({
            "on": { "writes": true }, "times": 1,
            "effect": { "signal": { "pid": held.id(), "moment": moment } },
        }));
        held.stdin.take().expect("a pipe").write_all(b"go\n").expect("it listens");
        assert_eq!(held.wait().expect("it ends").code(), None, "killed {moment} the write");
        let sent = settled(&town);
        import(&town, &[FIRST]).exits(0);
        assert_eq!(settled(&town), sent + more, "{moment}");
        let (marker, _) = stored(&town, "emergency-1");
        assert_eq!(marker, json!(["laps/emergency-1", "northwind-msp"]), "{moment}");
    }
}
