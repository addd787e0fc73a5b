//! How far each change has come, and which one is next. Pure.

use jiff::Timestamp;

use super::{
    ChangeOutcome, StepOutcome,
    attempt::{Attempt, Ending},
};
use crate::{
    domain::Address,
    plan::{Change, Fact, OnFailure},
};

/// How far one change has come.
#[derive(Debug)]
pub(super) struct Course<'a> {
    /// The change.
    pub(super) change: &'a Change,
    /// The step that is being tried, or is next.
    pub(super) step: usize,
    /// Its state, while it is put aside.
    pub(super) aside: Option<Aside>,
    /// What became of the steps so far; longer than the number of steps only where a change
    /// without steps was not tried.
    pub(super) told: Vec<(StepOutcome, String)>,
    /// How long its steps have waited for roles to let go of the account, all together: they wait
    /// for the same thing.
    pub(super) privilege: std::time::Duration,
    /// What failed steps would have brought about.
    pub(super) broken: Vec<Fact>,
    over: bool,
}

/// A step that waits while other changes go ahead.
#[derive(Debug)]
pub(super) struct Aside {
    pub(super) attempt: Attempt,
    pub(super) length: std::time::Duration,
    pub(super) due: Timestamp,
}

/// What the executor does next in one tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Goes on with this change.
    Advance(usize),
    /// Waits until this time, for a change that was put aside.
    Wait(Timestamp),
    /// Everything is over.
    Over,
}

/// What a change's dependencies allow.
enum Permit {
    Go,
    NotYet,
    Never(StepOutcome, String),
}

impl<'a> Course<'a> {
    /// Begins a change.
    pub(super) const fn new(change: &'a Change) -> Self {
        Self {
            change,
            step: 0,
            aside: None,
            told: Vec::new(),
            privilege: std::time::Duration::ZERO,
            broken: Vec::new(),
            over: false,
        }
    }

    /// Returns whether nothing more is tried.
    pub(super) const fn is_over(&self) -> bool {
        self.over
    }

    /// Ends the change where it stands: every step that is left gets this outcome.
    pub(super) fn give_up(&mut self, outcome: StepOutcome, why: &str) {
        let left = self.change.steps.len().saturating_sub(self.told.len());
        let at_least_one = if self.told.is_empty() { left.max(1) } else { left };
        self.told.extend(std::iter::repeat_n((outcome, why.to_owned()), at_least_one));
        self.aside = None;
        self.over = true;
    }

    /// Ends the change if no step is left.
    pub(super) fn close_if_done(&mut self) {
        self.over = self.over || self.step >= self.change.steps.len();
    }

    /// Takes in how a step ended, and goes to the next one where the plan says so.
    ///
    /// `write` is the step's write in words, for its message.
    pub(super) fn end_step(&mut self, ending: &Ending, write: &str) -> (StepOutcome, String) {
        let Some(step) = self.change.steps.get(self.step) else {
            self.over = true;
            return (StepOutcome::Proved, String::new());
        };
        let (outcome, mut message) = outcome(ending);
        if matches!(outcome, StepOutcome::Stale | StepOutcome::Unverified | StepOutcome::Failed) {
            message = format!("{write}: {message}");
        }
        self.told.push((outcome, message.clone()));
        self.step += 1;
        match (outcome, step.on_failure) {
            (StepOutcome::Proved, _) => {}
            (StepOutcome::Waiting | StepOutcome::Interrupted, _) => {
                self.give_up(outcome, &message);
            }
            (_, OnFailure::Stop) => {
                self.give_up(StepOutcome::Skipped, "an earlier step did not succeed");
            }
            (_, OnFailure::Continue | OnFailure::ContinueAndWait) => {
                self.broken.extend(step.proves.iter().cloned());
            }
        }
        self.close_if_done();
        (outcome, message)
    }

    /// Returns the outcome of the change: the worst of its steps. An end that lacks a proof is not
    /// done even where every step is.
    pub(super) fn outcome(&self) -> ChangeOutcome {
        let pending_until = self.change.pending_until;
        let worst = self.told.iter().map(|(outcome, _)| *outcome).max();
        let outcome = worst.unwrap_or(StepOutcome::Proved);
        if let (StepOutcome::Proved, Some(why)) = (outcome, &self.change.unproved) {
            let (address, message) = (self.change.address.clone(), why.clone());
            let outcome = StepOutcome::Unverified;
            return ChangeOutcome { address, outcome, message, pending_until };
        }
        let message = self.told.iter().find(|(told, _)| *told == outcome);
        ChangeOutcome {
            address: self.change.address.clone(),
            outcome,
            message: message.map(|(_, message)| message.clone()).unwrap_or_default(),
            pending_until: pending_until.filter(|_| outcome != StepOutcome::Proved),
        }
    }
}

fn outcome(ending: &Ending) -> (StepOutcome, String) {
    match ending {
        Ending::AlreadySo | Ending::Written => (StepOutcome::Proved, String::new()),
        Ending::Waiting(until) => (StepOutcome::Waiting, until.clone()),
        Ending::Skipped(why) => (StepOutcome::Skipped, why.clone()),
        Ending::Stale(why) => (StepOutcome::Stale, why.clone()),
        Ending::Unverified(why) => (StepOutcome::Unverified, why.clone()),
        Ending::Failed(why) => (StepOutcome::Failed, why.clone()),
        Ending::Unproven(why) => (StepOutcome::Unproven, why.clone()),
        Ending::Interrupted => (StepOutcome::Interrupted, "the run was interrupted".to_owned()),
    }
}

/// Says which change is next: the first in the order of the plan that depends on nothing open and
/// is not put aside. Changes whose dependencies came to nothing are given up on the way.
pub(super) fn turn(courses: &mut [Course<'_>], now: Timestamp) -> Turn {
    let mut soonest: Option<Timestamp> = None;
    let mut stuck = false;
    let mut index = 0;
    while let Some(course) = courses.get(index) {
        let due = course.aside.as_ref().map(|aside| aside.due);
        if course.is_over() {
            index += 1;
        } else if let Some(due) = due.filter(|due| *due > now) {
            soonest = Some(soonest.map_or(due, |known| known.min(due)));
            index += 1;
        } else {
            match permit(courses, index) {
                Permit::Go => return Turn::Advance(index),
                Permit::NotYet => {
                    stuck = true;
                    index += 1;
                }
                Permit::Never(outcome, why) => {
                    courses[index].give_up(outcome, &why);
                    // Something earlier may have waited for this one.
                    index = 0;
                    (soonest, stuck) = (None, false);
                }
            }
        }
    }
    match soonest {
        Some(due) => Turn::Wait(due),
        None if stuck => {
            for course in courses.iter_mut().filter(|course| !course.is_over()) {
                course.give_up(StepOutcome::Skipped, "the changes wait for each other");
            }
            Turn::Over
        }
        None => Turn::Over,
    }
}

fn permit(courses: &[Course<'_>], index: usize) -> Permit {
    let own = courses[index].change;
    let mut permit = Permit::Go;
    for address in &own.depends_on {
        for other in dependencies(courses, index, address) {
            if !other.is_over() {
                permit = Permit::NotYet;
                continue;
            }
            match other.outcome().outcome {
                StepOutcome::Proved => {}
                StepOutcome::Waiting => {
                    return Permit::Never(StepOutcome::Waiting, format!("waits for {address}"));
                }
                StepOutcome::Interrupted => {
                    let why = "the run was interrupted".to_owned();
                    return Permit::Never(StepOutcome::Interrupted, why);
                }
                _ => {
                    let why = format!("depends on {address}, which was not done");
                    return Permit::Never(StepOutcome::Skipped, why);
                }
            }
        }
    }
    permit
}

fn dependencies<'c, 'a>(
    courses: &'c [Course<'a>],
    index: usize,
    address: &'c Address,
) -> impl Iterator<Item = &'c Course<'a>> {
    let others = courses.iter().enumerate().filter(move |(other, _)| *other != index);
    others.map(|(_, course)| course).filter(move |course| course.change.address == *address)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::Timestamp;

    use super::{Aside, Course, Turn, turn};
    use crate::{
        apply::{
            Pace, StepOutcome,
            attempt::{Attempt, Ending, Terms},
        },
        domain::Address,
        plan::{Cause, Change, ChangeAction, OnFailure, Reason, Risk, Step, Write},
    };

    fn address(name: &str) -> Address {
        name.parse().expect("valid")
    }

    fn change(name: &str, depends_on: &[&str], steps: &[OnFailure]) -> Change {
        let step = |on_failure: &OnFailure| Step {
            write: Write::VerifyDomain { domain: "contoso.example".parse().expect("valid") },
            needs: Vec::new(),
            proves: Vec::new(),
            on_failure: *on_failure,
        };
        Change {
            address: address(name),
            object_id: None,
            action: ChangeAction::Update,
            cause: Cause::Config,
            reason: Reason::Differs,
            risk: Risk::Low,
            attributes: Vec::new(),
            write_only: Vec::new(),
            depends_on: depends_on.iter().map(|name| address(name)).collect::<BTreeSet<_>>(),
            origin: None,
            steps: steps.iter().map(step).collect(),
            ends_access: false,
            raises_privilege: false,
            removals: 0,
            unproved: None,
            pending_until: None,
            grant: None,
        }
    }

    fn ended(steps: &[OnFailure], endings: &[Ending]) -> (StepOutcome, bool) {
        let change = change("jit/alice", &[], steps);
        let mut course = Course::new(&change);
        for ending in endings {
            course.end_step(ending, "write");
        }
        (course.outcome().outcome, course.is_over())
    }

    #[test]
    fn an_end_that_lacks_a_proof_is_not_done() {
        let end = |unproved: Option<&str>, ending: Ending| {
            let mut change = change("jit/alice", &[], &[OnFailure::Stop]);
            change.unproved = unproved.map(str::to_owned);
            let mut course = Course::new(&change);
            course.end_step(&ending, "write");
            (course.outcome().outcome, course.outcome().message)
        };
        assert_eq!(end(None, Ending::Written).0, StepOutcome::Proved);
        let why = "its roles could not be read";
        let expected = (StepOutcome::Unverified, why.to_owned());
        assert_eq!(end(Some(why), Ending::Written), expected);
        assert_eq!(end(Some(why), Ending::AlreadySo), expected);
        let failed = Ending::Failed("no".to_owned());
        assert_eq!(end(Some(why), failed).0, StepOutcome::Failed);
        let skipped = Ending::Skipped("held".to_owned());
        assert_eq!(end(Some(why), skipped).0, StepOutcome::Skipped, "nothing was sent");
    }

    #[test]
    fn a_change_is_as_bad_as_its_worst_step() {
        use OnFailure::{Continue, Stop};
        let why = || "why".to_owned();
        let table = [
            (vec![Stop, Stop], vec![Ending::Written, Ending::AlreadySo], StepOutcome::Proved, true),
            (vec![Stop, Stop], vec![Ending::Failed(why())], StepOutcome::Failed, true),
            (vec![Stop, Stop], vec![Ending::Stale(why())], StepOutcome::Stale, true),
            (vec![Continue, Stop], vec![Ending::Failed(why())], StepOutcome::Failed, false),
            (
                vec![Continue, Stop],
                vec![Ending::Failed(why()), Ending::Written],
                StepOutcome::Failed,
                true,
            ),
            (vec![Continue, Continue], vec![Ending::Waiting(why())], StepOutcome::Waiting, true),
            (vec![Continue, Stop], vec![Ending::Interrupted], StepOutcome::Interrupted, true),
        ];
        for (steps, endings, outcome, over) in table {
            assert_eq!(ended(&steps, &endings), (outcome, over), "{steps:?} {endings:?}");
        }
    }

    fn now() -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    #[test]
    fn dependencies_are_waited_for_whatever_the_order() {
        let changes = [
            change("jit/alice", &["groups/G"], &[OnFailure::Stop]),
            change("groups/G", &[], &[OnFailure::Stop]),
        ];
        let mut courses: Vec<Course<'_>> = changes.iter().map(Course::new).collect();
        assert_eq!(turn(&mut courses, now()), Turn::Advance(1));
        courses[1].end_step(&Ending::Written, "");
        assert_eq!(turn(&mut courses, now()), Turn::Advance(0));
        courses[0].end_step(&Ending::Written, "");
        assert_eq!(turn(&mut courses, now()), Turn::Over);
    }

    #[test]
    fn what_depends_on_a_failure_is_left_and_on_a_wait_waits() {
        for (ending, expected) in [
            (Ending::Failed("why".to_owned()), StepOutcome::Skipped),
            (Ending::Waiting("why".to_owned()), StepOutcome::Waiting),
            (Ending::Interrupted, StepOutcome::Interrupted),
        ] {
            let changes = [
                change("domains/contoso.example", &[], &[OnFailure::Stop]),
                change("groups/G", &["domains/contoso.example"], &[OnFailure::Stop]),
                change("jit/alice", &["groups/G"], &[OnFailure::Stop]),
                change("jit/bob", &["groups/Undeclared"], &[OnFailure::Stop]),
            ];
            let mut courses: Vec<Course<'_>> = changes.iter().map(Course::new).collect();
            courses[0].end_step(&ending, "");
            assert_eq!(turn(&mut courses, now()), Turn::Advance(3));
            courses[3].end_step(&Ending::Written, "");
            assert_eq!(turn(&mut courses, now()), Turn::Over);
            let outcomes: Vec<_> = courses.iter().map(|course| course.outcome().outcome).collect();
            assert_eq!(outcomes[1..], [expected, expected, StepOutcome::Proved]);
        }
    }

    #[test]
    fn changes_that_wait_for_each_other_are_given_up() {
        let changes = [
            change("groups/A", &["groups/B"], &[OnFailure::Stop]),
            change("groups/B", &["groups/A"], &[OnFailure::Stop]),
        ];
        let mut courses: Vec<Course<'_>> = changes.iter().map(Course::new).collect();
        assert_eq!(turn(&mut courses, now()), Turn::Over);
        assert!(courses.iter().all(|course| course.outcome().outcome == StepOutcome::Skipped));
    }

    #[test]
    fn others_go_ahead_of_a_change_that_is_put_aside() {
        let changes = [
            change("jit/alice", &[], &[OnFailure::ContinueAndWait]),
            change("jit/bob", &[], &[OnFailure::Stop]),
        ];
        let mut courses: Vec<Course<'_>> = changes.iter().map(Course::new).collect();
        let length = std::time::Duration::from_secs(30);
        let due = now() + jiff::SignedDuration::from_secs(30);
        let terms =
            Terms { on_failure: OnFailure::ContinueAndWait, repeatable: true, fresh: false };
        let attempt = Attempt::new(Pace::graph(), terms);
        courses[0].aside = Some(Aside { attempt, length, due });
        assert_eq!(turn(&mut courses, now()), Turn::Advance(1));
        courses[1].end_step(&Ending::Written, "");
        assert_eq!(turn(&mut courses, now()), Turn::Wait(due));
        assert_eq!(turn(&mut courses, due), Turn::Advance(0));
    }
}
