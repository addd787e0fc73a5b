//! `tenantry doctor`.

use serde_json::Value;

use crate::{
    harness::Ran,
    plan::{forbidden, open_grant, with_plan_app},
    sample::{TENANTS, sample},
    sandbox::Served,
};

#[test]
fn a_sound_connection_ends_with_0() {
    let bench = sample();
    let ran = bench.run(&["doctor", "--sandbox"]).exits(0).prints("Doctor: 2 tenants:");
    assert!(!ran.stdout.contains("  error"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("  warning"), "{}", ran.stdout);
    let ran =
        bench.run(&["doctor", "--sandbox", "--format", "json", "--tenant", "contoso"]).exits(0);
    let found: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(found["format"], "tenantry.doctor");
    assert_eq!(found["tenants"][0]["tenant"], "contoso");
    assert!(found["summary"]["pass"].as_u64() > Some(3), "{found}");
}

#[test]
fn a_missing_permission_ends_with_4_and_is_told_with_its_fix() {
    let bench = sample();
    bench.file("sandbox.yaml", &open_grant().replace("User.ReadWrite.All, ", "User.Read.All, "));
    let ran = bench.run(&["doctor", "--sandbox"]).exits(4);
    ran.prints("  error").prints("fix: ").prints("User.Create");
}

#[test]
fn what_cannot_be_read_ends_with_6() {
    let bench = sample();
    bench.file("sandbox.yaml", &forbidden(TENANTS[1].1, "method: GET, path: /applications*"));
    bench.run(&["doctor", "--sandbox"]).exits(6).prints("  unknown");
}

#[test]
fn nobody_signed_in_ends_with_7() {
    let bench = sample();
    let served = Served::start(&bench, &[]);
    let arguments = [&["doctor"][..], &served.flags()].concat();
    bench.run(&arguments).exits(7).prints("SAMPLE_SECRET");
}

#[test]
fn time_is_moved_in_the_sandbox_only() {
    let bench = sample();
    bench.run(&["doctor", "--at", "2026-11-23T09:00:00Z"]).exits(64).says("--at");
    // The tenants are seeded at that time, with secrets that last for two years.
    let ran = bench.run(&["doctor", "--sandbox", "--at", "2036-11-23T09:00:00Z"]).exits(0);
    ran.prints("ends on 2038-11-2");
}

#[test]
fn the_app_that_plans_is_examined_too() {
    let bench = sample();
    bench.file("tenants/contoso.yaml", &with_plan_app());
    bench.run(&["doctor", "--sandbox"]).exits(0).prints("Plan app, permissions");
    let served = Served::start(&bench, &[]);
    let arguments = [&["doctor", "--tenant", "contoso"][..], &served.flags()].concat();
    let mut command = bench.command(&arguments);
    command.env("SAMPLE_SECRET", "sandbox");
    let ran = |command: &mut std::process::Command| Ran::from(command.output().expect("started"));
    ran(&mut command).exits(4).prints("Plan app").prints("PLAN_SECRET");
    ran(command.env("PLAN_SECRET", "sandbox")).exits(0);
}
