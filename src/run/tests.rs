//! The use cases over tenants in memory.

use std::sync::Arc;

use super::{
    Applied, ApplyEnd, ApplyError, ApplyTerms, Setup, Verdict, apply, apply_saved, doctor, plan,
    resume,
    town::{NAMES, Town, setup, terms},
};
use crate::{
    apply::{StepOutcome, memory::Fault},
    observed::RefusalKind,
    plan::{
        PlannedTenant, TenantStatus,
        file::{Meta, PlanDocument, RequestCounts, SourceState},
        fixture,
    },
};

async fn yes(_: &crate::plan::Plan) -> bool {
    true
}

async fn applied(setup: &Setup, town: &Arc<Town>, terms: &ApplyTerms) -> Applied {
    apply(setup, town, terms, yes).await.expect("a journal")
}

#[tokio::test]
async fn a_plan_reads_every_tenant_and_writes_to_none() {
    let town = Arc::new(Town::bare());
    let planned = plan(&setup(), &town).await;
    let names: Vec<&str> = planned.plan.tenants.iter().map(|one| one.tenant.as_str()).collect();
    assert_eq!(names, NAMES);
    assert!(planned.plan.tenants.iter().all(|one| one.changes.len() == 3));
    assert_eq!(planned.verdict(), Verdict::Changes);
    assert_eq!(planned.requests.writes, 0);
    assert!(town.entered.lock().expect("whole").is_empty());
}

#[tokio::test]
async fn one_tenant_that_fails_or_panics_leaves_the_others_alone() {
    let mut town = Town::bare();
    town.refused.insert(fixture::word("contoso"), RefusalKind::WrongTenant);
    town.cursed.insert(fixture::word("tailspin"));
    let town = Arc::new(town);
    let planned = plan(&setup(), &town).await;
    let status: Vec<_> = planned.plan.tenants.iter().map(PlannedTenant::status).collect();
    assert_eq!(status, [TenantStatus::Unknown, TenantStatus::Changed, TenantStatus::Unknown]);
    let why = planned.plan.tenants[2].refusal.as_ref().expect("refused");
    assert!(why.message.contains("a mistake"), "{}", why.message);
    assert_eq!(planned.verdict(), Verdict::Incomplete);

    let temp = tempfile::tempdir().expect("temp");
    let done = applied(&setup(), &town, &terms(temp.path())).await;
    assert_eq!(done.verdict(), Verdict::Partial);
    assert_eq!(town.sent()["fabrikam"], 3);
    assert_eq!(done.tenants.len(), 1);
}

#[tokio::test]
async fn a_second_apply_sends_nothing() {
    let temp = tempfile::tempdir().expect("temp");
    let town = Arc::new(Town::bare());
    let first = applied(&setup(), &town, &terms(temp.path())).await;
    assert_eq!((first.end, first.verdict()), (ApplyEnd::Done, Verdict::Complete));
    assert_eq!(first.requests.writes, 9);
    let second = applied(&setup(), &town, &terms(temp.path())).await;
    assert_eq!((second.end, second.verdict()), (ApplyEnd::NothingToDo, Verdict::Complete));
    assert_eq!(second.requests.writes, 9, "counted over both");
    assert!(resume(&setup(), &town, &terms(temp.path()), yes).await.expect("read").is_none());
}

#[tokio::test]
async fn nothing_is_sent_or_written_down_where_nobody_agrees() {
    let temp = tempfile::tempdir().expect("temp");
    let town = Arc::new(Town::bare());
    let refused = apply(&setup(), &town, &terms(temp.path()), async |_| false).await;
    let refused = refused.expect("no journal is needed");
    assert_eq!((refused.end, refused.verdict()), (ApplyEnd::Declined, Verdict::Declined));
    assert_eq!(town.sent().values().sum::<usize>(), 0);
    assert!(!temp.path().join("journal").exists());
}

#[tokio::test]
async fn nothing_is_sent_where_the_journal_cannot_be_written() {
    // A file stands where a folder is needed.
    let temp = tempfile::NamedTempFile::new().expect("temp");
    let town = Arc::new(Town::bare());
    let error = apply(&setup(), &town, &terms(temp.path()), yes).await.expect_err("no folder");
    assert!(error.to_string().contains("journal"), "{error}");
    assert_eq!(town.sent().values().sum::<usize>(), 0);
}

#[tokio::test]
async fn a_refusal_in_one_tenant_is_named_and_the_others_are_done() {
    let temp = tempfile::tempdir().expect("temp");
    let town = Arc::new(Town::bare());
    town.world("fabrikam").refuse_for_ever(403);
    let done = applied(&setup(), &town, &terms(temp.path())).await;
    assert_eq!((done.end, done.verdict()), (ApplyEnd::Done, Verdict::Partial));
    for tenant in &done.tenants {
        let failed = tenant.tenant.as_str() == "fabrikam";
        for change in &tenant.changes {
            let expected = if failed { StepOutcome::Failed } else { StepOutcome::Proved };
            assert_eq!(change.outcome, expected, "{}", change.message);
        }
    }
}

#[tokio::test]
async fn a_stop_before_the_second_phase_sends_nothing() {
    let temp = tempfile::tempdir().expect("temp");
    let town = Arc::new(Town::bare());
    let setup = setup();
    let stop = setup.fleet.stop.clone();
    let confirm = async |_: &crate::plan::Plan| {
        stop.request();
        true
    };
    let done = apply(&setup, &town, &terms(temp.path()), confirm).await.expect("a journal");
    assert_eq!((done.end, done.verdict()), (ApplyEnd::Interrupted, Verdict::Interrupted));
    assert_eq!(town.sent().values().sum::<usize>(), 0);
}

/// Applies until the process dies in one tenant.
async fn die(setup: &Setup, town: &Arc<Town>, terms: &ApplyTerms) {
    let dead = async {
        while !town.world("contoso").is_dead() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        biased;
        () = dead => {}
        done = applied(setup, town, terms) => panic!("survived: {:?}", done.end),
    }
    // What was under way is dropped by the runtime, and with it the journal's lock.
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_killed_run_is_finished_by_resume_and_by_nothing_else() {
    for (nth, fault) in
        (0..3).flat_map(|nth| [Fault::DiesBefore, Fault::DiesAfter].map(|fault| (nth, fault)))
    {
        let temp = tempfile::tempdir().expect("temp");
        let terms = terms(temp.path());
        let town = Arc::new(Town::bare());
        let only = Setup { selected: vec![fixture::word("contoso")], ..setup() };
        town.world("contoso").fail(nth, fault);
        die(&only, &town, &terms).await;
        town.world("contoso").mend();

        let resumed = resume(&setup(), &town, &terms, yes).await.expect("read").expect("one");
        assert_eq!(resumed.open.len(), 1, "write {nth} {fault:?}");
        assert_eq!(resumed.applied.verdict(), Verdict::Complete, "write {nth} {fault:?}");
        let sent = town.sent();
        assert_eq!((sent["fabrikam"], sent["tailspin"]), (0, 0), "only what that run meant");
        let expected = if fault == Fault::DiesBefore { 4 } else { 3 };
        assert_eq!(sent["contoso"], expected, "write {nth} {fault:?}");
        assert!(resume(&setup(), &town, &terms, yes).await.expect("read").is_none());
        let again = plan(&only, &town).await;
        assert_eq!(again.verdict(), Verdict::Complete);
    }
}

#[tokio::test]
async fn resume_keeps_the_run_open_while_a_tenant_cannot_be_entered() {
    let temp = tempfile::tempdir().expect("temp");
    let terms = terms(temp.path());
    let town = Arc::new(Town::bare());
    town.world("contoso").fail(0, Fault::DiesAfter);
    die(&setup(), &town, &terms).await;
    town.world("contoso").mend();
    let mut locked = Town { worlds: town.worlds.clone(), ..Town::default() };
    locked.refused.insert(fixture::word("contoso"), RefusalKind::SignIn);
    let resumed = resume(&setup(), &Arc::new(locked), &terms, yes).await.expect("read");
    assert_eq!(resumed.expect("one").applied.verdict(), Verdict::Partial);
    let resumed = resume(&setup(), &town, &terms, yes).await.expect("read").expect("still open");
    assert_eq!(resumed.applied.verdict(), Verdict::Complete);
    assert!(resume(&setup(), &town, &terms, yes).await.expect("read").is_none());
}

#[tokio::test]
async fn resume_does_nothing_that_the_interrupted_run_did_not_mean() {
    let temp = tempfile::tempdir().expect("temp");
    let terms = terms(temp.path());
    let mut found = fixture::observed();
    let alice = fixture::id("jit/alice");
    found.owned_users.known_mut().expect("known").remove(&alice);
    found.named_users.insert(fixture::upn("msp-alice"), crate::observed::Reading::Absent);
    let town = Arc::new(Town::new(&found));
    let world = town.world("contoso");
    world.fail(0, Fault::DiesBefore);
    die(&setup(), &town, &terms).await;
    world.mend();
    world.change(|tenant| {
        for group in tenant.owned_groups.known_mut().expect("known").values_mut() {
            group.display_name = "Renamed meanwhile".to_owned();
        }
    });
    let resumed = resume(&setup(), &town, &terms, yes).await.expect("read").expect("one");
    assert_eq!(resumed.applied.verdict(), Verdict::Complete);
    let sent = world.sent();
    assert!(sent.iter().all(|write| write.starts_with("create user")), "{sent:#?}");
    assert_eq!(plan(&setup(), &town).await.verdict(), Verdict::Changes);
}

#[tokio::test]
async fn resume_keeps_the_run_open_while_a_tenant_is_not_selected() {
    let temp = tempfile::tempdir().expect("temp");
    let terms = terms(temp.path());
    let town = Arc::new(Town::bare());
    town.world("contoso").fail(0, Fault::DiesAfter);
    die(&setup(), &town, &terms).await;
    town.world("contoso").mend();
    let only = Setup { selected: vec![fixture::word("contoso")], ..setup() };
    let resumed = resume(&only, &town, &terms, yes).await.expect("read").expect("one");
    assert_eq!(resumed.left_out.len(), 2);
    let resumed = resume(&setup(), &town, &terms, yes).await.expect("read").expect("still open");
    assert_eq!((resumed.left_out.len(), resumed.open.len()), (0, 0));
    assert!(resume(&setup(), &town, &terms, yes).await.expect("read").is_none());
}

fn document(planned: &crate::plan::Plan) -> PlanDocument {
    let meta = Meta {
        tool_version: "0.1.0".to_owned(),
        created_at: planned.evaluated_at,
        source: SourceState { digest: setup().desired.digest.clone(), ..SourceState::default() },
        requests: RequestCounts::default(),
    };
    PlanDocument::of(planned, &meta)
}

#[tokio::test]
async fn a_saved_plan_allows_what_it_holds_and_nothing_else() {
    let temp = tempfile::tempdir().expect("temp");
    let terms = terms(temp.path());
    let town = Arc::new(Town::bare());
    let contoso = Setup { selected: vec![fixture::word("contoso")], ..setup() };
    let saved = document(&plan(&contoso, &town).await.plan);
    let done = apply_saved(&setup(), &town, (&terms, &saved), yes).await.expect("valid");
    assert_eq!((done.end, done.verdict()), (ApplyEnd::Done, Verdict::Complete));
    let sent = town.sent();
    assert_eq!((sent["contoso"], sent["fabrikam"], sent["tailspin"]), (3, 0, 0));
    let left = &done.allowance.expect("one").tenants[&fixture::word("fabrikam")].left;
    assert_eq!(left.len(), 3);
}

#[tokio::test]
async fn a_saved_plan_of_other_tenants_allows_nothing_and_nobody_is_asked() {
    let temp = tempfile::tempdir().expect("temp");
    let terms = terms(temp.path());
    let town = Arc::new(Town::bare());
    let saved = document(&plan(&setup(), &town).await.plan);
    let fewer = Setup { selected: vec![fixture::word("contoso")], ..setup() };
    let mut other = saved.clone();
    other.tenants[0].tenant_id = "99999999-5b1d-4c3e-9f60-7a8b9c0d1e2f".to_owned();
    for (setup, saved, reason) in [
        (&fewer, &saved, "fabrikam"),
        (&setup(), &other, "contoso is 99999999-5b1d-4c3e-9f60-7a8b9c0d1e2f in the plan"),
    ] {
        let asked = async |_: &crate::plan::Plan| panic!("asked");
        let error = apply_saved(setup, &town, (&terms, saved), asked).await.expect_err(reason);
        assert!(error.to_string().contains(reason), "{error}");
    }
    assert_eq!(town.sent().values().sum::<usize>(), 0);
}

#[tokio::test]
async fn a_saved_plan_of_another_configuration_has_to_lead_to_the_same_changes() {
    let temp = tempfile::tempdir().expect("temp");
    let terms = terms(temp.path());
    let town = Arc::new(Town::bare());
    let mut saved = document(&plan(&setup(), &town).await.plan);
    saved.source.digest = "sha256:other".to_owned();
    let mut less = saved.clone();
    less.changes.retain(|change| change.address != "fabrikam/jit/bob");
    let error = apply_saved(&setup(), &town, (&terms, &less), yes).await.expect_err("differs");
    assert!(error.to_string().contains("fabrikam/jit/bob: it is not in the saved plan"), "{error}");
    assert_eq!(town.sent().values().sum::<usize>(), 0);
    let done = apply_saved(&setup(), &town, (&terms, &saved), yes).await.expect("the same");
    assert_eq!((done.end, done.verdict()), (ApplyEnd::Done, Verdict::Complete));
    // What that configuration asked for and this one does not is not done already.
    let error = apply_saved(&setup(), &town, (&terms, &saved), yes).await.expect_err("not due");
    assert!(error.to_string().contains("it is not due here"), "{error}");
}

#[tokio::test]
async fn what_an_incomplete_saved_plan_did_not_know_is_left_and_told() {
    let temp = tempfile::tempdir().expect("temp");
    let terms = terms(temp.path());
    let mut closed = Town::bare();
    closed.refused.insert(fixture::word("contoso"), RefusalKind::SignIn);
    let saved = document(&plan(&setup(), &Arc::new(closed)).await.plan);
    assert!(!saved.complete);
    let town = Arc::new(Town::bare());
    let done = apply_saved(&setup(), &town, (&terms, &saved), yes).await.expect("usable");
    assert_eq!((done.end, done.verdict()), (ApplyEnd::Done, Verdict::Partial));
    let allowance = done.allowance.expect("one");
    assert!(allowance.tenants[&fixture::word("contoso")].was_unknown);
    assert_eq!(allowance.left(), 3);
}

#[tokio::test]
async fn nothing_counts_as_done_in_a_tenant_that_cannot_be_read() {
    let temp = tempfile::tempdir().expect("temp");
    let saved = document(&plan(&setup(), &Arc::new(Town::bare())).await.plan);
    let mut closed = Town::bare();
    closed.refused.insert(fixture::word("contoso"), RefusalKind::SignIn);
    let done = apply_saved(&setup(), &Arc::new(closed), (&terms(temp.path()), &saved), yes).await;
    let allowance = done.expect("usable").allowance.expect("one");
    let contoso = &allowance.tenants[&fixture::word("contoso")];
    assert_eq!((contoso.done.len(), contoso.unknown.len()), (0, 3));
}

#[tokio::test]
async fn a_saved_plan_that_is_too_old_allows_nothing() {
    let temp = tempfile::tempdir().expect("temp");
    let town = Arc::new(Town::bare());
    let mut saved = document(&plan(&setup(), &town).await.plan);
    saved.evaluated_at -= jiff::SignedDuration::from_hours(9);
    let error = apply_saved(&setup(), &town, (&terms(temp.path()), &saved), yes).await;
    assert!(matches!(error, Err(ApplyError::SavedPlan(_))));
    assert_eq!(town.sent().values().sum::<usize>(), 0);
}

#[tokio::test]
async fn a_tenant_that_has_moved_since_the_plan_was_saved_is_stale() {
    let temp = tempfile::tempdir().expect("temp");
    let terms = terms(temp.path());
    let mut alice = fixture::owned_user("jit/alice", fixture::upn("msp-alice").as_str());
    alice.account_enabled = true;
    alice.marker.grant = Some(fixture::OPEN.to_owned());
    let town = Arc::new(Town::new(&fixture::with_user(fixture::observed(), alice.clone())));
    let only = Setup { selected: vec![fixture::word("contoso")], ..setup() };
    let saved = document(&plan(&only, &town).await.plan);
    let helpdesk = fixture::owned_group("Helpdesk");
    town.world("contoso").change(|tenant| fixture::join(tenant, &helpdesk, &alice));
    let done = apply_saved(&only, &town, (&terms, &saved), yes).await.expect("valid");
    assert_eq!((done.end, done.verdict()), (ApplyEnd::NothingToDo, Verdict::StalePlan));
    assert_eq!(town.sent()["contoso"], 0);
}

#[tokio::test]
async fn the_doctor_examines_every_tenant_and_names_the_closed_ones() {
    let mut town = Town::bare();
    town.refused.insert(fixture::word("contoso"), RefusalKind::SignIn);
    let examined = doctor(&setup(), &Arc::new(town)).await;
    let open: Vec<bool> = examined.tenants.iter().map(|one| one.checks.is_ok()).collect();
    assert_eq!(open, [false, true, true]);
    assert_eq!(examined.requests.writes, 0);
}
