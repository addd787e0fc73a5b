//! What must be so before a password is drawn.

use jiff::Timestamp;

use super::{AccountFacts, Occasion, Refusal, Sibling, Terms, moment::later};
use crate::observed::Ledger;

/// Says why an account is not one whose password may be rotated.
pub(super) fn unfit(terms: &Terms, facts: &AccountFacts) -> Option<Refusal> {
    let why = if facts.object != terms.object {
        "it is another account than the one that was meant"
    } else if facts.synced {
        "it is synced from an on-premises directory, which sets its password"
    } else if facts.restricted {
        "it is in a restricted-management administrative unit"
    } else if terms.occasion == Occasion::First && facts.enabled {
        "a first credential is for an account that is still disabled, and it is enabled"
    } else {
        return None;
    };
    Some(Refusal::Unfit(why.to_owned()))
}

/// Says why a ledger is not this account's, or not one for this occasion.
pub(super) fn foreign(terms: &Terms, ledger: &Ledger) -> Option<Refusal> {
    let own = ledger.tenant() == terms.tenant
        && *ledger.account() == terms.account
        && ledger.object() == terms.object;
    if !own {
        let (account, object) = (ledger.account(), ledger.object());
        let why =
            format!("the ledger is the one of {account} ({object}): nothing is written to it");
        return Some(Refusal::Store(why));
    }
    (terms.occasion == Occasion::First && ledger.current().is_some()).then(|| {
        Refusal::Unfit("a first credential is for an account that never had one".to_owned())
    })
}

/// What the siblings allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Siblings {
    /// Going on.
    Clear,
    /// Going on, once this sibling's ended claim is taken away.
    Stale(Box<Ledger>),
    /// Nothing.
    InTheWay(Refusal),
}

/// Judges the siblings. `urgent` is a rotation that mends something: it does not wait for the
/// schedule's distance.
pub(super) fn siblings(
    terms: &Terms,
    siblings: &[Sibling],
    (now, urgent): (Timestamp, bool),
) -> Siblings {
    let mut stale = None;
    for sibling in siblings {
        let unproved = |why: String| {
            let account = sibling.account.clone();
            Siblings::InTheWay(Refusal::SiblingUnproved { account, why })
        };
        let ledger = match &sibling.ledger {
            Err(why) => return unproved(format!("its ledger could not be read: {why}")),
            // A person who asks was told that it never was.
            Ok(None) if terms.occasion == Occasion::Asked => continue,
            Ok(None) => return unproved("it has no proved credential".to_owned()),
            Ok(Some(ledger)) => ledger,
        };
        if ledger.unresolved().next().is_some() {
            return unproved("its own last rotation is not proved".to_owned());
        }
        if let Some(claim) = ledger.live_claim(now) {
            return unproved(format!("it may be rotated by another run until {}", claim.until));
        }
        let scheduled = matches!(terms.occasion, Occasion::Scheduled { .. });
        if let Some(why) =
            terms.around.troubles.get(&sibling.account).filter(|_| scheduled && !urgent)
        {
            return unproved(why.clone());
        }
        if ledger.claim().is_some() {
            stale = Some(ledger);
        }
        let Some(current) = ledger.current() else {
            if terms.occasion == Occasion::Asked {
                continue;
            }
            return unproved("it has no proved credential".to_owned());
        };
        let until = later(current.proved.unwrap_or(current.created), terms.limits.apart);
        if scheduled && !urgent && now < until {
            let account = sibling.account.clone();
            return Siblings::InTheWay(Refusal::SiblingRecent { account, until });
        }
    }
    stale.map_or(Siblings::Clear, |ledger| Siblings::Stale(Box::new(ledger.clone())))
}
