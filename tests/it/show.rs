//! `tenantry show`, and what `apply PLAN` makes of a saved plan.

use serde_json::Value;

use crate::{
    harness::Bench,
    sample::{TENANTS, sample},
};

fn saved() -> Bench {
    let bench = sample();
    bench.run(&["plan", "--sandbox", "--out", "saved.json"]).exits(0);
    bench
}

const APPLY: [&str; 4] = ["apply", "--sandbox", "--auto-approve", "saved.json"];

#[test]
fn a_saved_plan_is_the_json_form_and_shows_as_it_did() {
    let bench = sample();
    let at = "2025-11-23T09:00:00Z";
    let arguments =
        ["plan", "--sandbox", "--at", at, "--out", "saved.json", "--output", "json=other.json"];
    let planned = bench.run(&arguments).exits(0);
    let text = bench.read("saved.json");
    assert_eq!(text, bench.read("other.json"));
    let document: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(document["formatVersion"], "1.0");
    assert_eq!(document["summary"]["actions"]["create"], 6);
    assert_eq!(document["summary"]["requests"]["token"], 2);
    let shown = bench.run(&["show", "saved.json"]).exits(0);
    let (same, expired) = shown.stdout.split_at(planned.stdout.len());
    assert_eq!(same, planned.stdout);
    assert!(expired.starts_with("Expired: it was valid until 2025-11-23 17:00Z ("), "{expired}");
    assert_eq!(bench.run(&["show", "saved.json", "--format", "json"]).exits(0).stdout, text);
}

#[test]
fn a_saved_plan_fits_its_schema() {
    let bench = saved();
    let schema: Value = serde_json::from_str(&bench.run(&["schema", "plan"]).stdout).expect("JSON");
    let document: Value = serde_json::from_str(&bench.read("saved.json")).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<String> =
        validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn a_saved_plan_is_applied() {
    let bench = saved();
    bench.run(&APPLY).exits(0).prints("Apply: 6 done, 0 failed.");
    bench.run(&["plan", "--sandbox", "--detailed-exitcode"]).exits(0);
    let clean = bench.run(&["plan", "--sandbox", "--format", "json"]).exits(0);
    let document: Value = serde_json::from_str(&clean.stdout).expect("JSON");
    assert_eq!(document["summary"]["requests"], serde_json::json!({ "token": 2, "graph": 2 }));
    // What is done already counts as done.
    bench.run(&APPLY).exits(0).prints("done already");
}

#[test]
fn what_the_file_does_not_hold_is_not_done() {
    let bench = sample();
    let only = ["plan", "--sandbox", "--tenant", "contoso", "--out", "saved.json"];
    bench.run(&only).exits(0);
    let ran = bench.run(&APPLY);
    assert!(ran.stdout.contains("3 done, 0 failed, 3 left."), "{}", ran.stdout);
    let left = ["plan", "--sandbox", "--detailed-exitcode", "--tenant", "fabrikam"];
    bench.run(&left).exits(2).prints("Plan: 3 to add");
}

#[test]
fn a_plan_that_was_edited_ends_with_5() {
    let bench = saved();
    let edited = bench.read("saved.json").replace("msp-alice", "msp-mallory");
    bench.file("saved.json", &edited);
    bench.run(&APPLY).exits(5).says("was changed after it was made");
    bench.run(&["show", "saved.json"]).exits(5);
    bench.file("saved.json", "{}");
    bench.run(&APPLY).exits(5).says("not a plan");
    bench.run(&["plan", "--sandbox", "--detailed-exitcode"]).exits(2);
}

#[test]
fn a_plan_that_is_too_old_ends_with_5() {
    let bench = saved();
    let later = (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(9)).to_string();
    bench.run(&[&APPLY[..], &["--at", &later]].concat()).exits(5).says("plan again");
}

#[test]
fn a_tenant_that_has_moved_ends_with_5_and_is_left_alone() {
    let bench = sample();
    let contoso = crate::sample::tenant("contoso", TENANTS[0].1, "");
    bench.file("sandbox.yaml", &crate::plan::open_grant());
    let scope = ["--tenant", "contoso"];
    let plan = [&["plan", "--sandbox", "--out", "saved.json"][..], &scope].concat();
    bench.run(&plan).exits(0).prints("Global Reader");
    // Somebody asks for more than was planned.
    bench.file(
        "tenants/contoso.yaml",
        &contoso.replace("[Global Reader]", "[Global Reader, Reports Reader]"),
    );
    let ran = bench.run(&[&APPLY[..], &scope].concat()).exits(5);
    ran.says("another configuration").says("contoso/jit/alice: it differs from the saved plan");
}

#[test]
fn a_plan_of_other_tenants_ends_with_5_and_nothing_is_done() {
    let bench = saved();
    let other = sample();
    other.file("saved.json", &bench.read("saved.json"));
    other.file("tenants/fabrikam.yaml", &crate::sample::tenant("adatum", TENANTS[1].1, ""));
    other.run(&APPLY).exits(5).says("of other tenants: fabrikam");
    other.run(&["plan", "--sandbox", "--detailed-exitcode"]).exits(2).prints("Plan: 6 to add");
    let one = [&APPLY[..], &["--tenant", "contoso"]].concat();
    bench.run(&one).exits(5).says("fabrikam (4f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f)");
}

#[test]
fn a_file_that_is_not_there_ends_with_1() {
    let bench = sample();
    bench.run(&["show", "none.json"]).exits(1).says("cannot read none.json");
    bench.run(&["apply", "--sandbox", "none.json"]).exits(1).says("cannot read none.json");
    bench.run(&["apply", "--sandbox", "none.json", "--resume"]).exits(64);
    let unwritable = ["plan", "--sandbox", "--out", "no/such/folder"];
    // Found before anything is read.
    assert_eq!(bench.run(&unwritable).exits(1).says("cannot write").stdout, "");
}

#[test]
fn a_saved_plan_is_read_from_stdin() {
    let bench = saved();
    let shown = bench.run(&["show", "saved.json"]).exits(0).stdout;
    for arguments in [&["show", "-"][..], &["apply", "--sandbox", "--auto-approve", "-"]] {
        let file = std::fs::File::open(bench.path("saved.json")).expect("there");
        let output = bench.command(arguments).stdin(file).output().expect("started");
        let ran = crate::harness::Ran::from(output).exits(0);
        assert!(arguments[0] == "apply" || ran.stdout == shown, "{}", ran.stdout);
    }
    bench.run(&["plan", "--sandbox", "--out", "-"]).exits(64).says("--format json");
    bench.run(&["plan", "--sandbox", "--output", "text=-"]).exits(64).says("stdout");
}
