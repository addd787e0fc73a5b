//! Facts, judged by what one batch of looks saw.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::plan::{Fact, Judgement, Look, Sighting};

/// What one batch of looks saw.
pub(super) type Seen = BTreeMap<Look, Sighting>;

/// Judges a fact at the server's time; where it was not looked at, that is unknown.
pub(super) fn judge(fact: &Fact, seen: &Seen, now: Timestamp) -> Judgement {
    let sightings: Option<Vec<Sighting>> =
        fact.look().iter().map(|look| seen.get(look).cloned()).collect();
    sightings.map_or_else(
        || Judgement::Unknown("it was not looked at".to_owned()),
        |sightings| fact.judge(&sightings, now),
    )
}
