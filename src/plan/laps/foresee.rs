//! What a rotation would come to, without doing any of it.

use jiff::Timestamp;

use crate::{
    observed::{Ledger, Reading},
    plan::rotation::{AccountFacts, Command, Ending, Event, Sibling, State, Terms},
};

/// What a rotation would come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Foresight {
    /// It would end like this, and change nothing.
    Ends(Ending),
    /// It would do something.
    Acts,
}

/// Foresees a rotation with the machine that decides it, up to the first thing it would do.
#[must_use]
pub fn foresee(
    terms: Terms,
    facts: AccountFacts,
    (ledger, siblings): (Option<&Ledger>, &[Sibling]),
    now: Timestamp,
) -> Foresight {
    let (mut state, mut command) = (State::new(terms), Command::Look);
    loop {
        let event = match command {
            Command::Look => Event::Looked(Reading::Known(facts)),
            Command::Read => Event::Read(Ok(ledger.cloned())),
            Command::Probe => Event::Probed(Ok(())),
            Command::ReadSiblings => Event::ReadSiblings(siblings.to_vec()),
            Command::End(ending) => return Foresight::Ends(ending),
            _ => return Foresight::Acts,
        };
        (state, command) = state.next(now, event);
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{Foresight, foresee};
    use crate::{
        observed::{Claim, Ledger, NewPending, Proof, Retention},
        plan::rotation::{
            AccountFacts, Ending, Limits, Occasion, Refusal, Sibling, Surroundings, Terms,
        },
    };

    const ID: &str = "11111111-1111-4111-8111-111111111111";

    fn now() -> Timestamp {
        "2026-11-23T09:00:00Z".parse().unwrap()
    }

    fn terms(occasion: Occasion) -> Terms {
        let account = "emergency-1".parse().unwrap();
        let (tenant, object, rotator) =
            (ID.parse().unwrap(), ID.parse().unwrap(), ID.parse().unwrap());
        let (recipients, limits) = (Vec::new(), Limits::graph());
        let around = Surroundings::default();
        Terms { tenant, account, object, rotator, occasion, recipients, limits, around }
    }

    fn proved(account: &str) -> Ledger {
        let ledger =
            Ledger::new(ID.parse().unwrap(), account.parse().unwrap(), ID.parse().unwrap());
        let rotation = "000001-11111111".parse().unwrap();
        let (at, by) = (now() - SignedDuration::from_hours(48), ID.parse().unwrap());
        let claim = Claim { by, until: now() };
        let new = NewPending { rotation, created: at, set_after: at, recipients: Vec::new() };
        let ledger = ledger.claimed(claim).entered(new, claim).unwrap();
        let proof = Proof { change: at, set_before: at, freed: Some(by) };
        let ledger = ledger.promoted(rotation, proof, Retention::DEFAULT).unwrap();
        ledger.closed(Some(at), &[])
    }

    #[test]
    fn what_is_due_is_foreseen_and_what_is_not_as_well() {
        let facts = AccountFacts {
            object: ID.parse().unwrap(),
            enabled: true,
            synced: false,
            restricted: false,
            last_change: Some(now() - SignedDuration::from_hours(48)),
        };
        let every = |hours| Occasion::Scheduled { every: SignedDuration::from_hours(hours) };
        let sibling =
            |ledger| Sibling { account: "emergency-2".parse().unwrap(), ledger: Ok(ledger) };
        let (own, proved_sibling) = (proved("emergency-1"), sibling(Some(proved("emergency-2"))));
        let see = |occasion, ledger, siblings: &[Sibling]| {
            foresee(terms(occasion), facts, (ledger, siblings), now())
        };
        let later = see(every(24 * 30), Some(&own), &[]);
        assert!(matches!(later, Foresight::Ends(Ending::NothingDue { .. })), "{later:?}");
        assert_eq!(
            see(every(24), Some(&own), std::slice::from_ref(&proved_sibling)),
            Foresight::Acts
        );
        assert_eq!(see(Occasion::Asked, Some(&own), &[sibling(None)]), Foresight::Acts);
        assert_eq!(see(Occasion::Asked, None, &[sibling(None)]), Foresight::Acts);
        let waits = see(every(24), Some(&own), &[sibling(None)]);
        let Foresight::Ends(Ending::Refused(Refusal::SiblingUnproved { .. })) = waits else {
            panic!("{waits:?}")
        };
        let sealed = Terms { recipients: vec!["age1new".to_owned()], ..terms(every(24 * 30)) };
        let siblings = std::slice::from_ref(&proved_sibling);
        let rekeyed = foresee(sealed, facts, (Some(&own), siblings), now());
        assert_eq!(rekeyed, Foresight::Acts, "it is sealed to nobody who is declared");
        let opened = own.opened(now());
        assert_eq!(see(every(24 * 30), Some(&opened), &[proved_sibling]), Foresight::Acts);
    }
}
