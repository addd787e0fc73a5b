//! Who can open the passwords of an account, and who shall.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::moment::{later, whole_second};
use crate::{
    domain::RotationId,
    observed::{Ledger, LedgerVersion, Retention, VersionState},
};

/// How the keys that open an account's kept passwords differ from those that its store declares.
/// Keys are named by their fingerprints.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyChange {
    /// Declared keys that do not open what is in force.
    pub added: Vec<String>,
    /// Keys that are not declared and open something that is kept.
    pub removed: Vec<String>,
    /// What those open, key by key, the newest first.
    pub opens: Vec<StillOpens>,
    /// Whether what may be in force is sealed to other keys than the declared ones, so that a
    /// rotation is due.
    pub is_due: bool,
}

/// One version that a removed key still opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StillOpens {
    /// The key.
    pub key: String,
    /// The version.
    pub rotation: RotationId,
    /// What is known of it.
    pub state: VersionState,
    /// Until when it is kept at least, where it was replaced and that is known: what may be in force
    /// is kept until then and as long as that after it.
    pub kept_until: Option<Timestamp>,
}

impl KeyChange {
    /// Returns what is left of it once a version is proved that is sealed to the declared keys.
    #[must_use]
    pub fn after_rotation(self) -> Self {
        let replaced = |still| StillOpens { state: VersionState::Previous, ..still };
        let opens = self.opens.into_iter().map(replaced).collect();
        Self { added: Vec::new(), removed: self.removed, opens, is_due: false }
    }
}

/// Returns whether what is in force is sealed to other keys than the declared ones; then a rotation
/// is due. No declared key means that they are not compared.
#[must_use]
pub fn sealed_to_others(ledger: &Ledger, declared: &[String]) -> bool {
    let newest = ledger.unresolved().next_back().or_else(|| ledger.current());
    !declared.is_empty() && newest.is_some_and(|newest| keys(newest) != set(declared))
}

/// Compares the keys that open an account's kept passwords with the declared ones.
#[must_use]
pub fn key_change(ledger: &Ledger, declared: &[String], retention: Retention) -> KeyChange {
    let declared_keys = set(declared);
    let newest = ledger.unresolved().next_back().or_else(|| ledger.current());
    let held = newest.map(keys).unwrap_or_default();
    let owned = |key: &&str| (*key).to_owned();
    let added = match newest {
        Some(_) => declared_keys.difference(&held).map(owned).collect(),
        None => Vec::new(),
    };
    let kept: Vec<&LedgerVersion> =
        ledger.versions().iter().rev().filter(|version| may_matter(version.state)).collect();
    let known: BTreeSet<&str> = kept.iter().flat_map(|version| keys(version)).collect();
    let removed: Vec<String> = known.difference(&declared_keys).map(owned).collect();
    let ends = ledger.ends();
    let still = |key: &String| {
        let opened = kept.iter().filter(|version| version.recipients.contains(key));
        let told = opened.map(|version| StillOpens {
            key: key.clone(),
            rotation: version.rotation,
            state: version.state,
            kept_until: ends
                .get(&version.rotation)
                .map(|end| whole_second(later(*end, retention.age))),
        });
        told.collect::<Vec<_>>()
    };
    let opens = removed.iter().flat_map(still).collect();
    KeyChange { added, removed, opens, is_due: sealed_to_others(ledger, declared) }
}

/// What was never in force opens nothing.
const fn may_matter(state: VersionState) -> bool {
    matches!(state, VersionState::Pending | VersionState::Current | VersionState::Previous)
}

fn keys(version: &LedgerVersion) -> BTreeSet<&str> {
    set(&version.recipients)
}

fn set(keys: &[String]) -> BTreeSet<&str> {
    keys.iter().map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{key_change, sealed_to_others};
    use crate::{
        domain::RotationId,
        observed::{Claim, Ledger, NewPending, Proof, Retention, VersionState},
    };

    const ID: &str = "11111111-1111-4111-8111-111111111111";

    /// The keys that each version is sealed to.
    type Sealed = &'static [&'static [&'static str]];

    fn at(day: i64) -> Timestamp {
        let first: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
        first + SignedDuration::from_hours(24 * day)
    }

    fn owned(keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    /// One version a day, each sealed to these keys; the last stays pending where it is not proved.
    fn ledger(versions: &[&[&str]], proved: usize) -> Ledger {
        let empty =
            Ledger::new(ID.parse().unwrap(), "emergency-1".parse().unwrap(), ID.parse().unwrap());
        let mut ledger = empty;
        for (day, keys) in (0..).zip(versions) {
            let claim = Claim { by: ID.parse().unwrap(), until: at(day) };
            let rotation: RotationId = format!("{:06}-11111111", day + 1).parse().unwrap();
            let (created, recipients) = (at(day), owned(keys));
            let new = NewPending { rotation, created, set_after: created, recipients };
            ledger = ledger.claimed(claim).entered(new, claim).unwrap();
            if day < i64::try_from(proved).unwrap() {
                let proof = Proof { change: created, set_before: created, freed: Some(claim.by) };
                ledger = ledger.promoted(rotation, proof, Retention::DEFAULT).unwrap();
            }
        }
        ledger
    }

    #[test]
    fn other_keys_make_a_rotation_due_and_the_same_ones_do_not() {
        let table: [(Sealed, usize, &[&str], bool); 8] = [
            (&[], 0, &["a"], false),
            (&[&["a", "b"]], 1, &["b", "a"], false),
            (&[&["a", "b"]], 1, &["a"], true),
            (&[&["a", "b"]], 1, &["a", "b", "c"], true),
            (&[&["a", "b"]], 1, &[], false),
            // What a killed run sealed to the new keys is looked for first.
            (&[&["a"], &["b"]], 1, &["b"], false),
            (&[&["a"], &["b"]], 1, &["a"], true),
            (&[&["a"], &["b"]], 2, &["b"], false),
        ];
        for (versions, proved, declared, expected) in table {
            let ledger = ledger(versions, proved);
            let due = sealed_to_others(&ledger, &owned(declared));
            assert_eq!(due, expected, "{versions:?} {declared:?}");
            assert_eq!(key_change(&ledger, &owned(declared), Retention::DEFAULT).is_due, expected);
        }
    }

    #[test]
    fn what_a_removed_key_opens_is_told_until_it_is_gone() {
        let before = ledger(&[&["a", "b"]], 1);
        let change = key_change(&before, &owned(&["b", "c"]), Retention::DEFAULT);
        assert_eq!((&change.added, &change.removed), (&owned(&["c"]), &owned(&["a"])));
        assert_eq!(change.opens.len(), 1);
        assert_eq!(
            (change.opens[0].state, change.opens[0].kept_until),
            (VersionState::Current, None)
        );
        let after = ledger(&[&["a", "b"], &["b", "c"]], 2);
        let mut foretold = change.after_rotation();
        foretold.opens[0].kept_until = Some(at(91));
        let change = key_change(&after, &owned(&["b", "c"]), Retention::DEFAULT);
        assert_eq!(foretold, change, "what a rotation leaves is what is then found");
        assert!(!change.is_due && change.added.is_empty());
        assert_eq!(change.removed, owned(&["a"]), "it opens the one before");
        assert_eq!(change.opens[0].state, VersionState::Previous);
        assert_eq!(change.opens[0].kept_until, Some(at(91)), "90 days after it was replaced");
    }
}
