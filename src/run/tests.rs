//! The use cases over tenants in memory.

use std::sync::Arc;

use super::{
    Applied, ApplyEnd, ApplyTerms, Setup, Verdict, apply, doctor, plan, resume,
    town::{NAMES, Town, setup, terms},
};
use crate::{
    apply::{StepOutcome, memory::Fault},
    observed::RefusalKind,
    plan::{TenantStatus, fixture},
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
    let status: Vec<_> = planned.plan.tenants.iter().map(|one| one.status()).collect();
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
    let temp = tempfile::tempdir().expect("temp");
    std::fs::write(temp.path().join("journal"), "a file, not a folder").expect("writable");
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
async fn the_doctor_examines_every_tenant_and_names_the_closed_ones() {
    let mut town = Town::bare();
    town.refused.insert(fixture::word("contoso"), RefusalKind::SignIn);
    let examined = doctor(&setup(), &Arc::new(town)).await;
    let open: Vec<bool> = examined.tenants.iter().map(|one| one.checks.is_ok()).collect();
    assert_eq!(open, [false, true, true]);
    assert_eq!(examined.requests.writes, 0);
}
