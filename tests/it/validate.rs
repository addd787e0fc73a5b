//! `tenantry validate`.

use serde_json::Value;

use crate::{
    harness::Bench,
    sample::{sample, tenant},
};

#[test]
fn a_valid_configuration_ends_with_0() {
    sample().run(&["validate"]).exits(0);
    let bench = sample();
    let elsewhere = bench.path("");
    Bench::new().run(&["validate", "-C", elsewhere.to_str().expect("UTF-8")]).exits(0);
}

#[test]
fn problems_end_with_65_in_every_form() {
    let bench = sample();
    let wrong = tenant("contoso", "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f", "profil: gold\n");
    bench.file("tenants/contoso.yaml", &wrong).file("tenants/adatum.yaml", "tenant: [\n");
    let text = bench.run(&["validate"]).exits(65).prints("profil").prints("adatum.yaml");
    assert!(text.stdout.contains("profile"), "a suggestion: {}", text.stdout);
    let written = ["--output", "text=found.txt", "--output", "json=found.json"];
    let ran = bench.run(&[&["validate", "--format", "json"], &written[..]].concat()).exits(65);
    let found: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert!(found["errors"].as_u64() >= Some(2), "{found}");
    let first = &found["diagnostics"][0];
    for key in ["severity", "code", "message", "file", "line", "column", "endLine", "endColumn"] {
        assert!(!first[key].is_null(), "{key}: {first}");
    }
    assert_eq!(bench.read("found.json"), ran.stdout);
    assert_eq!(bench.read("found.txt"), text.stdout);
}

#[test]
fn no_configuration_at_all_ends_with_65() {
    Bench::new().run(&["validate"]).exits(65).prints("tenantry.yaml");
    Bench::new().run(&["validate", "-C", "nowhere"]).exits(65);
}

#[test]
fn an_answer_that_cannot_be_written_ends_with_1() {
    sample().run(&["validate", "--output", "json=no/such/folder"]).exits(1).says("cannot write");
}

#[test]
fn the_time_of_validation_can_be_moved() {
    let bench = sample();
    let waived = "guards:\n  minimumEmergencyAccounts: 1\n  acknowledge:\n    - { guard: G004, tenants: all, reason: CHG-4711, until: 2026-12-01 }\n";
    let organization = bench.read("tenantry.yaml");
    let (before, after) = organization.split_once("guards: {").expect("guards");
    let rest = after.split_once('\n').expect("a line").1;
    bench.file("tenantry.yaml", &format!("{before}{waived}{rest}"));
    let code = "config::acknowledgement-expired";
    let early = bench.run(&["validate", "--at", "2026-11-30T23:59:59Z"]).exits(0);
    assert!(!early.stdout.contains(code), "{}", early.stdout);
    bench.run(&["validate", "--at", "2026-12-01T00:00:01Z"]).exits(0).prints(code);
    bench.run(&["validate", "--at", "yesterday"]).exits(64);
}
