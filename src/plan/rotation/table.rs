//! The machine, driven by hand: what each answer, each fact and each ledger leads to.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::{
    AccountFacts, Answer, Command, Ending, Event, Limits, Manner, Occasion, Refusal, Sibling,
    State, Surroundings, Terms, Wrote,
};
use crate::{
    domain::{RotationId, RotatorId},
    observed::{Claim, Ledger, NewPending, Proof, Reading, Retention, Unknown, VersionState},
};

fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn by(run: u32) -> RotatorId {
    format!("{run:08x}-1111-4111-8111-111111111111").parse().expect("a GUID")
}

fn terms(occasion: Occasion) -> Terms {
    Terms {
        tenant: "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f".parse().expect("a GUID"),
        account: "emergency-1".parse().expect("a name"),
        object: "5f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f".parse().expect("a GUID"),
        rotator: by(9),
        occasion,
        recipients: Vec::new(),
        limits: Limits::graph(),
        around: Surroundings::default(),
    }
}

const MONTHLY: Occasion = Occasion::Scheduled { every: SignedDuration::from_hours(30 * 24) };

fn empty(account: &str) -> Ledger {
    let terms = terms(Occasion::Asked);
    Ledger::new(terms.tenant, account.parse().expect("a name"), terms.object)
}

/// Enters a pending version: set after `from`, and not later than `until`.
fn pending(ledger: &Ledger, run: u32, (from, until): (Timestamp, Timestamp)) -> Ledger {
    let rotation = RotationId::new(ledger.next_number(), by(run));
    let claim = Claim { by: by(run), until };
    let pending = NewPending { rotation, created: from, set_after: from, recipients: Vec::new() };
    ledger.claimed(claim).entered(pending, claim).expect("claimed")
}

/// A ledger whose version 1 was proved at `at`.
fn proved(account: &str, at: Timestamp) -> Ledger {
    let ledger = pending(&empty(account), 1, (at - SignedDuration::from_secs(9), at));
    let proof = Proof { change: at, set_before: at, freed: Some(by(1)) };
    let rotation = RotationId::new(1, by(1));
    let ledger = ledger.promoted(rotation, proof, Retention::DEFAULT).expect("pending");
    ledger.closed(Some(at), &[])
}

/// Everything around the machine; by itself all goes well.
struct Around {
    now: Timestamp,
    facts: Reading<AccountFacts>,
    ledger: Result<Option<Ledger>, String>,
    siblings: Vec<Sibling>,
    answers: VecDeque<Answer>,
    /// Whether an accepted set is ever shown.
    shows: bool,
    /// How long after the next set somebody else changes the password.
    meddled: Option<SignedDuration>,
    probed: Result<(), String>,
    sealed: Result<Vec<String>, String>,
    noted: Result<(), String>,
    sets: Vec<RotationId>,
    seals: usize,
}

impl Around {
    fn new() -> Self {
        let then = time("2026-10-01T09:00:00Z");
        let sibling = Sibling {
            account: "emergency-2".parse().expect("a name"),
            ledger: Ok(Some(proved("emergency-2", then))),
        };
        Self {
            now: time("2026-11-23T09:00:00.5Z"),
            facts: Reading::Known(AccountFacts {
                object: terms(MONTHLY).object,
                enabled: true,
                synced: false,
                restricted: false,
                last_change: Some(then),
            }),
            ledger: Ok(Some(proved("emergency-1", then))),
            siblings: vec![sibling],
            answers: VecDeque::new(),
            shows: true,
            meddled: None,
            probed: Ok(()),
            sealed: Ok(Vec::new()),
            noted: Ok(()),
            sets: Vec::new(),
            seals: 0,
        }
    }

    fn facts(&mut self) -> &mut AccountFacts {
        self.facts.known_mut().expect("known")
    }

    fn changed(mut self, at: Timestamp) -> Self {
        self.facts().last_change = Some(at);
        self
    }

    fn with(mut self, ledger: Ledger) -> Self {
        self.ledger = Ok(Some(ledger));
        self
    }

    fn run(&mut self, occasion: Occasion) -> Ending {
        let (mut state, mut command) = (State::new(terms(occasion)), Command::Look);
        for _ in 0..500 {
            if let Command::End(ending) = command {
                return ending;
            }
            let event = self.answer(command);
            self.now += SignedDuration::from_millis(100);
            (state, command) = state.next(self.now, event);
        }
        panic!("it never ends");
    }

    fn answer(&mut self, command: Command) -> Event {
        match command {
            Command::Look => Event::Looked(self.facts.clone()),
            Command::Read => Event::Read(self.ledger.clone()),
            Command::ReadSiblings => Event::ReadSiblings(self.siblings.clone()),
            Command::Probe => Event::Probed(self.probed.clone()),
            Command::Seal(_) => {
                self.seals += 1;
                Event::Sealed(self.sealed.clone())
            }
            Command::Enter { ledger, .. } | Command::Write(ledger) => {
                self.ledger = Ok(Some(*ledger));
                Event::Wrote(Wrote::Done)
            }
            Command::WriteSibling { ledger, .. } => {
                self.siblings[0].ledger = Ok(Some(*ledger));
                Event::Wrote(Wrote::Done)
            }
            Command::Note(_) => Event::Noted(self.noted.clone()),
            Command::Set { rotation, .. } => Event::Answered(self.set(rotation)),
            Command::Pause(length) => {
                self.now += SignedDuration::try_from(length).expect("short");
                Event::Paused
            }
            Command::Revoke => Event::Revoked(Ok(())),
            Command::Remove(_) => Event::Removed(Ok(())),
            Command::End(_) => unreachable!("it has ended"),
        }
    }

    fn set(&mut self, rotation: RotationId) -> Answer {
        self.sets.push(rotation);
        let answer = self.answers.pop_front().unwrap_or(Answer::Accepted);
        if answer == Answer::Accepted && self.shows {
            let second = Timestamp::from_second(self.now.as_second()).expect("in range");
            let last = self.facts().last_change.expect("shown");
            let kept = self.ledger.as_ref().expect("there").as_ref().expect("there");
            let created = kept.version(rotation).expect("entered").created;
            assert!(second > last && second > created, "{second}: {last}, {created}");
            let meddled = self.meddled.take().unwrap_or_default();
            self.facts().last_change = Some(second + meddled);
        }
        answer
    }

    fn state(&self, number: u32, run: u32) -> Option<VersionState> {
        let ledger = self.ledger.as_ref().expect("read").as_ref().expect("there");
        ledger.version(RotationId::new(number, by(run))).map(|version| version.state)
    }
}

fn why() -> String {
    "no".to_owned()
}

#[test]
fn what_is_proved_is_current_and_nothing_is_left_to_do() {
    let mut around = Around::new();
    let rotation = RotationId::new(2, by(9));
    let ending = around.run(Occasion::Asked);
    let expected = Ending::Proved { rotation, manner: Manner::Set, drifted: false, untidy: None };
    assert_eq!(ending, expected);
    assert_eq!(around.state(2, 9), Some(VersionState::Current));
    assert_eq!(around.state(1, 1), Some(VersionState::Previous));
    let ledger = around.ledger.expect("read").expect("there");
    assert!(!ledger.is_unfinished() && ledger.claim().is_none());
}

#[test]
fn each_answer_has_a_path_of_its_own() {
    let mut refused = Around::new();
    refused.answers = [Answer::Policy(why()), Answer::Policy(why())].into();
    assert!(matches!(refused.run(Occasion::Asked), Ending::Proved { .. }));
    assert_eq!(refused.state(2, 9), Some(VersionState::Rejected));
    assert_eq!(refused.sets.len(), 3, "another password each time");
    assert!(refused.sets.windows(2).all(|pair| pair[0] < pair[1]));

    let mut banned = Around::new();
    banned.answers = vec![Answer::Policy(why()); 9].into();
    assert_eq!(banned.run(Occasion::Asked), Ending::Refused(Refusal::Policy(why())));
    assert_eq!(banned.sets.len(), 3);

    for (answer, refusal) in [
        (Answer::Denied(why()), Refusal::Denied(why())),
        (Answer::NotSent(why()), Refusal::NotSent(why())),
    ] {
        let mut around = Around::new();
        around.answers = [answer].into();
        assert_eq!(around.run(Occasion::Asked), Ending::Refused(refusal));
        assert_eq!(around.state(2, 9), Some(VersionState::Abandoned));
        assert_eq!(around.state(1, 1), Some(VersionState::Current));
        assert_eq!(around.sets.len(), 1);
        assert_eq!(around.ledger.expect("read").expect("there").claim(), None);
    }
}

#[test]
fn an_answer_that_was_lost_is_looked_for_and_the_same_password_is_sent_again() {
    let mut around = Around::new();
    around.answers = [Answer::Unknown(why())].into();
    assert!(matches!(around.run(Occasion::Asked), Ending::Proved { manner: Manner::Set, .. }));
    assert_eq!(around.sets, [RotationId::new(2, by(9)); 2]);
    assert_eq!(around.seals, 1);
    let claim = around.ledger.expect("read").expect("there").claim();
    assert!(claim.is_some(), "the first request may still arrive, so nobody else sets yet");

    for last in [Answer::Policy(why()), Answer::Denied(why()), Answer::NotSent(why())] {
        let mut around = Around::new();
        around.answers = [Answer::Unknown(why()), last].into();
        let candidates = vec![RotationId::new(2, by(9)), RotationId::new(1, by(1))];
        match around.run(Occasion::Asked) {
            Ending::Unproven { candidates: found, drifted: false, .. } => {
                assert_eq!(found, candidates, "a refusal says nothing of the request before it");
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_is_not_shown_is_never_promoted() {
    let mut around = Around::new();
    around.shows = false;
    assert!(matches!(around.run(Occasion::Asked), Ending::Unproven { .. }));
    assert_eq!(around.state(2, 9), Some(VersionState::Pending));
    assert_eq!(around.sets.len(), 1, "what was accepted is not sent again");
}

#[test]
fn without_a_preflight_no_password_is_drawn() {
    let change = |change: fn(&mut Around)| {
        let mut around = Around::new();
        change(&mut around);
        around
    };
    let cases: [(&str, Around); 11] = [
        (
            "another",
            change(|it| {
                it.facts().object = "6f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f".parse().expect("a GUID");
            }),
        ),
        ("synced", change(|it| it.facts().synced = true)),
        ("restricted", change(|it| it.facts().restricted = true)),
        ("not shown", change(|it| it.facts().last_change = None)),
        ("not there", change(|it| it.facts = Reading::Absent)),
        ("throttled", change(|it| it.facts = Reading::Unknown(Unknown::because("throttled")))),
        ("disk", change(|it| it.probed = Err("disk".to_owned()))),
        ("ledger", change(|it| it.ledger = Err("ledger".to_owned()))),
        ("emergency-2", change(|it| it.ledger = Ok(Some(empty("emergency-2"))))),
        ("could not be read", change(|it| it.siblings[0].ledger = Err(why()))),
        (
            "is not proved",
            change(|it| {
                let at = (it.now, it.now);
                let sibling = it.siblings[0].ledger.clone().expect("read").expect("there");
                it.siblings[0].ledger = Ok(Some(pending(&sibling, 3, at)));
            }),
        ),
    ];
    for (part, mut around) in cases {
        match around.run(Occasion::Asked) {
            Ending::Refused(refusal) => assert!(refusal.to_string().contains(part), "{refusal}"),
            other => panic!("{part}: {other:?}"),
        }
        assert_eq!((around.seals, around.sets.len()), (0, 0), "{part}");
    }
}

#[test]
fn a_store_or_a_journal_that_fails_stops_it_before_anything_is_set() {
    let mut store = Around::new();
    store.sealed = Err("disk".to_owned());
    assert!(matches!(store.run(Occasion::Asked), Ending::Refused(Refusal::Store(_))));
    let mut journal = Around::new();
    journal.noted = Err("disk".to_owned());
    assert!(matches!(journal.run(Occasion::Asked), Ending::Refused(Refusal::Unprepared(_))));
    assert_eq!(journal.state(2, 9), Some(VersionState::Abandoned));
    assert!(store.sets.is_empty() && journal.sets.is_empty());
}

#[test]
fn a_schedule_waits_for_its_time_and_for_its_sibling() {
    let recent = time("2026-11-22T20:00:00Z");
    let mut early = Around::new().with(proved("emergency-1", recent)).changed(recent);
    let due = recent + SignedDuration::from_hours(30 * 24);
    assert_eq!(early.run(MONTHLY), Ending::NothingDue { due, untidy: None });

    let opened = proved("emergency-1", recent).opened(recent);
    let mut opened = Around::new().with(opened).changed(recent);
    assert!(matches!(opened.run(MONTHLY), Ending::Proved { .. }), "somebody opened it");

    let sibling = |at| {
        let mut around = Around::new();
        around.siblings[0].ledger = Ok(Some(proved("emergency-2", at)));
        around
    };
    assert!(matches!(sibling(recent).run(MONTHLY), Ending::Refused(Refusal::SiblingRecent { .. })));
    assert!(matches!(sibling(recent).run(Occasion::Asked), Ending::Proved { .. }));

    let mut never = Around::new();
    never.siblings[0].ledger = Ok(None);
    assert!(matches!(never.run(MONTHLY), Ending::Refused(Refusal::SiblingUnproved { .. })));
    assert!(matches!(never.run(Occasion::Asked), Ending::Proved { .. }));
}

#[test]
fn a_change_by_somebody_else_is_said_and_mended() {
    let recent = time("2026-11-22T20:00:00Z");
    let foreign = recent + SignedDuration::from_secs(1);
    let mut around = Around::new().with(proved("emergency-1", recent)).changed(foreign);
    around.siblings[0].ledger = Ok(Some(proved("emergency-2", recent)));
    assert!(matches!(around.run(MONTHLY), Ending::Proved { drifted: true, .. }));
    let mut denied = Around::new().with(proved("emergency-1", recent)).changed(foreign);
    denied.answers = [Answer::Denied(why())].into();
    assert!(matches!(denied.run(Occasion::Asked), Ending::Unproven { drifted: true, .. }));
}

#[test]
fn a_change_right_after_the_set_is_no_proof_of_it() {
    let mut around = Around::new();
    around.meddled = Some(SignedDuration::from_secs(5));
    match around.run(Occasion::Asked) {
        Ending::Proved { rotation, drifted: true, .. } => assert_eq!(rotation.number(), 3),
        other => panic!("{other:?}"),
    }
    assert_eq!(around.state(2, 9), Some(VersionState::Abandoned));
    assert_eq!(around.sets.len(), 2);
}

#[test]
fn whose_a_change_was_decides_what_becomes_of_a_pending_version() {
    let now = Around::new().now;
    let ago = |minutes| now - SignedDuration::from_mins(minutes);
    let ledger = pending(&proved("emergency-1", ago(90_000)), 5, (ago(60), ago(45)));
    for (change, recovered, drifted) in [
        (ago(90_000), false, false),
        (ago(60), false, true),
        (ago(59), true, false),
        (ago(45), true, false),
        (ago(44), false, true),
    ] {
        let mut around = Around::new().with(ledger.clone()).changed(change);
        match around.run(MONTHLY) {
            Ending::Proved { manner, drifted: found, .. } => {
                assert_eq!(manner == Manner::Recovered, recovered, "{change}");
                assert_eq!(found, drifted, "{change}");
            }
            other => panic!("{change}: {other:?}"),
        }
        assert_eq!(around.sets.is_empty(), recovered, "{change}");
        let state = if recovered { VersionState::Current } else { VersionState::Abandoned };
        assert_eq!(around.state(2, 5), Some(state), "{change}");
    }
}

#[test]
fn another_runs_claim_is_waited_for_and_one_without_end_is_not() {
    let now = Around::new().now;
    let until = now + SignedDuration::from_mins(10);
    let claimed = proved("emergency-1", time("2026-10-01T09:00:00Z"));
    let mut around = Around::new().with(claimed.claimed(Claim { by: by(5), until }));
    assert!(matches!(around.run(Occasion::Asked), Ending::Proved { .. }));
    assert!(around.now >= until, "{}", around.now);
    let until = now + SignedDuration::from_hours(5);
    let mut around = Around::new().with(claimed.claimed(Claim { by: by(5), until }));
    assert_eq!(around.run(Occasion::Asked), Ending::Claimed { until });
}

#[test]
fn a_first_credential_is_for_a_disabled_account_that_never_had_one() {
    let mut around = Around::new();
    around.ledger = Ok(None);
    around.siblings[0].ledger = Ok(None);
    assert!(matches!(around.run(Occasion::First), Ending::Refused(Refusal::Unfit(_))));
    around.facts().enabled = false;
    assert!(matches!(around.run(Occasion::First), Ending::Proved { .. }));
    assert!(matches!(around.run(Occasion::First), Ending::Refused(Refusal::Unfit(_))));
}

#[test]
fn an_event_out_of_turn_ends_it() {
    let (state, command) = State::new(terms(MONTHLY)).next(Around::new().now, Event::Paused);
    assert!(matches!(command, Command::End(Ending::Refused(Refusal::Unprepared(_)))));
    let (_, command) = state.next(Around::new().now, Event::Looked(Reading::Absent));
    assert!(matches!(command, Command::End(_)));
}

#[test]
fn a_claim_outlasts_whatever_a_request_can_do() {
    for limits in [Limits::graph(), Limits::embedded()] {
        assert!(limits.lease > limits.landing + limits.skew * 4);
        assert!(limits.backoff(40) == limits.longest && limits.backoff(0) == limits.first);
    }
}
