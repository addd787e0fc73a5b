//! What bounds a run: patience that ends, and ends that are not proved.

use std::{collections::BTreeSet, sync::Mutex, time::Duration};

use futures::FutureExt as _;
use jiff::SignedDuration;

use super::cases::{Case, cases, plan, run, world};
use crate::{
    apply::{
        AppliedTenant, Moment, Orders, Pace, StepOutcome, Surroundings, Watch, execute,
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
    let around = Surroundings { pace, record: &record, watch, stop: &|| false };
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
