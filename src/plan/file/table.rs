//! The document: what it says, what its digest covers, what is refused.

use serde_json::{Value, json};

use super::{Meta, PlanDocument, PlanFileError, RequestCounts, SourceState, ValidUntilReason};
use crate::{
    domain::DirectoryScope,
    plan::{
        Plan,
        fixture::{self, OPEN, PAST, desired, organization, word},
    },
};

fn meta() -> Meta {
    Meta {
        tool_version: "0.1.0".to_owned(),
        created_at: fixture::now(),
        source: SourceState { commit: None, dirty: false, digest: "sha256:abc".to_owned() },
        requests: RequestCounts { token: 1, graph: 1 },
    }
}

fn plan(grant: &str) -> Plan {
    let mut user = fixture::owned_user("jit/alice", "msp-alice@contoso.onmicrosoft.com");
    user.account_enabled = true;
    user.marker.grant = Some(grant.to_owned());
    let mut tenant = fixture::with_user(fixture::bare(), user.clone());
    fixture::give(&mut tenant, "User Administrator", &user);
    fixture::run(&organization(), &desired(), &tenant)
}

fn changed(
    document: &PlanDocument,
    pointer: &str,
    value: Value,
) -> Result<PlanDocument, PlanFileError> {
    let mut json = serde_json::to_value(document).expect("json");
    *json.pointer_mut(pointer).expect(pointer) = value;
    PlanDocument::parse(json.to_string().as_bytes())
}

#[test]
fn the_document_says_what_the_page_promises() {
    let document = PlanDocument::of(&plan(PAST), &meta());
    let json = serde_json::to_value(&document).expect("json");
    assert_eq!(json["format"], "tenantry.plan");
    assert_eq!(json["formatVersion"], "1.0");
    assert_eq!(json["summary"]["actions"]["create"], 2);
    assert_eq!(json["summary"]["requests"], json!({ "token": 1, "graph": 1 }));
    assert_eq!(json["summary"]["tenants"]["changed"], 1);
    let change = &json["changes"][1];
    assert_eq!(change["address"], "contoso/jit/alice");
    assert_eq!(change["kind"], "jitAccount");
    assert_eq!(change["actions"], json!(["update"]));
    assert_eq!(change["cause"], "drift");
    assert_eq!(change["reason"], "deadlinePassed");
    let disabled = json!({
        "path": "/accountEnabled", "before": true, "after": false,
        "note": "deadline 11:00Z passed 60 min ago",
    });
    assert_eq!(change["attributes"][0], disabled);
    let source = json!({ "file": "tenants/contoso.yaml", "line": 30, "column": 1, "via": [] });
    assert_eq!(change["source"], source);
    assert_eq!(json["changes"][2]["writeOnly"], json!(["/passwordProfile"]));
    assert_eq!(json["complete"], true);
    assert_eq!(json["guards"].as_array().map(Vec::len), Some(12));
    assert_eq!(json["tenants"][0]["file"], "tenants/contoso.yaml");
    assert_eq!(json["tenants"][0]["reads"][0]["collection"], "organization");
}

#[test]
fn a_written_document_is_read_back_and_a_changed_one_is_not() {
    let document = PlanDocument::of(&plan(PAST), &meta());
    let bytes = document.canonical_bytes();
    assert_eq!(PlanDocument::parse(&bytes).expect("reads back"), document);
    for (pointer, value) in [
        ("/changes/1/objectId", json!("5d8f8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f")),
        ("/changes/1/attributes/0/after", json!(true)),
        ("/changes", json!([])),
        ("/tenants/0/tenantId", json!("5d8f8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f")),
        ("/source/digest", json!("sha256:def")),
        ("/formatVersion", json!("1.1")),
        ("/digest", json!("sha256:def")),
    ] {
        let found = changed(&document, pointer, value);
        assert!(matches!(found, Err(PlanFileError::Tampered { .. })), "{pointer}: {found:?}");
    }
    let newer = changed(&document, "/formatVersion", json!("2.0"));
    assert_eq!(newer, Err(PlanFileError::Version("2.0".to_owned())));
    let other = changed(&document, "/format", json!("other"));
    assert!(matches!(other, Err(PlanFileError::NotAPlan(_))));
    assert!(matches!(PlanDocument::parse(b"{"), Err(PlanFileError::NotAPlan(_))));
}

#[test]
fn the_digest_covers_decisions_and_no_times_counts_or_positions() {
    let made = PlanDocument::of(&plan(PAST), &meta());
    let mut later = plan(PAST);
    later.evaluated_at = "2026-11-23T12:05:00Z".parse().expect("a time");
    for change in later.tenants.iter_mut().flat_map(|tenant| &mut tenant.changes) {
        change.origin = None;
        for attribute in &mut change.attributes {
            attribute.note = attribute.note.as_ref().map(|_| "65 min ago".to_owned());
        }
    }
    let other =
        Meta { tool_version: "0.2.0".to_owned(), requests: RequestCounts::default(), ..meta() };
    assert_eq!(PlanDocument::of(&later, &other).digest, made.digest);
    later.tenants[0].changes.pop();
    assert_ne!(PlanDocument::of(&later, &meta()).digest, made.digest);
    let mut source = meta();
    source.source.digest = "sha256:def".to_owned();
    assert_ne!(PlanDocument::of(&plan(PAST), &source).digest, made.digest);
}

#[test]
fn a_plan_is_valid_until_it_is_old_or_a_window_ends() {
    let document = PlanDocument::of(&plan(PAST), &meta());
    assert_eq!(document.valid_until_reason, ValidUntilReason::MaximumAge);
    assert_eq!(document.valid_until.to_string(), "2026-11-23T20:00:00Z");
    let document = PlanDocument::of(&plan(OPEN), &meta());
    assert_eq!(document.valid_until_reason, ValidUntilReason::WindowEdge);
    assert_eq!(document.valid_until.to_string(), "2026-11-23T13:00:00Z");
}

#[test]
fn the_same_change_in_two_tenants_has_one_key() {
    let here = plan(PAST);
    let mut elsewhere = plan("inc-9 2026-11-23T08:00:00Z 2026-11-23T10:00:00Z");
    elsewhere.tenants[0].tenant = word("fabrikam");
    for change in elsewhere.tenants.iter_mut().flat_map(|tenant| &mut tenant.changes) {
        for attribute in &mut change.attributes {
            if attribute.path == "/userPrincipalName" {
                attribute.after = json!("msp-bob@fabrikam.onmicrosoft.com");
            }
        }
    }
    let keys = |plan: &Plan| -> Vec<String> {
        PlanDocument::of(plan, &meta()).changes.into_iter().map(|change| change.group_key).collect()
    };
    assert_eq!(keys(&here), keys(&elsewhere));
    assert_ne!(keys(&here)[0], keys(&here)[1]);
    assert_eq!(DirectoryScope::Tenant.to_string(), "/");
}
