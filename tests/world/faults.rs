//! Tenants that answer 403, 429 or 500 for ever, or present another tenant's id: the others
//! finish, the failing one is named with its cause, and nothing is derived from what was not read.

use crate::support::{Served, copy_of, msp};
use serde_json::{Value, json};
use tempfile::TempDir;

const FABRIKAM: &str = "8c0f6a5e-1d2b-4a3c-9e4f-5a6b7c8d9e0f";
const ADATUM: &str = "b7e1d2c3-4f5a-4b6c-8d7e-9f0a1b2c3d4e";
/// A tenant that nothing declares.
const ELSEWHERE: &str = "0f0e0d0c-0b0a-4908-8706-050403020100";

fn served_msp() -> (TempDir, Served) {
    let folder = msp();
    let sandbox = Served::start(folder.path());
    (folder, sandbox)
}

const QUICK: &[&str] = &["--patience", "2s", "--color", "never"];

fn plan(folder: &TempDir, sandbox: &Served) -> (i32, Value) {
    let arguments = [["plan", "--format", "json"].as_slice(), QUICK].concat();
    let (code, out, err) = sandbox.run(folder.path(), &arguments);
    (code, serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}")))
}

fn tenant<'a>(plan: &'a Value, name: &str) -> &'a Value {
    let tenants = plan["tenants"].as_array().expect("tenants");
    tenants.iter().find(|tenant| tenant["tenant"] == name).expect("the tenant is in the plan")
}

fn addresses(plan: &Value, tenant: &str) -> Vec<String> {
    let changes = plan["changes"].as_array().expect("changes").iter();
    let addresses =
        changes.map(|change| change["address"].as_str().expect("an address").to_owned());
    addresses.filter(|address| address.starts_with(tenant)).collect()
}

/// Checks that an outcome alone says why a tenant was not done: what, why and the request-id.
fn assert_cause_is_told(tenant: &Value) {
    let texts = |value: &Value, keys: &[&str]| keys.iter().all(|key| value[*key].is_string());
    let refused = texts(&tenant["refusal"], &["message", "requestId"]);
    let unknown = tenant["unknown"].as_array().expect("a list");
    let read = unknown.iter().any(|one| texts(one, &["collection", "why", "requestId"]));
    assert!(refused || read, "{tenant:#}");
}

/// Breaks two tenants, then checks that both are named and that the others finish.
fn two_fail_and_the_others_finish(fault: &Value) {
    let (folder, sandbox) = served_msp();
    for tenant in [FABRIKAM, ADATUM] {
        let mut fault = fault.clone();
        fault["on"]["tenant"] = json!(tenant);
        sandbox.control("POST", "/faults", Some(&fault));
    }
    let (code, planned) = plan(&folder, &sandbox);
    assert_eq!(code, 6, "{planned:#}");
    assert_eq!(planned["complete"], false);
    for name in ["fabrikam", "adatum"] {
        assert_eq!(tenant(&planned, name)["status"], "unknown", "{name}");
    }
    assert_eq!(tenant(&planned, "litware")["status"], "changed");

    let apply = ["apply", "--auto-approve", "--verify-every", "0s", "--format", "json"];
    let arguments = [apply.as_slice(), QUICK].concat();
    let (code, out, err) = sandbox.run(folder.path(), &arguments);
    assert_eq!(code, 4, "{out}{err}");
    let outcome: Value = serde_json::from_str(&out).expect("stdout is the outcome alone");
    for name in ["fabrikam", "adatum"] {
        assert_cause_is_told(tenant(&outcome, name));
    }
    let written =
        outcome["tenants"].as_array().expect("tenants").iter().filter(|one| one["writes"] != 0);
    assert_eq!(outcome["summary"]["written"], written.count(), "{outcome:#}");
    let done = ["plan", "--detailed-exitcode", "--tenant", "contoso", "--tenant", "litware"];
    let (code, out, err) = sandbox.run(folder.path(), &done);
    assert_eq!(code, 0, "the others are as declared: {out}{err}");
}

#[test]
fn permission_refused_for_ever() {
    two_fail_and_the_others_finish(&json!({
        "on": { "method": "GET", "path": "/roleManagement/*" }, "effect": { "status": { "code": 403 } },
    }));
}

#[test]
fn throttled_for_ever() {
    two_fail_and_the_others_finish(&json!({
        "on": { "path": "/$batch" },
        "effect": { "status": { "code": 429, "retryAfter": { "seconds": 1 } } },
    }));
}

#[test]
fn failing_for_ever() {
    two_fail_and_the_others_finish(&json!({
        "on": { "path": "/$batch" }, "effect": { "status": { "code": 500 } },
    }));
}

#[test]
fn nothing_is_derived_from_what_could_not_be_read() {
    let (folder, sandbox) = served_msp();
    // Without the users nobody knows whose window has closed, and nobody is created or removed.
    let fault = json!({
        "on": { "method": "GET", "path": "/users*" }, "effect": { "status": { "code": 503 } },
    });
    sandbox.control("POST", "/faults", Some(&fault));
    let (code, planned) = plan(&folder, &sandbox);
    assert_eq!(code, 6, "{planned:#}");
    for name in ["contoso", "fabrikam", "adatum", "litware"] {
        let accounts =
            addresses(&planned, name).into_iter().filter(|address| address.contains("/jit/"));
        assert_eq!(accounts.count(), 0, "{name}: {planned:#}");
    }
}

/// Lets Fabrikam answer as another tenant, then checks that it is named with the cause, that
/// nothing is written there, and that the others finish.
fn fabrikam_answers_as_another_tenant(on: &Value) {
    let (folder, sandbox) = served_msp();
    let mut fault = json!({ "on": on, "effect": { "otherTenant": ELSEWHERE } });
    fault["on"]["tenant"] = json!(FABRIKAM);
    sandbox.control("POST", "/faults", Some(&fault));
    let (code, planned) = plan(&folder, &sandbox);
    assert_eq!(code, 6, "{planned:#}");
    assert_eq!(tenant(&planned, "fabrikam")["status"], "unknown", "{planned:#}");
    assert_eq!(addresses(&planned, "fabrikam"), Vec::<String>::new(), "{planned:#}");
    let said = planned["diagnostics"].as_array().expect("diagnostics").iter();
    let wrong = said.filter(|one| one["code"] == "connection::wrong-tenant");
    let wrong: Vec<&Value> = wrong.map(|one| &one["address"]).collect();
    assert_eq!(wrong, ["fabrikam/connection"], "{planned:#}");
    for name in ["contoso", "adatum", "litware"] {
        assert_eq!(tenant(&planned, name)["status"], "changed", "{name}");
    }

    let apply = ["apply", "--auto-approve", "--verify-every", "0s"];
    let (code, out, err) = sandbox.run(folder.path(), &[apply.as_slice(), QUICK].concat());
    let said = format!("{out}{err}");
    assert_eq!(code, 4, "{said}");
    for word in ["fabrikam", ELSEWHERE, FABRIKAM] {
        assert!(said.contains(word), "`{word}` in\n{said}");
    }
    let counts = sandbox.control("GET", "/requests", None);
    let writes = |tenant: &str| counts["tenants"][tenant]["writes"].as_u64().unwrap_or(0);
    assert_eq!((writes(FABRIKAM), writes(ELSEWHERE)), (0, 0), "{counts:#}");
    assert!(writes(ADATUM) > 0, "{counts:#}");
    let done = ["plan", "--detailed-exitcode"];
    let others = ["--tenant", "contoso", "--tenant", "adatum", "--tenant", "litware"];
    let (code, out, err) = sandbox.run(folder.path(), &[done.as_slice(), &others].concat());
    assert_eq!(code, 0, "the others are as declared: {out}{err}");
}

#[test]
fn a_token_of_another_tenant() {
    fabrikam_answers_as_another_tenant(&json!({ "host": "login" }));
}

#[test]
fn an_organization_with_another_id() {
    fabrikam_answers_as_another_tenant(&json!({ "path": "/organization*" }));
}

#[test]
fn another_tenants_organization_is_refused_before_anything_is_written() {
    let (folder, sandbox) = served_msp();
    // The configuration takes Litware's GUID for Fabrikam's app: no token can be had for it.
    let path = folder.path().join("tenants/fabrikam.yaml");
    let text = std::fs::read_to_string(&path).expect("a tenant's file");
    let wrong = text
        .replace("1a2b3c4d-5e6f-4a0b-8c1d-2e3f4a5b6c7d", "9e8d7c6b-5a4f-4e3d-8c2b-1a0f9e8d7c6b");
    std::fs::write(&path, wrong).expect("a written file");
    let arguments =
        [["apply", "--auto-approve", "--tenant", "fabrikam"].as_slice(), QUICK].concat();
    let (code, out, err) = sandbox.run(folder.path(), &arguments);
    let said = format!("{out}{err}");
    assert_eq!(code, 7, "nobody could sign in: {said}");
    assert!(said.contains("AADSTS700016"), "{said}");

    // A display name that is not the live one blocks all but ending access (G011).
    std::fs::write(&path, text.replace("Fabrikam Inc", "Litware")).expect("a written file");
    let arguments =
        [["apply", "--auto-approve", "--tenant", "fabrikam"].as_slice(), QUICK].concat();
    let (code, out, err) = sandbox.run(folder.path(), &arguments);
    let said = format!("{out}{err}");
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("G011"), "{said}");
    let counts = sandbox.control("GET", "/requests", None);
    assert_eq!(counts["writes"], 0, "{counts}");
}

#[test]
fn a_clean_tenant_costs_one_token_and_one_batch() {
    let folder = copy_of("quickstart");
    let sandbox = Served::start(folder.path());
    let apply = ["apply", "--auto-approve", "--verify-every", "0s"];
    let (code, out, err) = sandbox.run(folder.path(), &apply);
    assert_eq!(code, 0, "{out}{err}");
    sandbox.control("DELETE", "/requests", None);
    let (code, planned) = plan(&folder, &sandbox);
    assert_eq!(code, 0, "{planned:#}");
    assert_eq!(planned["summary"]["requests"], json!({ "token": 1, "graph": 1 }));
    let counts = sandbox.control("GET", "/requests", None);
    assert_eq!((&counts["tokens"], &counts["graph"]), (&json!(1), &json!(1)), "{counts:#}");
}
