//! `tenantry grant`, `extend`, `revoke` and `sweep`: what is typed, and how they end.

use serde_json::Value;

use crate::{harness::Bench, sample::sample};

/// A key that anybody may see.
const KEY: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

/// The sample, ready for grants: applied, and alice has a key.
fn ready() -> Bench {
    let bench = sample();
    let organization = bench.read("tenantry.yaml");
    let with_key =
        organization.replace("[level-2] }", &format!("[level-2], recipients: [{KEY}] }}"));
    bench.file("tenantry.yaml", &with_key);
    bench.run(&["apply", "--sandbox", "--auto-approve"]).exits(0);
    bench
}

const ALICE: [&str; 5] = ["--sandbox", "--tenant", "contoso", "--technician", "alice"];

fn of_alice<'a>(command: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&[command][..], &ALICE, more].concat()
}

#[test]
fn each_is_explained_with_examples() {
    for command in ["grant", "extend", "revoke", "sweep"] {
        let ran = Bench::new().run(&[command, "--help"]).exits(0).prints("Examples:");
        assert!(ran.stdout.contains(&format!("tenantry {command} ")), "{}", ran.stdout);
        Bench::new().run(&["completions", "bash"]).exits(0).prints(command);
    }
}

#[test]
fn what_is_typed_wrong_ends_with_64() {
    let bench = sample();
    for (arguments, said) in [
        (&["grant", "--sandbox", "--technician", "alice", "--reason", "x"][..], "--tenant"),
        (&["grant", "--sandbox", "--tenant", "contoso", "--reason", "x"], "--technician"),
        (&of_alice("grant", &[]), "--reason"),
        (&of_alice("grant", &["--reason", "x", "--for", "soon"]), "--for"),
        (&of_alice("grant", &["--reason", "x\ny"]), "--reason"),
        (&of_alice("extend", &["--reason", "x"]), "--for"),
        (&["revoke", "--sandbox"], "--technician"),
        (&["revoke", "--sandbox", "--tenant", "contso"], "did you mean `contoso`"),
        (&["sweep", "--check", "soon"], "--check"),
        (&["sweep", "--at", "2026-11-23T09:00:00Z"], "--at"),
    ] {
        bench.run(arguments).exits(64).says(said);
    }
}

#[test]
fn flags_can_come_from_the_environment() {
    let bench = ready();
    let mut command = bench.command(&["grant"]);
    for (name, value) in [
        ("SANDBOX", "true"),
        ("TENANT", "contoso"),
        ("TECHNICIAN", "alice"),
        ("FOR", "1h"),
        ("REASON", "outage"),
        ("TICKET", "INC-1"),
        ("DRY_RUN", "true"),
    ] {
        command.env(format!("TENANTRY_{name}"), value);
    }
    let ran = crate::harness::Ran::from(command.output().expect("started"));
    ran.exits(0).prints("for 1h").prints("accountEnabled");
}

#[test]
fn a_life_is_told_in_text() {
    let bench = ready();
    let ran = bench.run(&of_alice("grant", &["--reason", "outage", "--auto-approve"])).exits(0);
    let ran = ran.prints("granted     jit/alice").prints("https://entra.microsoft.com");
    ran.prints("user name     msp-alice@contoso.onmicrosoft.com").prints("BEGIN AGE");
    bench.run(&of_alice("grant", &["--reason", "x", "--auto-approve"])).exits(4).prints("extend");
    let more = ["--for", "30m", "--reason", "more", "--auto-approve"];
    bench.run(&of_alice("extend", &more)).exits(0).prints("extended    jit/alice");
    let ran = bench.run(&of_alice("revoke", &["--format", "json"])).exits(4);
    let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let change = &answer["tenants"][0]["changes"][0];
    assert_eq!(change["expiryFailed"], true, "PIM takes nothing back so soon: {answer:#}");
    let later = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(6);
    let later = ["--at", &later.to_string()];
    let ran = bench.run(&of_alice("revoke", &later)).exits(0);
    assert!(ran.prints("revoked     jit/alice").stderr.is_empty());
}

#[test]
fn a_key_or_a_terminal_is_needed() {
    let bench = sample();
    bench.run(&["apply", "--sandbox", "--auto-approve"]).exits(0);
    let ran = bench.run(&of_alice("grant", &["--reason", "x", "--auto-approve"])).exits(4);
    assert!(ran.stdout.contains("Nothing was written"), "{}", ran.stdout);
}

#[test]
fn a_sweep_leaves_a_sign_of_life() {
    let bench = sample();
    bench.run(&["sweep", "--check", "15m"]).exits(4).says("no sweep has succeeded");
    bench.run(&["sweep", "--sandbox"]).exits(0);
    bench.run(&["sweep", "--check", "15m"]).exits(4).says("no sweep has succeeded");
    bench.run(&["sweep", "--sandbox", "--check", "15m"]).exits(0).prints("succeeded at");
    let some = ["sweep", "--sandbox", "--check", "15m", "--tenant", "contoso"];
    bench.run(&some).exits(64).says("every tenant");
    let own = ".tenantry/sweep-heartbeat-sandbox.json";
    for (place, fresh) in [(own, true), ("none.json", false)] {
        let check = ["sweep", "--check", "15m", "--heartbeat", place, "--format", "json"];
        let ran = bench.run(&check);
        let ran = ran.exits(if fresh { 0 } else { 4 });
        let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        assert_eq!(answer["fresh"], fresh, "{answer}");
        assert!(if fresh { answer["last"]["tenants"] == 2 } else { answer["why"].is_string() });
    }
    let beat: Value =
        serde_json::from_str(&bench.read(".tenantry/sweep-heartbeat-sandbox.json")).expect("JSON");
    assert_eq!(
        (&beat["tenants"], &beat["version"]),
        (&2.into(), &env!("CARGO_PKG_VERSION").into())
    );
    bench.file("own.json", "{}");
    let own = ["sweep", "--check", "15m", "--heartbeat", "own.json"];
    bench.run(&own).exits(4).says("own.json");
    let old = r#"{ "at": "2026-01-01T00:00:00Z", "tenants": 2, "version": "0.1.0" }"#;
    bench.file("own.json", old).run(&own).exits(4).says("2026-01-01");
    bench.run(&["sweep", "--sandbox", "--heartbeat", "own.json"]).exits(0);
    bench.run(&own).exits(0);
}
