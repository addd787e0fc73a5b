//! What holds of every ledger, whatever order its transitions come in.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::{Claim, Ledger, LedgerError, Misstep, NewPending, Proof, Retention, VersionState};
use crate::domain::{RotationId, RotatorId};

const BY: &str = "11111111-1111-4111-8111-111111111111";

fn by() -> RotatorId {
    BY.parse().expect("a GUID")
}

fn time(days: i64) -> Timestamp {
    "2026-11-01T00:00:00Z".parse::<Timestamp>().expect("a time")
        + SignedDuration::from_hours(24 * days)
}

fn empty() -> Ledger {
    let tenant = "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f".parse().expect("a GUID");
    let object = "5f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f".parse().expect("a GUID");
    Ledger::new(tenant, "emergency-1".parse().expect("a name"), object)
}

fn claim(day: i64) -> Claim {
    Claim { by: by(), until: time(day + 1) }
}

fn pending(rotation: RotationId, day: i64) -> NewPending {
    NewPending { rotation, created: time(day), set_after: time(day), recipients: Vec::new() }
}

fn proof(day: i64) -> Proof {
    Proof { change: time(day), set_before: time(day), freed: Some(by()) }
}

#[derive(Debug, Clone, Copy)]
enum Move {
    Enter,
    Promote,
    Reject,
    Abandon,
    Release,
    Close,
    Open,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let any = prop_oneof![
        4 => Just(Move::Enter),
        3 => Just(Move::Promote),
        1 => Just(Move::Reject),
        1 => Just(Move::Abandon),
        1 => Just(Move::Release),
        1 => Just(Move::Close),
        1 => Just(Move::Open),
    ];
    prop::collection::vec(any, 0..60)
}

fn step(ledger: &Ledger, day: i64, one: Move, retention: Retention) -> Result<Ledger, Misstep> {
    let newest = ledger.unresolved().next_back().map(|version| version.rotation);
    let newest = newest.unwrap_or_else(|| RotationId::new(u32::MAX, by()));
    match one {
        Move::Enter => {
            let rotation = RotationId::new(ledger.next_number(), by());
            ledger.claimed(claim(day)).entered(pending(rotation, day), claim(day))
        }
        Move::Promote => ledger.promoted(newest, proof(day), retention),
        Move::Reject => ledger.rejected(newest, "too simple", None),
        Move::Abandon => ledger.abandoned(newest, "not sent", Some(by())),
        Move::Release => Ok(ledger.released(by())),
        Move::Close => {
            let removed: Vec<_> = ledger.leaving().iter().copied().collect();
            Ok(ledger.closed(Some(time(day)), &removed))
        }
        Move::Open => Ok(ledger.opened(time(day))),
    }
}

proptest! {
    #[test]
    fn nothing_leaves_before_a_later_one_is_proved(moves in moves(), days in 0_u64..20) {
        let retention = Retention { previous: 0, age: Duration::from_hours(24 * days) };
        let mut ledger = empty();
        for (day, one) in moves.into_iter().enumerate() {
            let day = i64::try_from(day).expect("small");
            let Ok(next) = step(&ledger, day, one, retention) else { continue };
            prop_assert_eq!(next.check(), Ok(()));
            prop_assert!(next.revision() > ledger.revision());
            for gone in next.leaving().difference(ledger.leaving()) {
                let old = ledger.version(*gone).expect("it was there");
                prop_assert!(!matches!(old.state, VersionState::Pending | VersionState::Current));
                prop_assert!(next.current().is_some_and(|current| current.rotation > *gone));
                prop_assert_eq!(next.unresolved().count(), 0);
            }
            let count = |ledger: &Ledger, state| {
                ledger.versions().iter().filter(|version| version.state == state).count()
            };
            let before = count(&ledger, VersionState::Previous);
            prop_assert!(count(&next, VersionState::Previous) >= before.min(2));
            prop_assert_eq!(Ledger::from_json(&next.to_json()).expect("its own form"), next.clone());
            ledger = next;
        }
    }
}

#[test]
fn versions_leave_once_they_are_old_and_two_previous_ones_are_kept() {
    let mut ledger = empty();
    for day in 0..200 {
        let promoted = step(&ledger, day, Move::Enter, Retention::DEFAULT).expect("entered");
        ledger = step(&promoted, day, Move::Promote, Retention::DEFAULT).expect("promoted");
    }
    assert_eq!(ledger.versions().len(), 92);
    assert_eq!((ledger.leaving().len(), ledger.next_number()), (108, 201));
}

#[test]
fn what_was_in_force_is_kept_for_its_time_from_when_it_was_replaced() {
    let mut ledger = empty();
    for day in [0, 100, 101, 102, 190, 191] {
        let entered = step(&ledger, day, Move::Enter, Retention::DEFAULT).expect("entered");
        ledger = step(&entered, day, Move::Promote, Retention::DEFAULT).expect("promoted");
        let first = ledger.version(RotationId::new(1, by())).is_some();
        assert_eq!(first, day < 191, "it was in force until day 100, and is kept for 90 more");
    }
}

#[test]
fn only_the_holder_of_the_claim_enters_and_only_the_newest_is_promoted() {
    let ledger = empty();
    let first = RotationId::new(1, by());
    assert_eq!(ledger.entered(pending(first, 0), claim(0)), Err(Misstep::NotClaimed));
    let ledger = ledger.claimed(claim(0)).entered(pending(first, 0), claim(0)).expect("held");
    assert_eq!(ledger.entered(pending(first, 0), claim(0)), Err(Misstep::NotNewest));
    let second = RotationId::new(2, by());
    let ledger = ledger.entered(pending(second, 0), claim(0)).expect("held");
    assert_eq!(ledger.candidates(), [second, first]);
    assert_eq!(ledger.promoted(first, proof(1), Retention::DEFAULT), Err(Misstep::NotPending));
    let proved = ledger.promoted(second, proof(1), Retention::DEFAULT).expect("the newest");
    assert!(proved.is_proved() && !ledger.is_proved() && proved.is_unfinished());
    assert_eq!(proved.version(first).map(|old| old.state), Some(VersionState::Abandoned));
    assert_eq!(proved.claim(), None);
    assert!(!proved.closed(Some(time(1)), &[]).is_unfinished());
}

#[test]
fn what_is_not_a_ledger_is_refused_and_not_repeated() {
    let good = String::from_utf8(empty().claimed(claim(0)).to_json()).expect("text");
    for (bad, part) in [
        (good.replace("\"version\": 1", "\"version\": 2"), "has the form 2"),
        (good.replace("\"account\"", "\"password\": \"hunter2\", \"account\""), "line"),
        (good.replace("emergency-1", "HUNTER2"), "line"),
        (String::new(), "line 1"),
    ] {
        let error = Ledger::from_json(bad.as_bytes()).expect_err(&bad);
        let text = error.to_string();
        assert!(text.contains(part) && !text.to_lowercase().contains("hunter"), "{text}");
        assert_eq!(matches!(error, LedgerError::Version(_)), part == "has the form 2");
    }
}

#[test]
fn a_ledger_that_contradicts_itself_is_refused() {
    let first = RotationId::new(1, by());
    let ledger = empty().claimed(claim(0)).entered(pending(first, 0), claim(0)).expect("held");
    let ledger = ledger.promoted(first, proof(1), Retention::DEFAULT).expect("pending");
    let second = RotationId::new(2, by());
    let ledger = ledger.claimed(claim(2)).entered(pending(second, 2), claim(2)).expect("held");
    let good = String::from_utf8(ledger.to_json()).expect("text");
    assert!(Ledger::from_json(good.as_bytes()).is_ok());
    for (from, to, part) in [
        ("\"pending\"", "\"current\"", "two"),
        ("\"pending\"", "\"previous\"", "proved"),
        ("000002", "000001", "order"),
        ("\"versions\"", "\"leaving\": [\"000002-11111111\"], \"versions\"", "kept"),
    ] {
        let error = Ledger::from_json(good.replacen(from, to, 1).as_bytes()).expect_err(to);
        assert!(error.to_string().contains(part), "{error}");
    }
    let swapped =
        good.replacen("\"current\"", "\"x\"", 1).replacen("\"pending\"", "\"current\"", 1);
    assert!(Ledger::from_json(swapped.as_bytes()).is_err());
}
