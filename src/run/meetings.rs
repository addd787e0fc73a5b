//! Explores the lives of grants where two commands meet.

use std::{
    pin::pin,
    task::{Context as Task, Poll, Waker},
    time::Duration,
};

use futures::FutureExt as _;
use jiff::{SignedDuration, Timestamp};

use super::lives::{
    account, always_dated, carry_out, deadline, extension, plan, powers, proved, revocation, run,
    stages, sweep, wish, world,
};
use crate::{
    apply::{
        Effect, Perform, Sending, WriteError,
        memory::{Fault, World},
    },
    plan::{Look, Purpose, Sighting, Write},
};

/// A world that gives way before each thing that is done in it, so that somebody else may go first.
struct Yielding<'a>(&'a World);

async fn give_way() {
    let mut gave = false;
    std::future::poll_fn(move |_| {
        if std::mem::replace(&mut gave, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

impl Perform for Yielding<'_> {
    async fn look(&self, looks: &[Look]) -> Vec<Sighting> {
        give_way().await;
        self.0.look(looks).await
    }

    async fn perform(&self, write: &Write, sending: Sending<'_>) -> Result<Effect, WriteError> {
        give_way().await;
        self.0.perform(write, sending).await
    }

    async fn pause(&self, length: Duration) {
        give_way().await;
        self.0.pause(length).await;
    }

    fn now(&self) -> Timestamp {
        self.0.now()
    }
}

/// Runs two commands at once: the first until it has given way so often, then the second until it
/// has given way so often, then the first to its end, and then the second. Returns how often each
/// could have given way before it was over.
fn both(
    world: &World,
    (first, second): (&Purpose, &Purpose),
    (one, other): (usize, usize),
) -> (usize, usize) {
    let planned = (plan(world, first), plan(world, second));
    let port = Yielding(world);
    let mut a = pin!(carry_out(&port, &planned.0));
    let mut b = pin!(carry_out(&port, &planned.1));
    let mut task = Task::from_waker(Waker::noop());
    let (mut polls, mut over) = ((0, 0), (false, false));
    while polls.0 < one && !over.0 {
        over.0 = a.as_mut().poll(&mut task).is_ready();
        polls.0 += 1;
    }
    while polls.1 < other && !over.1 {
        over.1 = b.as_mut().poll(&mut task).is_ready();
        polls.1 += 1;
    }
    while !over.0 {
        over.0 = a.as_mut().poll(&mut task).is_ready();
        polls.0 += 1;
    }
    while !over.1 {
        over.1 = b.as_mut().poll(&mut task).is_ready();
        polls.1 += 1;
    }
    polls
}

#[test]
fn two_commands_at_once_leave_nothing_that_the_next_sweep_does_not_end() {
    // Graph takes no precondition with a write, so what one command gives can land just after the
    // other has ended the grant. Such access has lost its deadline and therefore ends at once.
    let pairs = [
        (wish("adhoc-1"), revocation()),
        (revocation(), wish("adhoc-1")),
        (wish("adhoc-1"), wish("adhoc-2")),
        (wish("adhoc-1"), Purpose::Sweep),
    ];
    let mut explored = 0;
    for stage in stages().into_iter().filter(|stage| !stage.weak) {
        for (first, second) in &pairs {
            let (most, _) = both(&world(&stage, 0), (first, second), (usize::MAX, 0));
            for one in 0..=most {
                for other in (1..40).step_by(3) {
                    let place = format!("{} {first:?} {second:?} {one} {other}", stage.name);
                    let world = world(&stage, 0);
                    both(&world, (first, second), (one, other));
                    world.wait(SignedDuration::from_mins(6));
                    run(&world, &Purpose::Sweep).expect("alive");
                    let tenant = world.truth();
                    if let Some(user) = account(&tenant) {
                        let open = user.account_enabled || powers(&tenant, user.id) > 0;
                        assert!(!open || deadline(user).is_some(), "{place}: {user:#?}");
                    }
                    sweep(&world, &place);
                    explored += 1;
                }
            }
        }
    }
    assert!(explored > 1000, "only {explored}");
}

#[test]
fn lengthening_and_ending_at_once_ends() {
    for stage in stages().into_iter().filter(|stage| !stage.weak) {
        for (one, other) in
            (0..20).flat_map(|one| (1..40).step_by(2).map(move |other| (one, other)))
        {
            let place = format!("{} {one} {other}", stage.name);
            let world = world(&stage, 0);
            run(&world, &wish("adhoc-1")).expect("alive");
            world.wait(SignedDuration::from_mins(6));
            both(&world, (&extension(), &revocation()), (one, other));
            always_dated(&world, &place);
            sweep(&world, &place);
        }
    }
}

#[test]
fn of_two_grants_that_meet_the_second_is_not_written() {
    for stage in stages() {
        let clean = world(&stage, 0);
        run(&clean, &wish("adhoc-1")).expect("alive");
        let written = clean.sent().iter().position(|write| write.starts_with("write grant"));
        let world = world(&stage, 0);
        // Both have looked before either writes, and the first is no further than its deadline.
        let late = plan(&world, &wish("adhoc-2"));
        world.fail(written.expect("a deadline"), Fault::DiesAfter);
        assert!(run(&world, &wish("adhoc-1")).is_none(), "{}", stage.name);
        world.mend();
        let before = world.sent().len();
        let applied = carry_out(&world, &late).now_or_never().expect("alive");
        assert!(!proved(&applied), "{}: {applied:#?}", stage.name);
        let sent = world.sent().split_off(before);
        assert!(sent.iter().all(|write| write.starts_with("ask whether")), "{sent:?}");
        let tenant = world.truth();
        let stamp = deadline(account(&tenant).expect("made")).expect("open");
        assert_eq!(stamp.id.as_str(), "adhoc-1", "{}", stage.name);
    }
}
