//! Every example validates, plans and converges, from the built binary; the one that is about
//! failure fails as it says.

use crate::support::{Served, copy_of, run};
use serde_json::Value;

/// Validates, plans, applies, and plans again without a change.
fn converges(name: &str) {
    let folder = copy_of(name);
    let (code, out, err) = run(folder.path(), &["validate"]);
    assert_eq!(code, 0, "validate: {out}{err}");
    assert!(!err.contains("warning") && !out.contains("warning"), "without a warning: {out}{err}");
    let (code, out, err) = run(folder.path(), &["plan", "--sandbox", "--detailed-exitcode"]);
    assert_eq!(code, 2, "plan: {out}{err}");
    let (code, out, err) = run(folder.path(), &["apply", "--sandbox", "--auto-approve"]);
    assert_eq!(code, 0, "apply: {out}{err}");
    let (code, out, err) = run(folder.path(), &["plan", "--sandbox", "--detailed-exitcode"]);
    assert_eq!(code, 0, "second plan: {out}{err}");
}

#[test]
fn the_quickstart_converges_and_is_short() {
    converges("quickstart");
    let tenant = crate::support::example("quickstart").join("tenants/contoso.yaml");
    let lines = std::fs::read_to_string(tenant).expect("the tenant's file");
    assert!(lines.lines().count() <= 20, "one tenant, 20 lines");
}

#[test]
fn the_emergency_accounts_converge_and_each_is_ready() {
    converges("emergency");
    let folder = copy_of("emergency");
    let (code, out, err) = run(folder.path(), &["apply", "--sandbox", "--auto-approve"]);
    assert_eq!(code, 0, "{out}{err}");
    let (code, out, err) = run(folder.path(), &["laps", "status", "--sandbox"]);
    assert!(code == 0 && out.matches("  ready").count() == 2, "{out}{err}");
    let (code, out, err) = run(folder.path(), &["apply", "--sandbox", "--auto-approve"]);
    assert!(code == 0 && out.contains("Nothing was written"), "{out}{err}");
}

#[test]
fn the_msp_converges() {
    converges("msp");
}

#[test]
fn the_msp_shows_the_drift_that_it_was_seeded_with() {
    let folder = copy_of("msp");
    let (_, out, _) = run(folder.path(), &["plan", "--sandbox", "--color", "never"]);
    for part in [
        "jit/alice",
        "deadline",
        "jit/bob",
        "Exchange Administrator",
        "jit/dave",
        "disabled",
        "jit/carol",
        "suspended",
        "look-alike",
        "admin.contoso.example",
        "Tenantry Helpdesk",
    ] {
        assert!(out.contains(part), "`{part}` in\n{out}");
    }
}

#[test]
fn a_bad_day_is_survived_and_told() {
    let folder = copy_of("bad-day");
    let (code, out, err) = run(folder.path(), &["plan", "--sandbox", "--color", "never"]);
    assert_eq!(code, 6, "{out}{err}");
    let (code, out, err) =
        run(folder.path(), &["apply", "--sandbox", "--auto-approve", "--color", "never"]);
    assert_eq!(code, 4, "{out}{err}");
    let said = format!("{out}{err}");
    for part in ["swapped", "AADSTS700016", "unreadable", "unpermitted", "request-id"] {
        assert!(said.contains(part), "`{part}` in\n{said}");
    }
    // The ones that could be read and written are as declared now, and stay so.
    let tenants = ["--tenant", "healthy", "--tenant", "throttled"];
    let arguments = [["plan", "--sandbox", "--detailed-exitcode"].as_slice(), &tenants].concat();
    let (code, out, err) = run(folder.path(), &arguments);
    assert_eq!(code, 0, "{out}{err}");
}

#[test]
fn an_outcome_alone_explains_its_exit_code() {
    let folder = copy_of("bad-day");
    let apply = ["apply", "--sandbox", "--auto-approve", "--color", "never"];
    for (name, place) in
        [("unreadable", "/unknown/0"), ("unpermitted", "/unknown/0"), ("swapped", "/refusal")]
    {
        let arguments = [apply.as_slice(), &["--tenant", name, "--format", "json"]].concat();
        let (code, out, err) = run(folder.path(), &arguments);
        assert!([4, 7].contains(&code), "{name}: {code}: {out}{err}");
        let outcome: Value = serde_json::from_str(&out).expect("JSON");
        let tenant = &outcome["tenants"][0];
        assert_eq!(tenant["tenant"], name);
        let cause = tenant.pointer(place).unwrap_or_else(|| panic!("{name}: {tenant:#}"));
        assert!(cause["requestId"].is_string(), "{name}: {cause:#}");
        assert!(cause["why"].is_string() || cause["message"].is_string(), "{name}: {cause:#}");
    }
    let arguments = [apply.as_slice(), &["--tenant", "unreadable"]].concat();
    let (_, out, _) = run(folder.path(), &arguments);
    let outcome = out.rsplit_once("\n\n").map_or("", |(_, last)| last);
    assert!(outcome.contains("Nothing was written. 1 tenant incomplete"), "{out}");
}

#[test]
fn a_plan_sends_nothing_that_writes_and_a_second_apply_neither() {
    let folder = copy_of("msp");
    let sandbox = Served::start(folder.path());
    let clean = ["--tenant", "contoso"];
    let counts = || sandbox.control("GET", "/requests", None);

    let (code, out, err) = sandbox.run(folder.path(), &[&["plan"], clean.as_slice()].concat());
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(counts()["writes"], 0, "a plan reads");

    let apply = ["apply", "--auto-approve", "--verify-every", "0s"];
    let (code, out, err) = sandbox.run(folder.path(), &[apply.as_slice(), &clean].concat());
    assert_eq!(code, 0, "{out}{err}");
    assert!(counts()["writes"].as_u64() > Some(0), "an apply writes");

    sandbox.control("DELETE", "/requests", None);
    let (code, out, err) = sandbox.run(folder.path(), &[apply.as_slice(), &clean].concat());
    assert_eq!(code, 0, "{out}{err}");
    assert_eq!(counts()["writes"], 0, "a second apply sends no writes");
}

#[test]
fn the_readme_shows_a_real_plan() {
    let folder = copy_of("msp");
    // At noon, since a time of another day is written with its date.
    let noon = ["--at", "2026-11-23T12:00:00Z", "--color", "never"];
    let arguments = [["plan", "--sandbox", "-C", "examples/msp"], noon].concat();
    let below = folder.path().join("examples");
    std::fs::create_dir_all(&below).expect("a folder");
    std::os::unix::fs::symlink(folder.path(), below.join("msp")).expect("a link");
    let (_, out, _) = run(folder.path(), &arguments);
    let readme = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(readme).expect("the README");
    // Times differ from run to run, in digits alone.
    let mask = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "#");
    assert!(mask(&readme).contains(mask(&out).trim_end()), "the README's plan is not this:\n{out}");
}

#[test]
fn the_connections_of_the_sound_examples_are_sound() {
    for name in ["quickstart", "msp", "emergency"] {
        let folder = copy_of(name);
        let (code, out, err) = run(folder.path(), &["doctor", "--sandbox", "--color", "never"]);
        assert_eq!(code, 0, "{name}: {out}{err}");
        assert!(out.contains("0 errors, 0 unknown"), "{name}: {out}");
    }
    let folder = copy_of("bad-day");
    let doctor = ["doctor", "--sandbox", "--color", "never", "--tenant", "unreadable"];
    let (code, out, err) = run(folder.path(), &doctor);
    assert_eq!(code, 6, "{out}{err}");
    assert!(out.contains("users could not be read") && out.contains("request-id"), "{out}");
}
