//! One step's course as a pure machine: what to do next, given what happened.
//!
//! Invariant: a write is sent only right after a look that found its needs to hold, and a write
//! whose answer was lost is sent again only after reading for `Pace::resolve` that it had no effect.

use std::time::Duration;

use super::{Effect, Pace, WriteError};
use crate::plan::OnFailure;

/// What the executor has to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    /// Look at what the step proves and needs.
    Look,
    /// Journal the intent and send the write.
    Send,
    /// Wait; nothing else of the tenant is done meanwhile.
    Pause(Duration),
    /// Wait; other changes of the tenant go ahead meanwhile.
    Aside(Duration),
    /// It is over.
    End(Ending),
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// The looks were answered.
    Looked(View),
    /// The write was answered, or not.
    Sent(Result<Effect, WriteError>),
    /// The wait is over.
    Waited(Duration),
}

/// What a look says of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct View {
    /// Whether what the step proves is so.
    pub(super) done: Done,
    /// Whether what the step needs is so.
    pub(super) needs: Needs,
}

/// Whether what a step proves is so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Done {
    /// All of it.
    Yes,
    /// Not all of it: what is missing.
    No(String),
    /// It could not be told.
    Unknown(String),
    /// Nothing can be looked at: the write's own answer is the proof.
    Unprovable,
}

/// Whether what a step needs is so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Needs {
    /// All of it.
    Hold,
    /// Something is not so, and this run has not touched what it is about.
    Fail(String),
    /// Something is not so, of an object that this run has made or changed: it may only lag.
    Lag(String),
    /// Something is not so since an earlier step failed.
    Broken(String),
    /// It could not be told.
    Unknown(String),
}

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ending {
    /// It was so already; nothing was sent.
    AlreadySo,
    /// It was sent and accepted, or its effect was found.
    Written,
    /// It waits for something outside.
    Waiting(String),
    /// It was not sent, since an earlier step failed.
    Skipped(String),
    /// It was not sent, since the tenant has changed.
    Stale(String),
    /// It was sent, and its effect was not found.
    Unverified(String),
    /// It was refused, or could not be sent.
    Failed(String),
    /// Which password of an emergency account is in force could not be proved.
    Unproven(String),
    /// It was not sent, since the run was interrupted.
    Interrupted,
}

/// What the machine has to know of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Terms {
    /// What its failure means.
    pub(super) on_failure: OnFailure,
    /// Whether sending its write twice has the effect of sending it once.
    pub(super) repeatable: bool,
    /// Whether it refers to an object that this run has made, which writes may not find for a
    /// while.
    pub(super) fresh: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Phase {
    /// Before the write.
    Before,
    /// The write is on its way.
    Sending,
    /// The write got no usable answer.
    Doubtful,
    /// The write was refused: whether it was so already is looked at once.
    Refused(String),
}

/// The state of one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attempt {
    pace: Pace,
    terms: Terms,
    phase: Phase,
    /// How often the write was sent.
    sent: u32,
    /// Whether one of those got no usable answer.
    doubtful: bool,
    /// Pauses in a row of the present kind.
    pauses: u32,
    /// Their length together.
    waited: Duration,
    /// How long refusals for want of privilege were waited out.
    privilege: Duration,
    /// How long an object that reads show and writes do not find was waited for.
    missing: Duration,
}

impl Attempt {
    /// Begins a step that nobody has tried.
    pub(super) const fn new(pace: Pace, terms: Terms) -> Self {
        Self {
            pace,
            terms,
            phase: Phase::Before,
            sent: 0,
            doubtful: false,
            pauses: 0,
            waited: Duration::ZERO,
            privilege: Duration::ZERO,
            missing: Duration::ZERO,
        }
    }

    /// Takes up a step whose write an interrupted run had announced: it may have happened.
    pub(super) fn resume(pace: Pace, terms: Terms) -> Self {
        let untried = Self::new(pace, terms);
        Self { phase: Phase::Doubtful, sent: 1, doubtful: true, ..untried }
    }

    /// Takes over how long earlier steps of the same change have waited for roles to let go.
    pub(super) const fn after_waiting(mut self, privilege: Duration) -> Self {
        self.privilege = privilege;
        self
    }

    /// Returns how long this and earlier steps have waited for roles to let go.
    pub(super) const fn privilege(&self) -> Duration {
        self.privilege
    }

    /// Returns whether the step can be left as it is without leaving a write in doubt.
    pub(super) const fn may_stop(&self) -> bool {
        !self.doubtful
    }

    /// Takes in what happened and says what to do next.
    pub(super) fn next(&mut self, event: Event) -> Command {
        match event {
            Event::Waited(length) => {
                self.pauses = self.pauses.saturating_add(1);
                self.waited = self.waited.saturating_add(length);
                Command::Look
            }
            Event::Looked(view) => match self.phase.clone() {
                Phase::Before | Phase::Sending => self.before(view),
                Phase::Doubtful => self.doubtful(view),
                Phase::Refused(message) => match view.done {
                    Done::Yes => Command::End(Ending::AlreadySo),
                    _ => Command::End(Ending::Failed(message)),
                },
            },
            Event::Sent(Ok(Effect::Waiting { until })) => Command::End(Ending::Waiting(until)),
            Event::Sent(Ok(Effect::Done { .. } | Effect::Created { .. })) => {
                Command::End(Ending::Written)
            }
            Event::Sent(Err(error)) => self.failed(&error),
        }
    }

    fn before(&mut self, view: View) -> Command {
        match (view.done, view.needs) {
            (Done::Yes, _) => Command::End(Ending::AlreadySo),
            (_, Needs::Broken(why)) => Command::End(Ending::Skipped(why)),
            (_, Needs::Unknown(why)) => Command::End(Ending::Failed(why)),
            (_, Needs::Fail(why)) => Command::End(Ending::Stale(why)),
            (_, Needs::Lag(why)) if self.waited >= self.pace.settle => {
                Command::End(Ending::Stale(why))
            }
            (_, Needs::Lag(_)) => Command::Pause(self.pace.backoff(self.pauses)),
            (_, Needs::Hold) => self.send(),
        }
    }

    fn send(&mut self) -> Command {
        self.phase = Phase::Sending;
        self.sent = self.sent.saturating_add(1);
        self.pauses = 0;
        self.waited = Duration::ZERO;
        Command::Send
    }

    fn doubtful(&mut self, view: View) -> Command {
        let patient = self.waited < self.pace.resolve;
        let why = match view.done {
            Done::Yes => return Command::End(Ending::Written),
            Done::No(_) | Done::Unknown(_) if patient => {
                return Command::Pause(self.pace.backoff(self.pauses));
            }
            Done::Unknown(why) => return Command::End(Ending::Unverified(why)),
            Done::No(why) => why,
            Done::Unprovable => "no answer came, and no read can tell".to_owned(),
        };
        let again = self.terms.repeatable && self.sent < self.pace.tries;
        if again && view.needs == Needs::Hold {
            return self.send();
        }
        Command::End(Ending::Unverified(why))
    }

    fn failed(&mut self, error: &WriteError) -> Command {
        let message = error.to_string();
        match error {
            WriteError::Ambiguous { .. } => {
                self.doubtful = true;
                self.doubt()
            }
            WriteError::Refused { status: 403, .. }
                if self.terms.on_failure == OnFailure::ContinueAndWait
                    && self.privilege < self.pace.privilege_wait =>
            {
                self.phase = Phase::Before;
                let length = self.pace.privilege_backoff(self.privilege);
                self.privilege = self.privilege.saturating_add(length);
                Command::Aside(length)
            }
            // The refusal may be the earlier attempt's success: "already exists", "not found".
            WriteError::Refused { .. } | WriteError::NotFound { .. } if self.doubtful => {
                self.doubt()
            }
            // Two writes met inside the directory; Graph asks for the same request again.
            WriteError::Refused { code, .. }
                if code == "Directory_ConcurrencyViolation" && self.sent < self.pace.tries =>
            {
                self.phase = Phase::Before;
                Command::Pause(self.pace.backoff(self.sent.saturating_sub(1)))
            }
            WriteError::NotFound { .. } if self.missing < self.patience_with_missing() => {
                self.phase = Phase::Before;
                let length = self.pace.longest.min(self.missing.max(self.pace.first));
                self.missing = self.missing.saturating_add(length);
                Command::Pause(length)
            }
            WriteError::Refused { .. } | WriteError::NotFound { .. } => {
                self.phase = Phase::Refused(message);
                Command::Look
            }
            WriteError::NotSent { .. } | WriteError::TooLate { .. } if self.doubtful => {
                Command::End(Ending::Unverified(message))
            }
            WriteError::TooLate { .. } => Command::End(Ending::Stale(message)),
            WriteError::Unproven { .. } => Command::End(Ending::Unproven(message)),
            WriteError::Undelivered { .. } | WriteError::NotSent { .. } => {
                Command::End(Ending::Failed(message))
            }
        }
    }

    /// A read has just shown the object, so even a strange one is only lagging, or going.
    const fn patience_with_missing(&self) -> Duration {
        if self.terms.fresh { self.pace.settle } else { self.pace.resolve }
    }

    fn doubt(&mut self) -> Command {
        self.phase = Phase::Doubtful;
        self.pauses = 0;
        self.waited = Duration::ZERO;
        Command::Pause(self.pace.first)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Attempt, Command, Done, Ending, Event, Needs, Terms, View};
    use crate::{
        apply::{Effect, Pace, WriteError},
        plan::OnFailure,
    };

    const TERMS: Terms = Terms { on_failure: OnFailure::Stop, repeatable: true, fresh: false };

    fn saw(done: Done, needs: Needs) -> Event {
        Event::Looked(View { done, needs })
    }

    fn no() -> Done {
        Done::No("not so".to_owned())
    }

    fn why() -> String {
        "why".to_owned()
    }

    fn refused(status: u16, code: &str) -> Event {
        let (code, message) = (code.to_owned(), why());
        Event::Sent(Err(WriteError::Refused { status, code, message, request_id: None }))
    }

    const LATE: &str = "not sent: the grant's deadline 1970-01-01T00:00:00Z has passed";

    fn late() -> Event {
        let deadline = jiff::Timestamp::UNIX_EPOCH;
        Event::Sent(Err(WriteError::TooLate { deadline }))
    }

    fn ambiguous() -> Event {
        Event::Sent(Err(WriteError::Ambiguous { message: why(), request_id: None }))
    }

    fn not_found() -> Event {
        Event::Sent(Err(WriteError::NotFound { message: why(), request_id: None }))
    }

    fn done() -> Event {
        Event::Sent(Ok(Effect::Done { request_id: None }))
    }

    /// Feeds the events, with as many pauses as the machine asks for in between. Returns the last
    /// command, how often it sent, and how long it waited.
    fn course(terms: Terms, events: &[Event]) -> (Command, u32, Duration) {
        follow(Attempt::new(Pace::graph(), terms), events)
    }

    fn follow(mut attempt: Attempt, events: &[Event]) -> (Command, u32, Duration) {
        let (mut sends, mut waited) = (0, Duration::ZERO);
        let mut last = Command::Look;
        for event in events {
            while let Command::Pause(length) | Command::Aside(length) = last {
                waited += length;
                last = attempt.next(Event::Waited(length));
            }
            assert!(!matches!(last, Command::End(_)), "over before {event:?}");
            assert_eq!(last == Command::Send, matches!(event, Event::Sent(_)), "{event:?}");
            last = attempt.next(event.clone());
            sends += u32::from(last == Command::Send);
        }
        (last, sends, waited)
    }

    #[test]
    fn nothing_is_sent_where_a_look_forbids_it() {
        let table = [
            (Done::Yes, Needs::Hold, Ending::AlreadySo),
            (Done::Yes, Needs::Fail(why()), Ending::AlreadySo),
            (no(), Needs::Fail(why()), Ending::Stale(why())),
            (no(), Needs::Unknown(why()), Ending::Failed(why())),
            (no(), Needs::Broken(why()), Ending::Skipped(why())),
            (Done::Unprovable, Needs::Fail(why()), Ending::Stale(why())),
        ];
        for (seen, needs, expected) in table {
            let (last, sends, _) = course(TERMS, &[saw(seen.clone(), needs.clone())]);
            assert_eq!((last, sends), (Command::End(expected), 0), "{seen:?} {needs:?}");
        }
    }

    #[test]
    fn one_answer_ends_it() {
        let waiting = Event::Sent(Ok(Effect::Waiting { until: why() }));
        let not_sent = Event::Sent(Err(WriteError::NotSent { message: why() }));
        let table = [
            (done(), Ending::Written),
            (waiting, Ending::Waiting(why())),
            (not_sent, Ending::Failed("not sent: why".to_owned())),
            (late(), Ending::Stale(LATE.to_owned())),
        ];
        for (answer, expected) in table {
            let (last, sends, _) = course(TERMS, &[saw(no(), Needs::Hold), answer]);
            assert_eq!((last, sends), (Command::End(expected), 1));
        }
    }

    #[test]
    fn a_refusal_is_final_unless_it_is_so_already() {
        let begin = [saw(no(), Needs::Hold), refused(400, "Request_BadRequest")];
        let with = |seen| [begin.as_slice(), &[saw(seen, Needs::Hold)]].concat();
        let (last, sends, _) = course(TERMS, &with(no()));
        assert!(matches!(last, Command::End(Ending::Failed(message)) if message.contains("400")));
        assert_eq!(sends, 1);
        assert_eq!(course(TERMS, &with(Done::Yes)).0, Command::End(Ending::AlreadySo));
    }

    #[test]
    fn want_of_privilege_is_waited_out_only_where_the_plan_says_so() {
        let once = [saw(no(), Needs::Hold), refused(403, "Authorization_RequestDenied")];
        let patient = Terms { on_failure: OnFailure::ContinueAndWait, ..TERMS };
        assert_eq!(course(TERMS, &once).0, Command::Look);
        assert_eq!(course(patient, &once).0, Command::Aside(Pace::graph().privilege_first));
        let (last, sends, _) =
            course(patient, &[once.as_slice(), &[saw(no(), Needs::Hold), done()]].concat());
        assert_eq!((last, sends), (Command::End(Ending::Written), 2));
        let for_ever = |pace: Pace, sends: usize| {
            let attempt = Attempt::new(pace, patient);
            let (last, _, waited) = follow(attempt, &vec![once.clone(); sends].concat());
            assert_eq!((last, waited), (Command::Look, pace.privilege_wait));
        };
        for_ever(Pace::graph(), 36);
        for_ever(Pace::embedded(), 5);
    }

    #[test]
    fn want_of_privilege_is_waited_out_after_a_lost_answer_too() {
        let patient = Terms { on_failure: OnFailure::ContinueAndWait, ..TERMS };
        let mut events = vec![saw(no(), Needs::Hold), ambiguous()];
        events.extend(vec![saw(no(), Needs::Hold); 10]);
        events.push(refused(403, "Authorization_RequestDenied"));
        assert!(matches!(course(patient, &events).0, Command::Aside(_)));
    }

    #[test]
    fn a_lost_answer_is_resolved_by_reading() {
        let begin = [saw(no(), Needs::Hold), ambiguous()];
        let after = |events: &[Event]| course(TERMS, &[begin.as_slice(), events].concat());
        let (last, sends, _) = after(&[saw(Done::Yes, Needs::Fail(why()))]);
        assert_eq!((last, sends), (Command::End(Ending::Written), 1), "it had happened");
        let (last, sends, _) = after(&[saw(no(), Needs::Hold), saw(Done::Yes, Needs::Hold)]);
        assert_eq!((last, sends), (Command::End(Ending::Written), 1), "it was seen late");
        let patience = vec![saw(no(), Needs::Hold); 10];
        let (last, sends, waited) = after(&patience);
        assert_eq!((last, sends), (Command::Send, 2), "it had not happened");
        assert!(waited >= Pace::graph().resolve, "{waited:?}");
        let never = Terms { repeatable: false, ..TERMS };
        let (last, sends, _) = course(never, &[begin.as_slice(), &patience].concat());
        assert!(matches!(last, Command::End(Ending::Unverified(_))));
        assert_eq!(sends, 1);
    }

    #[test]
    fn a_lost_answer_is_never_taken_for_a_failure_by_what_cannot_be_read() {
        let unknown = || saw(Done::Unknown(why()), Needs::Unknown(why()));
        let mut events = vec![saw(no(), Needs::Hold), ambiguous()];
        events.extend(vec![unknown(); 10]);
        let (last, sends, _) = course(TERMS, &events);
        assert_eq!((last, sends), (Command::End(Ending::Unverified(why())), 1));
    }

    #[test]
    fn a_write_is_not_repeated_where_its_needs_no_longer_hold() {
        let mut events = vec![saw(no(), Needs::Hold), ambiguous()];
        events.extend(vec![saw(no(), Needs::Fail(why())); 10]);
        let (last, sends, _) = course(TERMS, &events);
        assert!(matches!(last, Command::End(Ending::Unverified(_))), "{last:?}");
        assert_eq!(sends, 1);
    }

    #[test]
    fn a_refused_repetition_is_read_like_the_lost_answer() {
        let mut events = vec![saw(no(), Needs::Hold), ambiguous()];
        events.extend(vec![saw(no(), Needs::Hold); 10]);
        events.extend([refused(400, "Request_BadRequest"), saw(Done::Yes, Needs::Fail(why()))]);
        let (last, sends, _) = course(TERMS, &events);
        assert_eq!((last, sends), (Command::End(Ending::Written), 2));
    }

    #[test]
    fn an_interrupted_runs_write_is_read_for_before_anything_is_sent() {
        let resume = || Attempt::resume(Pace::graph(), TERMS);
        assert!(!resume().may_stop());
        let (last, sends, _) = follow(resume(), &[saw(Done::Yes, Needs::Hold)]);
        assert_eq!((last, sends), (Command::End(Ending::Written), 0));
        let (last, sends, waited) = follow(resume(), &vec![saw(no(), Needs::Hold); 11]);
        assert_eq!((last, sends), (Command::Send, 1));
        assert!(waited >= Pace::graph().resolve);
    }

    #[test]
    fn what_writes_do_not_find_is_waited_for_longer_where_this_run_made_it() {
        let round = [saw(no(), Needs::Hold), not_found()];
        let wait =
            |fresh, rounds| course(Terms { fresh, ..TERMS }, &vec![round.clone(); rounds].concat());
        let (last, _, _) = wait(false, 3);
        assert!(matches!(last, Command::Pause(_)));
        let (strange, _, waited) = wait(false, 12);
        assert_eq!(strange, Command::Look, "the last look before giving up");
        assert!(waited >= Pace::graph().resolve && waited < Pace::graph().settle);
        let (made, _, _) = wait(true, 12);
        assert!(matches!(made, Command::Pause(_)));
    }

    #[test]
    fn what_this_run_touched_may_lag() {
        let lagging = || saw(no(), Needs::Lag(why()));
        let (last, sends, _) = course(TERMS, &[lagging(), lagging(), saw(no(), Needs::Hold)]);
        assert_eq!((last, sends), (Command::Send, 1));
        let (last, sends, waited) = course(TERMS, &vec![lagging(); 41]);
        assert_eq!((last, sends), (Command::End(Ending::Stale(why())), 0));
        assert!(waited >= Pace::graph().settle);
    }
}
