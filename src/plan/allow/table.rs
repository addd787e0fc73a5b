//! What a saved plan allows, situation by situation.

use jiff::{SignedDuration, Timestamp};

use super::{Unusable, compare};
use crate::{
    observed::{ObservedTenant, ObservedUser},
    plan::{
        Plan,
        file::{MAXIMUM_AGE, Meta, PlanDocument, RequestCounts, SourceState},
        fixture::{self, OPEN, PAST, desired, give, organization},
    },
};

fn document(plan: &Plan) -> PlanDocument {
    let meta = Meta {
        tool_version: "0.1.0".to_owned(),
        created_at: fixture::now(),
        source: SourceState::default(),
        requests: RequestCounts::default(),
    };
    PlanDocument::of(plan, &meta)
}

fn alice(grant: &str) -> ObservedUser {
    let mut user = fixture::owned_user("jit/alice", "msp-alice@contoso.onmicrosoft.com");
    user.account_enabled = true;
    user.marker.grant = Some(grant.to_owned());
    user
}

fn plan(tenant: &ObservedTenant) -> Plan {
    fixture::run(&organization(), &desired(), tenant)
}

fn addresses(plan: &Plan) -> Vec<String> {
    plan.tenants[0].changes.iter().map(|change| change.address.to_string()).collect()
}

#[test]
fn what_is_the_same_is_allowed_and_what_is_done_is_done() {
    let bare = plan(&fixture::bare());
    let allowance = compare(&document(&bare), &bare, fixture::now(), MAXIMUM_AGE).expect("usable");
    assert_eq!(addresses(&allowance.restrict(bare.clone())), addresses(&bare));
    let clean = plan(&fixture::observed());
    let allowance = compare(&document(&bare), &clean, fixture::now(), MAXIMUM_AGE).expect("usable");
    let tenant = allowance.tenants.values().next().expect("one tenant");
    assert_eq!(tenant.done.len(), 3);
    assert!(tenant.allowed.is_empty() && !allowance.is_stale());
}

#[test]
fn what_the_file_does_not_hold_is_not_done() {
    let clean = plan(&fixture::observed());
    let bare = plan(&fixture::bare());
    let allowance = compare(&document(&clean), &bare, fixture::now(), MAXIMUM_AGE).expect("usable");
    assert_eq!(addresses(&allowance.restrict(bare)), Vec::<String>::new());
    assert!(!allowance.is_stale());
    assert_eq!(allowance.tenants.values().next().map(|tenant| tenant.left.len()), Some(3));
}

#[test]
fn a_raise_of_privilege_that_differs_makes_the_tenant_stale() {
    let user = alice(OPEN);
    let before = fixture::with_user(fixture::bare(), user.clone());
    let mut after = before.clone();
    give(&mut after, "Reports Reader", &user);
    let allowance = compare(&document(&plan(&before)), &plan(&after), fixture::now(), MAXIMUM_AGE)
        .expect("usable");
    assert!(allowance.is_stale());
    assert_eq!(addresses(&allowance.restrict(plan(&after))), Vec::<String>::new());
}

#[test]
fn an_end_of_access_may_take_more_than_was_there() {
    let user = alice(PAST);
    let before = fixture::with_user(fixture::observed(), user.clone());
    let mut after = before.clone();
    give(&mut after, "Reports Reader", &user);
    let allowance = compare(&document(&plan(&before)), &plan(&after), fixture::now(), MAXIMUM_AGE)
        .expect("usable");
    assert!(!allowance.is_stale());
    assert_eq!(addresses(&allowance.restrict(plan(&after))), ["jit/alice"]);
}

#[test]
fn what_depends_on_a_change_that_is_left_is_left_too() {
    let fresh = plan(&fixture::with_user(fixture::bare(), alice(OPEN)));
    let mut saved = document(&fresh);
    saved.changes.retain(|change| change.address != "contoso/groups/Helpdesk");
    let allowance = compare(&saved, &fresh, fixture::now(), MAXIMUM_AGE).expect("usable");
    assert_eq!(addresses(&allowance.restrict(fresh)), ["jit/bob"]);
}

#[test]
fn a_plan_that_is_too_old_or_from_the_future_allows_nothing() {
    let bare = plan(&fixture::bare());
    let saved = document(&bare);
    let at = |seconds: i64| -> Timestamp {
        fixture::now().checked_add(SignedDuration::from_secs(seconds)).expect("a time")
    };
    let usable = |seconds, age| compare(&saved, &bare, at(seconds), age).map(|_| ());
    assert_eq!(usable(8 * 3600, MAXIMUM_AGE), Ok(()));
    assert!(matches!(usable(8 * 3600 + 1, MAXIMUM_AGE), Err(Unusable::TooOld { .. })));
    assert!(matches!(usable(61, SignedDuration::from_secs(60)), Err(Unusable::TooOld { .. })));
    assert_eq!(usable(-300, MAXIMUM_AGE), Ok(()));
    assert!(matches!(usable(-301, MAXIMUM_AGE), Err(Unusable::FromTheFuture { .. })));
}

#[test]
fn a_name_that_has_come_to_mean_another_object_makes_the_tenant_stale() {
    let user = alice(OPEN);
    let planned = plan(&fixture::with_user(fixture::bare(), user));
    let mut saved = document(&planned);
    let given = saved.changes.iter_mut().flat_map(|change| &mut change.gives);
    let renamed = given.map(|it| *it = it.replace("role ", "role 0")).count();
    assert!(renamed > 0, "the window's roles are given");
    let allowance = compare(&saved, &planned, fixture::now(), MAXIMUM_AGE)
        .expect("the digest is parse's concern");
    assert!(allowance.is_stale());
}
