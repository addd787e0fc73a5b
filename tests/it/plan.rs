//! `tenantry plan`.

use crate::{
    harness::Ran,
    sample::{TENANTS, sample, tenant},
    sandbox::Served,
};

const SECRET: &str = "SAMPLE_SECRET";

#[test]
fn changes_and_none_are_told_apart_only_when_asked_to() {
    let bench = sample();
    let ran = bench.run(&["plan", "--sandbox"]).exits(0).prints("Plan: 6 to add");
    assert_eq!(ran.stderr, "");
    bench.run(&["plan", "--sandbox", "--detailed-exitcode"]).exits(2);
    bench.run(&["apply", "--sandbox", "--auto-approve"]).exits(0);
    bench.run(&["plan", "--sandbox", "--detailed-exitcode"]).exits(0).prints("Plan: 0 to add");
}

#[test]
fn only_selected_tenants_are_planned() {
    let bench = sample();
    for (arguments, expected) in [
        (&["--tenant", "contoso"][..], ["contoso"].as_slice()),
        (&["--tenant", "contoso", "--tenant", "fabrikam"], &["contoso", "fabrikam"]),
        (&["--exclude", "contoso"], &["fabrikam"]),
        (&["--selector", "ring=fabrikam-ring"], &["fabrikam"]),
    ] {
        let mut all = vec!["plan", "--sandbox"];
        all.extend(arguments);
        let ran = bench.run(&all).exits(0);
        for (name, _) in TENANTS {
            let shown = ran.stdout.contains(&format!("tenants/{name}.yaml"));
            assert_eq!(shown, expected.contains(&name), "{arguments:?} {name}\n{}", ran.stdout);
        }
    }
    bench.run(&["plan", "--sandbox", "--tenant", "contos"]).exits(64).says("contoso");
    bench.run(&["plan", "--sandbox", "--selector", "ringg=x"]).exits(64).says("ring");
    let both = ["plan", "--sandbox", "--tenant", "contoso", "--exclude", "contoso"];
    bench.run(&both).exits(64).says("no tenant is left").says("declared are contoso, fabrikam");
}

#[test]
fn what_cannot_be_read_ends_with_6_even_where_changes_are_asked_for() {
    let bench = sample();
    bench.file("sandbox.yaml", &forbidden(TENANTS[0].1, "method: GET, path: /users"));
    let ran = bench.run(&["plan", "--sandbox", "--detailed-exitcode"]).exits(6);
    ran.prints("? users unknown").prints("request-id").prints("Incomplete: 1 of 2 tenants");
}

#[test]
fn nobody_signed_in_ends_with_7() {
    let bench = sample();
    let served = Served::start(&bench, &[]);
    let mut arguments = vec!["plan"];
    arguments.extend(served.flags());
    bench.run(&arguments).exits(7).prints("SAMPLE_SECRET");
    let with = |secret| {
        let mut command = bench.command(&arguments);
        Ran::from(command.env(SECRET, secret).output().expect("started"))
    };
    let ran = with("wrong-secret-value").exits(7).prints("AADSTS7000215");
    assert!(!ran.stdout.contains("wrong-secret-value"));
    with("sandbox").exits(0).prints("Plan: 6 to add");
}

#[test]
fn an_invalid_configuration_ends_with_65_and_nothing_is_asked_of_anybody() {
    let bench = sample();
    bench.file("tenants/adatum.yaml", &tenant("adatum", "not-a-guid", ""));
    bench.run(&["plan", "--sandbox"]).exits(65).says("not-a-guid");
    bench.run(&["apply", "--sandbox", "--auto-approve"]).exits(65).says("not-a-guid");
    assert!(!bench.path(".tenantry").exists());
}

#[test]
fn a_blocking_guard_ends_with_3_until_it_is_waived() {
    let bench = sample();
    bench.file(
        "tenants/contoso.yaml",
        &tenant("contoso", TENANTS[0].1, "").replace("Global Reader", "Global Administrator"),
    );
    bench.file("sandbox.yaml", &open_grant());
    let scope = ["plan", "--sandbox", "--tenant", "contoso"];
    bench.run(&scope).exits(3).prints("G010 BLOCKS contoso");
    let waive = [&scope[..], &["--acknowledge", "G010=CHG-4711"]].concat();
    bench.run(&waive).exits(0).prints("G010 waived contoso").prints("CHG-4711");
    let ci = bench.command(&waive).env("CI", "true").output().expect("started");
    Ran::from(ci).exits(64).says("guards.acknowledge");
}

#[test]
fn arguments_that_contradict_each_other_end_with_64() {
    let bench = sample();
    let endpoints =
        ["--login-endpoint", "https://127.0.0.1:1", "--graph-endpoint", "https://127.0.0.1:1"];
    for arguments in [
        [&["plan", "--sandbox"][..], &endpoints].concat(),
        [&["plan"][..], &endpoints[..2]].concat(),
        vec!["plan", "--ca-file", "x.pem"],
        vec![
            "plan",
            "--graph-endpoint",
            "https://graph.microsoft.com",
            "--login-endpoint",
            "https://127.0.0.1:1",
        ],
        vec!["plan", "--parallelism", "0"],
        vec!["plan", "--at", "noon"],
        vec!["plan", "--output", "yaml=x"],
        vec!["plan", "--auto-approve"],
        vec!["apply", "--at", "2026-11-23T09:00:00Z"],
        vec!["apply", "--acknowledge", "G010"],
        vec!["apply", "--detailed-exitcode"],
    ] {
        bench.run(&arguments).exits(64);
    }
}

#[test]
fn a_signal_ends_a_plan_gracefully() {
    let bench = sample();
    bench.file("sandbox.yaml", "faults:\n  - effect: { latency: { milliseconds: 60000 } }\n");
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        bench.start(&["plan", "--sandbox"], signal).exits(code).says("Interrupted: 0 of 2");
    }
}

#[test]
fn colour_is_given_and_withheld() {
    let bench = sample();
    let plain = bench.run(&["plan", "--sandbox", "--color", "never"]).exits(0);
    assert!(!plain.stdout.contains('\u{1b}'));
    let always = bench.run(&["plan", "--sandbox", "--color", "always"]).exits(0);
    assert!(always.stdout.contains("\u{1b}["));
    let variable = bench.command(&["plan", "--sandbox"]).env("NO_COLOR", "1").output();
    assert!(!String::from_utf8_lossy(&variable.expect("started").stdout).contains('\u{1b}'));
}

/// A sandbox in which one tenant refuses some requests.
pub(crate) fn forbidden(tenant: &str, requests: &str) -> String {
    format!(
        "faults:\n  - on: {{ tenant: {tenant}, {requests} }}\n    effect: {{ status: {{ code: 403 }} }}\n"
    )
}

/// A sandbox in which alice's account in the first tenant is inside its window, and has nothing.
pub(crate) fn open_grant() -> String {
    format!(
        "\
tenants:
  - tenantId: {}
    displayName: contoso
    domains: [{{ name: contoso.onmicrosoft.com }}]
    apps:
      - clientId: 7d1e8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f
        permissions: [User.ReadWrite.All, User.EnableDisableAccount.All, User.RevokeSessions.All, User-PasswordProfile.ReadWrite.All, UserAuthenticationMethod.ReadWrite.All, UserAuthMethod-TAP.ReadWrite.All, Policy.Read.AuthenticationMethod, Policy.Read.All, GroupMember.Read.All, Group.ReadWrite.All, Domain.Read.All, Organization.Read.All, RoleManagement.ReadWrite.Directory, RoleAssignmentSchedule.ReadWrite.Directory, AdministrativeUnit.Read.All, Application.Read.All]
        directoryRoles: [Privileged Authentication Administrator]
    users:
      - {{ userPrincipalName: admin@contoso.onmicrosoft.com, roles: [Global Administrator] }}
      - {{ userPrincipalName: emergency-1@contoso.onmicrosoft.com, roles: [Global Administrator] }}
      - userPrincipalName: msp-alice@contoso.onmicrosoft.com
        displayName: alice (northwind-msp JIT)
        marker: {{ installation: northwind-msp, address: jit/alice, grant: adhoc-inc-1 -10m +1h }}
",
        TENANTS[0].1
    )
}

/// The first tenant, with an app of its own that plans.
pub(crate) fn with_plan_app() -> String {
    let plan = "  plan:\n    clientId: 92bc8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f\n    credential: { clientSecret: { env: PLAN_SECRET } }\n";
    let (name, id) = TENANTS[0];
    tenant(name, id, "").replace("domains:\n", &format!("{plan}domains:\n"))
}

#[test]
fn plan_signs_in_with_its_own_app_and_apply_with_the_other() {
    let bench = sample();
    bench.file("tenants/contoso.yaml", &with_plan_app());
    let served = Served::start(&bench, &[]);
    let run = |command: &[&str], secret: &str| {
        let arguments = [command, &["--tenant", "contoso"], &served.flags()].concat();
        let mut command = bench.command(&arguments);
        Ran::from(command.env(secret, "sandbox").output().expect("started"))
    };
    let apply = ["apply", "--auto-approve", "--verify-every", "0s"];
    run(&["plan"], SECRET).exits(7).prints("PLAN_SECRET");
    run(&apply, "PLAN_SECRET").exits(7).prints(SECRET);
    run(&["plan"], "PLAN_SECRET").exits(0).prints("Plan: 3 to add");
    run(&apply, SECRET).exits(0).prints("Apply: 3 done");
    run(&["plan", "--detailed-exitcode"], "PLAN_SECRET").exits(0);
}
