//! What bounds a run: patience that ends, deadlines that pass, and ends that are not proved.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::FutureExt as _;
use jiff::SignedDuration;

use super::{
    ApplyError, apply,
    cases::{Case, cases, plan, run, world},
    town::{Town, setup, terms},
};
use crate::{
    apply::{
        AppliedTenant, Moment, NoPasswords, NoSlot, Orders, Pace, StepOutcome, Surroundings, Watch,
        execute,
        memory::{Memory, World},
    },
    observed::{Reading, Unknown},
    plan::PlannedTenant,
};

/// Remembers what is waited for.
#[derive(Default)]
struct Waits(Mutex<Vec<String>>);

impl Watch for Waits {
    fn saw(&self, moment: Moment<'_>) {
        if let Moment::Waits { why, .. } = moment {
            self.0.lock().expect("whole").push(why.to_owned());
        }
    }
}

fn weak() -> Case {
    cases().into_iter().find(|case| case.weak).expect("one")
}

fn run_embedded(planned: &PlannedTenant, world: &World, watch: &Waits) -> AppliedTenant {
    let open = BTreeSet::new();
    let orders = Orders { tenant: planned, withheld: &|_| None, open: &open };
    let (pace, record) = (Pace::embedded(), Memory::default());
    let around = Surroundings {
        pace,
        record: &record,
        watch,
        slots: &NoSlot,
        passwords: &NoPasswords,
        stop: &|| false,
    };
    execute(world, &orders, &around).now_or_never().expect("alive")
}

#[test]
fn an_embedded_sandbox_that_never_lets_go_is_given_up_after_a_few_tries() {
    let case = weak();
    let world = World::new(case.found.clone()).holding(SignedDuration::from_hours(10));
    let (planned, waits) = (plan(&case.desired, &world), Waits::default());
    let applied = run_embedded(&planned, &world, &waits);
    assert_eq!(applied.changes[0].outcome, StepOutcome::Failed);
    let sent = world.sent();
    let tries = sent.iter().filter(|write| write.starts_with("disable user")).count();
    assert_eq!(tries, 5, "{sent:#?}");
    assert!(world.paused() <= Duration::from_secs(10), "{:?}", world.paused());
    let waits = waits.0.lock().expect("whole");
    assert_eq!(waits.len(), 4);
    let told = |wait: &String| wait.starts_with("disable user") && wait.contains("roles hold");
    assert!(waits.iter().all(told), "{waits:#?}");
}

#[test]
fn an_end_whose_proof_is_missing_is_never_called_done() {
    for case in cases().into_iter().filter(|case| case.name.starts_with("end access")) {
        let whole = world(&case, 0);
        let mut found = whole.truth();
        found.role_schedules = Reading::Unknown(Unknown::because("500"));
        let planned = plan(&case.desired, &World::new(found));
        let applied = run(&planned, &whole, &Memory::default(), &BTreeSet::new()).expect("alive");
        let ended = &applied.changes[0];
        assert_eq!(ended.outcome, StepOutcome::Unverified, "{}", case.name);
        assert!(ended.message.contains("not proved"), "{}", ended.message);
        assert!(!whole.sent().is_empty(), "what is known is ended all the same");
    }
}

fn opening() -> Case {
    cases().into_iter().find(|case| case.name == "converge roles and groups").expect("one")
}

fn raises(sent: &[String]) -> bool {
    sent.iter().any(|write| write.starts_with("assign role") || write.starts_with("add member"))
}

#[test]
fn nothing_is_given_once_the_deadline_has_passed() {
    let case = opening();
    let begun = World::new(case.found.clone());
    let planned = plan(&case.desired, &begun);
    run(&planned, &begun, &Memory::default(), &BTreeSet::new()).expect("alive");
    assert!(raises(&begun.sent()), "the case gives something: {:#?}", begun.sent());

    let late = World::new(case.found.clone());
    late.wait(SignedDuration::from_hours(5));
    let applied = run(&planned, &late, &Memory::default(), &BTreeSet::new()).expect("alive");
    assert!(!raises(&late.sent()), "{:#?}", late.sent());
    let alice = applied.changes.iter().find(|one| one.address.to_string() == "jit/alice");
    let alice = alice.expect("planned");
    assert_eq!(alice.outcome, StepOutcome::Stale, "{}", alice.message);
    assert!(alice.message.contains("has passed"), "{}", alice.message);
}

#[test]
fn a_write_that_waits_for_its_turn_beyond_the_deadline_is_not_carried_out() {
    let mut case = opening();
    case.desired.groups.clear();
    let world = World::new(case.found.clone());
    let mut planned = plan(&case.desired, &world);
    for change in &mut planned.changes {
        change.steps.retain(|step| step.deadline().is_some());
    }
    planned.changes.retain(|change| !change.steps.is_empty());
    world.throttle(SignedDuration::from_hours(5));
    let applied = run(&planned, &world, &Memory::default(), &BTreeSet::new()).expect("alive");
    assert_eq!(world.effects(), [""; 0]);
    assert_eq!(applied.changes[0].outcome, StepOutcome::Stale, "{}", applied.changes[0].message);
    assert_eq!(applied.writes, 0);
}

#[tokio::test]
async fn a_plan_that_is_agreed_to_after_its_time_is_refused() {
    let temp = tempfile::tempdir().expect("temp");
    let town = Arc::new(Town::new(&opening().found));
    let late = async |_: &crate::plan::Plan| {
        town.world("contoso").wait(SignedDuration::from_hours(5));
        true
    };
    let refused = apply(&setup(), &town, &terms(temp.path()), late).await;
    assert!(matches!(refused, Err(ApplyError::Outdated { .. })), "{refused:?}");
    assert_eq!(town.sent().values().sum::<usize>(), 0);
    let in_time = async |_: &crate::plan::Plan| {
        town.world("contoso").wait(SignedDuration::from_secs(5));
        true
    };
    // Contoso's window is over by now, and that was known before anybody was asked.
    let done = apply(&setup(), &town, &terms(temp.path()), in_time).await;
    assert!(done.is_ok(), "{done:?}");
}
