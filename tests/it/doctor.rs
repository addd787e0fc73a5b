//! `tenantry doctor`.

use serde_json::Value;

use crate::{
    plan::{forbidden, open_grant},
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
    bench.run(&["doctor", "--sandbox", "--at", "2036-11-23T09:00:00Z"]);
}
