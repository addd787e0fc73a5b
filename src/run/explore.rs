//! Explores the executor: every crash point, every refusal, every lost answer, with and without
//! lag, over plans that the planner makes of representative tenants.

use std::collections::BTreeSet;

use futures::FutureExt as _;
use jiff::SignedDuration;

use super::cases::{Nobody, all_proved, cases, essence, is_sound, plan, run, world};
use crate::{
    apply::{
        NoPasswords, NoSlot, Orders, Pace, StepOutcome, Surroundings, describe, execute,
        memory::{Fault, Memory, World},
    },
    domain::{Address, GroupName},
    observed::{ObservedMarker, Reading},
    plan::{PlannedTenant, fixture},
};

/// Every write of the plan in words, with objects that it makes named by their ids.
fn allowed(planned: &PlannedTenant, world: &World) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for step in planned.changes.iter().flat_map(|change| &change.steps) {
        let mut text = describe(&step.write);
        for change in &planned.changes {
            let id = crate::plan::model::created_id(&world.truth(), &change.address);
            text = text.replace(&change.address.to_string(), &id.to_string());
        }
        words.insert(text);
    }
    words
}

#[test]
fn every_case_is_carried_out_and_a_second_plan_is_empty() {
    for case in cases() {
        for lag in [0, 1, 4] {
            let world = world(&case, lag);
            let planned = plan(&case.desired, &world);
            assert!(!planned.changes.is_empty(), "{}", case.name);
            let journal = Memory::default();
            let applied = run(&planned, &world, &journal, &BTreeSet::new()).expect("alive");
            assert!(all_proved(&applied), "{} lag {lag}: {:#?}", case.name, applied.changes);
            assert!(journal.open().is_empty(), "{}", case.name);
            assert_eq!(journal.intents(), world.sent(), "{}", case.name);
            let again = plan(&case.desired, &world);
            assert_eq!(again.changes, [], "{} lag {lag}", case.name);
        }
    }
}

#[test]
fn whatever_goes_wrong_with_one_write_a_second_run_comes_to_the_same_end() {
    let faults = [
        Fault::Refused(400),
        Fault::Refused(403),
        Fault::LostBefore,
        Fault::LostAfter,
        Fault::NotSent,
        Fault::DiesBefore,
        Fault::DiesAfter,
    ];
    let mut explored = 0;
    for case in cases() {
        let clean = world(&case, 0);
        let planned = plan(&case.desired, &clean);
        run(&planned, &clean, &Memory::default(), &BTreeSet::new()).expect("alive");
        let (end, writes) = (essence(&clean.truth()), clean.sent().len());
        for (nth, fault) in (0..writes).flat_map(|nth| faults.map(|fault| (nth, fault))) {
            for lag in [0, 3] {
                let place = format!("{}, write {nth}, {fault:?}, lag {lag}", case.name);
                let world = world(&case, lag);
                let journal = Memory::default();
                world.fail(nth, fault);
                let mut allowed_words = BTreeSet::new();
                let mut runs = 0;
                loop {
                    let planned = plan(&case.desired, &world);
                    allowed_words.extend(allowed(&planned, &world));
                    if runs > 0 && planned.changes.is_empty() {
                        break;
                    }
                    assert!(runs < 4, "{place}: {:#?}", planned.changes);
                    let applied = run(&planned, &world, &journal, &journal.open());
                    let dies = matches!(fault, Fault::DiesBefore | Fault::DiesAfter);
                    assert!(applied.is_some() || (dies && runs == 0), "{place}");
                    world.mend();
                    runs += 1;
                    if applied.is_some_and(|applied| all_proved(&applied)) {
                        break;
                    }
                }
                assert_eq!(essence(&world.truth()), end, "{place}");
                assert!(world.history().iter().all(is_sound), "{place}");
                let effects = world.effects();
                let once: BTreeSet<&String> = effects.iter().collect();
                assert_eq!(once.len(), effects.len(), "{place}: {effects:#?}");
                for sent in world.sent() {
                    assert!(allowed_words.contains(&sent), "{place}: {sent} was not planned");
                }
                explored += 1;
            }
        }
    }
    assert!(explored > 200, "only {explored}");
}

#[test]
fn a_run_that_dies_and_dies_again_while_it_is_resumed_comes_to_the_same_end() {
    let deaths = [Fault::DiesBefore, Fault::DiesAfter];
    for case in cases() {
        let clean = world(&case, 0);
        let planned = plan(&case.desired, &clean);
        run(&planned, &clean, &Memory::default(), &BTreeSet::new()).expect("alive");
        let (end, writes) = (essence(&clean.truth()), clean.sent().len());
        let places = (0..writes).flat_map(|nth| deaths.map(|death| (nth, death)));
        for ((first, one), second) in places.flat_map(|place| deaths.map(|death| (place, death))) {
            let world = world(&case, 2);
            let journal = Memory::default();
            world.fail(first, one);
            let planned = plan(&case.desired, &world);
            assert!(run(&planned, &world, &journal, &BTreeSet::new()).is_none());
            world.fail(0, second);
            run(&plan(&case.desired, &world), &world, &journal, &journal.open());
            world.mend();
            let last = plan(&case.desired, &world);
            let applied = run(&last, &world, &journal, &journal.open()).expect("alive");
            let place = format!("{}, write {first}, {one:?}, then {second:?}", case.name);
            assert!(all_proved(&applied), "{place}: {:#?}", applied.changes);
            assert_eq!(essence(&world.truth()), end, "{place}");
        }
    }
}

#[test]
fn one_lost_answer_never_fails_a_run() {
    // Where roles hold on to an account, how often it is tried depends on how long all else takes.
    for case in cases().into_iter().filter(|case| !case.weak) {
        let clean = world(&case, 0);
        let planned = plan(&case.desired, &clean);
        run(&planned, &clean, &Memory::default(), &BTreeSet::new()).expect("alive");
        for nth in 0..clean.sent().len() {
            for fault in [Fault::LostBefore, Fault::LostAfter] {
                let world = world(&case, 0);
                world.fail(nth, fault);
                let journal = Memory::default();
                let applied = run(&planned, &world, &journal, &BTreeSet::new()).expect("alive");
                assert!(all_proved(&applied), "{} {nth} {fault:?}: {:#?}", case.name, applied);
                let repeated = world.sent().len() - clean.sent().len();
                // No read shows sessions or passwords, so these are sent again.
                let sessions = ["revoke sessions", "set unknown password"]
                    .iter()
                    .any(|words| world.sent()[nth].starts_with(words));
                let expected = usize::from(fault == Fault::LostBefore || sessions);
                assert_eq!(
                    repeated,
                    expected,
                    "{} {nth} {fault:?}: {:#?}",
                    case.name,
                    world.sent()
                );
            }
        }
    }
}

#[test]
fn nothing_is_sent_where_the_tenant_cannot_be_read_any_more() {
    for case in cases() {
        let world = world(&case, 0);
        let planned = plan(&case.desired, &world);
        world.blind();
        let applied = run(&planned, &world, &Memory::default(), &BTreeSet::new()).expect("alive");
        assert_eq!(world.sent(), [""; 0], "{}", case.name);
        assert!(applied.changes.iter().all(|change| change.outcome >= StepOutcome::Skipped));
    }
}

#[test]
fn a_change_behind_tenantrys_back_makes_the_plan_stale() {
    let case = &cases()[1];
    let world = world(case, 0);
    let planned = plan(&case.desired, &world);
    // Somebody took the marker away: the account is no longer ours to touch.
    world.change(|tenant| {
        let alice = fixture::id("jit/alice");
        let users = tenant.owned_users.known_mut().expect("known");
        let mut user = users.remove(&alice).expect("there");
        user.marker = ObservedMarker::default();
        tenant.named_users.insert(user.user_principal_name.clone(), Reading::Known(user));
    });
    let applied = run(&planned, &world, &Memory::default(), &BTreeSet::new()).expect("alive");
    assert_eq!(world.sent(), [""; 0]);
    assert_eq!(applied.changes[0].outcome, StepOutcome::Stale);
}

#[test]
fn ending_access_tries_everything_even_where_everything_is_refused() {
    let case = &cases()[1];
    let world = world(case, 0);
    let planned = plan(&case.desired, &world);
    world.refuse_for_ever(400);
    let applied = run(&planned, &world, &Memory::default(), &BTreeSet::new()).expect("alive");
    let sent = world.sent();
    for what in ["disable user", "remove role", "remove member", "revoke sessions"] {
        assert!(sent.iter().any(|write| write.starts_with(what)), "{what}: {sent:#?}");
    }
    let ended = sent.iter().any(|write| write.starts_with("end grant"));
    assert!(!ended, "an end is never written down that is not one");
    assert_eq!(applied.changes[0].outcome, StepOutcome::Failed);
}

#[test]
fn roles_that_hold_on_to_an_account_are_waited_out_and_no_longer() {
    let case = cases().into_iter().find(|case| case.weak).expect("one");
    let patient = World::new(case.found.clone()).holding(SignedDuration::from_mins(10));
    let planned = plan(&case.desired, &patient);
    let applied = run(&planned, &patient, &Memory::default(), &BTreeSet::new()).expect("alive");
    assert!(all_proved(&applied), "{:#?}", applied.changes);
    assert!(patient.paused() >= std::time::Duration::from_mins(9));

    let held = World::new(case.found.clone()).holding(SignedDuration::from_hours(10));
    let applied = run(&planned, &held, &Memory::default(), &BTreeSet::new()).expect("alive");
    assert_eq!(applied.changes[0].outcome, StepOutcome::Failed);
    assert!(held.paused() <= std::time::Duration::from_mins(17), "{:?}", held.paused());
}

#[test]
fn a_stop_ends_between_two_writes_and_leaves_none_in_doubt() {
    let case = &cases()[1];
    let clean = world(case, 0);
    let planned = plan(&case.desired, &clean);
    run(&planned, &clean, &Memory::default(), &BTreeSet::new()).expect("alive");
    for after in 0..clean.sent().len() {
        let world = world(case, 0);
        let journal = Memory::default();
        let nothing = BTreeSet::new();
        let orders = Orders { tenant: &planned, withheld: &|_| None, open: &nothing };
        let stop = || world.sent().len() >= after;
        let around = Surroundings {
            pace: Pace::graph(),
            record: &journal,
            watch: &Nobody,
            passwords: &NoPasswords,
            slots: &NoSlot,
            stop: &stop,
        };
        let applied = execute(&world, &orders, &around).now_or_never().expect("alive");
        assert_eq!(world.sent().len(), after);
        assert!(journal.open().is_empty());
        assert_eq!(applied.changes[0].outcome, StepOutcome::Interrupted);
    }
}

#[test]
fn a_stop_resolves_a_lost_answer_by_reading_and_repeats_nothing() {
    let case = &cases()[1];
    for (fault, outcome) in [
        (Fault::LostAfter, StepOutcome::Interrupted),
        (Fault::LostBefore, StepOutcome::Interrupted),
    ] {
        let world = world(case, 0);
        let planned = plan(&case.desired, &world);
        let (journal, nothing) = (Memory::default(), BTreeSet::new());
        world.fail(0, fault);
        let orders = Orders { tenant: &planned, withheld: &|_| None, open: &nothing };
        let stop = || !world.sent().is_empty();
        let around = Surroundings {
            pace: Pace::graph(),
            record: &journal,
            watch: &Nobody,
            passwords: &NoPasswords,
            slots: &NoSlot,
            stop: &stop,
        };
        let applied = execute(&world, &orders, &around).now_or_never().expect("alive");
        assert_eq!(world.sent().len(), 1, "{fault:?}");
        assert_eq!(applied.changes[0].outcome, outcome, "{fault:?}");
        assert_eq!(journal.open().len(), usize::from(fault == Fault::LostBefore), "{fault:?}");
    }
}

#[test]
fn a_stop_ends_the_wait_for_roles_to_let_go() {
    let case = cases().into_iter().find(|case| case.weak).expect("one");
    let world = World::new(case.found.clone()).holding(SignedDuration::from_hours(10));
    let planned = plan(&case.desired, &world);
    let (journal, nothing) = (Memory::default(), BTreeSet::new());
    let orders = Orders { tenant: &planned, withheld: &|_| None, open: &nothing };
    let minute = std::time::Duration::from_mins(1);
    let stop = || world.paused() >= minute;
    let around = Surroundings {
        pace: Pace::graph(),
        record: &journal,
        watch: &Nobody,
        passwords: &NoPasswords,
        slots: &NoSlot,
        stop: &stop,
    };
    let applied = execute(&world, &orders, &around).now_or_never().expect("alive");
    assert_eq!(applied.changes[0].outcome, StepOutcome::Interrupted);
    assert!(world.paused() < minute + Pace::graph().longest * 2, "{:?}", world.paused());
}

#[test]
fn a_withheld_change_and_what_depends_on_it_are_left() {
    let case = &cases()[3];
    let world = world(case, 0);
    let planned = plan(&case.desired, &world);
    let helpdesk: Address = Address::Group("Helpdesk".parse::<GroupName>().expect("valid"));
    let withheld = |change: &crate::plan::Change| {
        (change.address == helpdesk).then(|| "withheld by G007".to_owned())
    };
    let nothing = BTreeSet::new();
    let orders = Orders { tenant: &planned, withheld: &withheld, open: &nothing };
    let journal = Memory::default();
    let around = Surroundings {
        pace: Pace::graph(),
        record: &journal,
        watch: &Nobody,
        passwords: &NoPasswords,
        slots: &NoSlot,
        stop: &|| false,
    };
    let applied = execute(&world, &orders, &around).now_or_never().expect("alive");
    let of = |address: &str| {
        let found = applied.changes.iter().find(|one| one.address.to_string() == address);
        found.map(|one| one.outcome)
    };
    assert_eq!(of("groups/Helpdesk"), Some(StepOutcome::Skipped));
    assert_eq!(of("jit/alice"), Some(StepOutcome::Skipped));
    assert_eq!(of("jit/bob"), Some(StepOutcome::Proved));
}
