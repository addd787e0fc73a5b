//! The executor: walks one tenant's changes over the port. The only place where a tenant is
//! changed.

use std::collections::BTreeSet;

use super::{
    AppliedTenant, Doing, Effect, Entry, Fate, Moment, Pace, Passwords, Perform, Record, Sending,
    Slots, StepOutcome, Told, Watch, WriteError,
    attempt::{Attempt, Command, Ending, Event, Terms},
    course::{Aside, Course, Turn, turn},
    creation, describe,
    judge::Seen,
    made::Made,
    port::SlotOf,
    repeat::is_repeatable,
    supersede::last_word,
    verify::verify,
    view::{Context, looks_for, objects, view},
};
use crate::{
    domain::{Address, ObjectId},
    plan::{Change, Fact, PlannedTenant, Step, Write},
};

/// What is to be done in one tenant.
#[derive(Clone, Copy)]
pub struct Orders<'a> {
    /// The plan.
    pub tenant: &'a PlannedTenant,
    /// Why a change is withheld, where it is: by a guard, or by a saved plan.
    pub withheld: &'a (dyn Fn(&Change) -> Option<String> + Sync),
    /// Writes in words that an interrupted run announced and of which nobody knows what became:
    /// they are read for first, and sent again only where they had no effect.
    pub open: &'a BTreeSet<(Address, String)>,
}

/// What the executor works with.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// How long to wait for what.
    pub pace: Pace,
    /// The journal.
    pub record: &'a dyn Record,
    /// Where credentials go that the writes make.
    pub slots: &'a dyn Slots,
    /// Who stores, sets and proves the passwords of emergency accounts.
    pub passwords: &'a dyn Passwords,
    /// Who watches.
    pub watch: &'a dyn Watch,
    /// Whether a stop is asked for: nothing new is begun then.
    pub stop: &'a (dyn Fn() -> bool + Sync),
}

/// Makes one tenant's changes and reads them back.
///
/// Never fails as a whole: every change has its outcome, in the order of the plan.
pub async fn execute<P: Perform>(
    port: &P,
    orders: &Orders<'_>,
    around: &Surroundings<'_>,
) -> AppliedTenant {
    let mut walk = Walk {
        port,
        orders,
        around,
        courses: orders.tenant.changes.iter().map(Course::new).collect(),
        made: Made::default(),
        touched: BTreeSet::new(),
        proofs: Vec::new(),
        writes: 0,
    };
    walk.withhold();
    walk.go().await;
    walk.verify().await;
    AppliedTenant {
        tenant: orders.tenant.tenant.clone(),
        changes: walk.courses.iter().map(Course::outcome).collect(),
        writes: walk.writes,
    }
}

/// One walk over one tenant's changes.
struct Walk<'a, P> {
    port: &'a P,
    orders: &'a Orders<'a>,
    around: &'a Surroundings<'a>,
    courses: Vec<Course<'a>>,
    made: Made,
    /// Objects that were written to.
    touched: BTreeSet<ObjectId>,
    /// What must be read back: the change, its step, the fact.
    proofs: Vec<((usize, usize), Fact)>,
    writes: u32,
}

/// Why a step is left.
enum Left {
    Ended(Ending),
    Aside(Box<Attempt>, std::time::Duration),
}

impl<P: Perform> Walk<'_, P> {
    fn withhold(&mut self) {
        for course in &mut self.courses {
            if let Some(why) = (self.orders.withheld)(course.change) {
                course.give_up(StepOutcome::Skipped, &why);
            }
            course.close_if_done();
        }
    }

    async fn go(&mut self) {
        loop {
            match turn(&mut self.courses, self.port.now()) {
                Turn::Over => return,
                Turn::Advance(index) => self.advance(index).await,
                Turn::Wait(due) => {
                    let left = std::time::Duration::try_from(due.duration_since(self.port.now()));
                    let longest = self.around.pace.longest;
                    self.port
                        .pause(left.unwrap_or_default().clamp(self.around.pace.first, longest))
                        .await;
                }
            }
            if (self.around.stop)() {
                self.interrupt();
            }
        }
    }

    fn interrupt(&mut self) {
        for course in self.courses.iter_mut().filter(|course| !course.is_over()) {
            course.give_up(StepOutcome::Interrupted, "the run was interrupted");
        }
    }

    /// Tries the steps of one change until it ends or is put aside.
    async fn advance(&mut self, index: usize) {
        while !self.courses[index].is_over() {
            let (number, change) = (self.courses[index].step, self.courses[index].change);
            let Some(step) = change.steps.get(number) else {
                self.courses[index].close_if_done();
                return;
            };
            match self.try_step(index, step).await {
                Left::Ended(ending) => self.close(index, step, &ending),
                Left::Aside(attempt, length) => {
                    let why = self.wait(step, &attempt, length);
                    self.around.watch.saw(Moment::Waits { address: &change.address, why: &why });
                    let due = self.port.now().saturating_add(signed(length));
                    let due = due.unwrap_or_else(|_| self.port.now());
                    self.courses[index].aside = Some(Aside { attempt: *attempt, length, due });
                    return;
                }
            }
        }
    }

    async fn try_step(&mut self, index: usize, step: &Step) -> Left {
        let (mut attempt, mut command) = match self.courses[index].aside.take() {
            Some(Aside { mut attempt, length, .. }) => {
                let command = attempt.next(Event::Waited(length));
                (attempt, command)
            }
            None => (self.begin(index, step), Command::Look),
        };
        loop {
            if (self.around.stop)() && !matches!(command, Command::End(_)) {
                if attempt.may_stop() {
                    return Left::Ended(Ending::Interrupted);
                }
                if command == Command::Send {
                    let why = "no answer came, and the run was interrupted".to_owned();
                    return Left::Ended(self.settle(index, step, Ending::Unverified(why)).await);
                }
            }
            command = match command {
                Command::Look => attempt.next(Event::Looked(self.see(index, step).await)),
                Command::Send => match self.send(index, step).await {
                    Ok(answer) => attempt.next(Event::Sent(answer)),
                    Err(ending) => return Left::Ended(ending),
                },
                Command::Pause(length) => {
                    self.port.pause(length).await;
                    attempt.next(Event::Waited(length))
                }
                Command::Aside(length) => {
                    self.courses[index].privilege = attempt.privilege();
                    return Left::Aside(Box::new(attempt), length);
                }
                Command::End(ending) if attempt.may_stop() => return Left::Ended(ending),
                Command::End(ending) => {
                    return Left::Ended(self.settle(index, step, ending).await);
                }
            };
        }
    }

    /// Says what is waited for.
    fn wait(&self, step: &Step, attempt: &Attempt, length: std::time::Duration) -> String {
        let left = self.around.pace.privilege_wait.saturating_sub(attempt.privilege());
        format!(
            "{} is refused while roles hold the account, and they can take 15 minutes to let go: \
             tried again in {} s, after that for {} s at the most",
            self.words(step),
            length.as_secs_f32().ceil(),
            left.as_secs(),
        )
    }

    fn begin(&self, index: usize, step: &Step) -> Attempt {
        let (number, change) = (self.courses[index].step, self.courses[index].change);
        let words = self.words(step);
        let (address, of) = (&change.address, change.steps.len());
        self.around.watch.saw(Moment::Begun { address, step: number, of, write: &words });
        let facts = step.needs.iter().chain(&step.proves).filter_map(|fact| self.made.fact(fact));
        let fresh = facts.flat_map(|fact| objects(&fact)).any(|id| self.made.contains(id));
        let repeatable = is_repeatable(&step.write);
        let terms = Terms { on_failure: step.on_failure, repeatable, fresh };
        let attempt = if self.orders.open.contains(&(address.clone(), words)) {
            Attempt::resume(self.around.pace, terms)
        } else {
            Attempt::new(self.around.pace, terms)
        };
        attempt.after_waiting(self.courses[index].privilege)
    }

    async fn see(&mut self, index: usize, step: &Step) -> super::attempt::View {
        let looks = looks_for(step, &self.made);
        let sightings = if looks.is_empty() { Vec::new() } else { self.port.look(&looks).await };
        let seen: Seen = looks.into_iter().zip(sightings).collect();
        let broken = &self.courses[index].broken;
        let now = self.port.now();
        let context = Context { made: &self.made, touched: &self.touched, broken, now };
        let (view, found) = view(step, &seen, context);
        if let Some(id) = found {
            self.made.remember(self.courses[index].change.address.clone(), id);
        }
        view
    }

    /// Announces the write, sends it, and tells what came back.
    async fn send(
        &mut self,
        index: usize,
        step: &Step,
    ) -> Result<Result<Effect, WriteError>, Ending> {
        let change = self.courses[index].change;
        let Some(write) = self.made.write(&step.write) else {
            return Err(Ending::Skipped("what it concerns was not made".to_owned()));
        };
        let words = describe(&write);
        let entry = Entry {
            tenant: &self.orders.tenant.tenant,
            address: &change.address,
            step: self.courses[index].step,
            write: &words,
            doing: Some(Doing { change, write: &write }),
        };
        if let Err(error) = self.around.record.intent(&entry).await {
            let why = format!("it could not be written down, so nothing was sent: {error}");
            return Err(Ending::Failed(why));
        }
        let slot = SlotOf { slots: self.around.slots, address: &change.address };
        let sending = Sending { deadline: step.deadline(), slot: &slot };
        let answer = match &write {
            Write::RotatePassword { .. } => self.around.passwords.rotate(&entry, &write).await,
            _ => self.port.perform(&write, sending).await,
        };
        if !matches!(answer, Err(WriteError::NotSent { .. } | WriteError::TooLate { .. })) {
            self.writes = self.writes.saturating_add(1);
        }
        let (fate, detail) = fate(&answer);
        let made = match &answer {
            Ok(Effect::Created { id, .. }) => Some(*id),
            _ => None,
        };
        self.around.record.fate(&entry, Told { fate, detail: &detail, made }).await;
        if let Some(id) = made {
            self.made.remember(change.address.clone(), id);
        }
        if creation::place(&write).is_some() && matches!(answer, Ok(Effect::Done { .. })) {
            // Accepted without telling the id: it is looked for like a write without an answer.
            let message = "the answer names no object".to_owned();
            return Ok(Err(WriteError::Ambiguous { message, request_id: None }));
        }
        Ok(answer)
    }

    /// Closes the journal's open entry of a step whose write had been in doubt.
    async fn settle(&self, index: usize, step: &Step, ending: Ending) -> Ending {
        let found = matches!(ending, Ending::Written | Ending::AlreadySo);
        let (words, made) = (self.words(step), self.made.write(&step.write));
        let entry = Entry {
            tenant: &self.orders.tenant.tenant,
            address: &self.courses[index].change.address,
            step: self.courses[index].step,
            write: &words,
            doing: made.as_ref().map(|write| Doing { change: self.courses[index].change, write }),
        };
        let fate = if found { Fate::Found } else { Fate::NotFound };
        let made = creation::place(&step.write)
            .and_then(|_| self.made.id(&self.courses[index].change.address));
        self.around.record.fate(&entry, Told { fate, detail: "", made }).await;
        ending
    }

    fn words(&self, step: &Step) -> String {
        self.made.write(&step.write).map_or_else(|| describe(&step.write), |write| describe(&write))
    }

    fn close(&mut self, index: usize, step: &Step, ending: &Ending) {
        let number = self.courses[index].step;
        if matches!(ending, Ending::Written | Ending::AlreadySo) {
            let facts: Vec<Fact> = step.proves.iter().filter_map(|f| self.made.fact(f)).collect();
            if *ending == Ending::Written {
                self.touched.extend(facts.iter().flat_map(objects));
            }
            self.proofs.extend(facts.into_iter().map(|fact| ((index, number), fact)));
        }
        let words = self.words(step);
        let (outcome, message) = self.courses[index].end_step(ending, &words);
        let address = &self.courses[index].change.address;
        let moment = Moment::Ended { address, step: number, outcome, message: &message };
        self.around.watch.saw(moment);
    }

    async fn verify(&mut self) {
        let facts = last_word(std::mem::take(&mut self.proofs));
        if facts.is_empty() {
            return;
        }
        self.around.watch.saw(Moment::Verifying { facts: facts.len() });
        let late = verify(self.port, &self.around.pace, facts, self.around.stop).await;
        for ((index, step), why) in late {
            let write = self.courses[index].change.steps.get(step).map(|step| self.words(step));
            if let Some(told) = self.courses[index].told.get_mut(step) {
                *told = (StepOutcome::Unverified, format!("{}: {why}", write.unwrap_or_default()));
            }
        }
    }
}

fn signed(length: std::time::Duration) -> jiff::SignedDuration {
    jiff::SignedDuration::try_from(length).unwrap_or(jiff::SignedDuration::MAX)
}

fn fate(answer: &Result<Effect, WriteError>) -> (Fate, String) {
    let id = |request_id: &Option<String>| {
        request_id.as_ref().map(|id| format!("request-id {id}")).unwrap_or_default()
    };
    match answer {
        Ok(Effect::Done { request_id }) => (Fate::Done, id(request_id)),
        Ok(Effect::Created { id: object, request_id }) => {
            (Fate::Done, format!("object {object} {}", id(request_id)).trim_end().to_owned())
        }
        Ok(Effect::Waiting { until }) => (Fate::Waiting, until.clone()),
        Err(error @ WriteError::Undelivered { .. }) => (Fate::Done, error.to_string()),
        Err(error @ (WriteError::Ambiguous { .. } | WriteError::Unproven { .. })) => {
            (Fate::Unknown, error.to_string())
        }
        Err(error) => (Fate::Refused, error.to_string()),
    }
}
