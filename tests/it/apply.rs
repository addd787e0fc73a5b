//! `tenantry apply`.

use serde_json::Value;

use crate::{
    harness::Bench,
    plan::{forbidden, open_grant},
    sample::{TENANTS, sample},
};

const APPLY: [&str; 3] = ["apply", "--sandbox", "--auto-approve"];

fn apply(bench: &Bench, more: &[&str]) -> crate::harness::Ran {
    bench.run(&[&APPLY, more].concat())
}

#[test]
fn what_is_declared_is_made_once() {
    let bench = sample();
    let first = apply(&bench, &["--format", "json"]).exits(0);
    let outcome: Value = serde_json::from_str(&first.stdout).expect("JSON");
    assert_eq!(outcome["summary"]["done"], 6, "{outcome}");
    let second = apply(&bench, &["--format", "json"]).exits(0);
    let outcome: Value = serde_json::from_str(&second.stdout).expect("JSON");
    assert_eq!(outcome["summary"]["writes"], 0, "{outcome}");
}

#[test]
fn the_answer_tells_each_tenant() {
    let bench = sample();
    let ran = apply(&bench, &["--output", "json=outcome.json"]).exits(0);
    ran.prints("Plan: 6 to add").prints("done        jit/alice").prints("Apply: 6 done, 0 failed.");
    assert!(bench.read("outcome.json").contains("tenantry.outcome"));
}

#[test]
fn without_terminal_and_flag_it_declines_with_8() {
    let bench = sample();
    bench.run(&["apply", "--sandbox"]).exits(8).prints("Plan: 6 to add").says("--auto-approve");
    bench.run(&["plan", "--sandbox", "--detailed-exitcode"]).exits(2);
}

#[test]
fn a_tenant_that_refuses_writes_ends_with_4_and_the_others_are_done() {
    let bench = sample();
    bench.file("sandbox.yaml", &forbidden(TENANTS[0].1, "writes: true"));
    let ran = apply(&bench, &[]).exits(4).prints("failed      ").prints("request-id");
    assert!(ran.stdout.contains("done        jit/alice"), "{}", ran.stdout);
}

#[test]
fn a_blocking_guard_ends_with_3_and_nothing_is_sent() {
    let bench = sample();
    let contoso = crate::sample::tenant("contoso", TENANTS[0].1, "");
    bench.file("tenants/contoso.yaml", &contoso.replace("Global Reader", "Global Administrator"));
    bench.file("sandbox.yaml", &open_grant());
    let ran = apply(&bench, &["--tenant", "contoso"]).exits(3);
    ran.prints("G010 BLOCKS contoso").prints("skipped     jit/alice");
    apply(&bench, &["--tenant", "contoso", "--acknowledge", "G010=CHG-1"]).exits(0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_plan_that_cannot_be_printed_ends_with_1_and_nothing_is_sent() {
    let bench = sample();
    let full = std::fs::File::options().write(true).open("/dev/full").expect("a device");
    let output = bench.command(&APPLY).stdout(full).output().expect("started");
    crate::harness::Ran::from(output).exits(1).says("cannot write to stdout");
    bench.run(&["plan", "--sandbox", "--detailed-exitcode"]).exits(2);
}

#[test]
fn nothing_to_resume_is_no_error() {
    apply(&sample(), &["--resume"]).exits(0).says("nothing to resume");
}

#[test]
fn a_signal_ends_an_apply_gracefully_and_resume_finishes_it() {
    let bench = sample();
    let slow =
        "faults:\n  - on: { writes: true }\n    effect: { latency: { milliseconds: 400 } }\n";
    bench.file("sandbox.yaml", slow);
    let ran = bench.start_and(&[&APPLY[..], &["-v"]].concat(), "INT", "writing").exits(130);
    assert!(ran.stdout.contains("interrupted"), "{}", ran.stdout);
    bench.file("sandbox.yaml", "");
    apply(&bench, &["--resume"]).exits(0);
    bench.run(&["plan", "--sandbox", "--detailed-exitcode"]).exits(0);
}

#[test]
fn an_orphan_stays_until_it_is_pruned() {
    let bench = sample();
    apply(&bench, &[]).exits(0);
    let organization = bench.read("tenantry.yaml");
    let without_bob: String =
        organization.split_inclusive('\n').filter(|line| !line.contains("id: bob")).collect();
    bench.file("tenantry.yaml", &without_bob);
    let plan = ["plan", "--sandbox", "--detailed-exitcode"];
    bench.run(&plan).exits(0).prints("jit/bob");
    apply(&bench, &[]).exits(0);
    bench.run(&[&plan[..], &["--prune"]].concat()).exits(2).prints("2 to delete");
    apply(&bench, &["--prune"]).exits(0).prints("jit/bob");
    let ran = bench.run(&[&plan[..], &["--prune"]].concat()).exits(0);
    assert!(!ran.stdout.contains("jit/bob"), "{}", ran.stdout);
}
