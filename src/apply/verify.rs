//! Reading back: what was done counts as done once enough reads in a row agree.

use std::{collections::BTreeSet, time::Duration};

use jiff::Timestamp;

use super::{
    Pace, Perform,
    judge::{Seen, judge},
};
use crate::plan::{Fact, Judgement, Look};

/// A fact that is being read back.
#[derive(Debug)]
struct Watched<T> {
    of: T,
    fact: Fact,
    /// How many reads in a row agreed.
    agreeing: u32,
    /// What the last read found instead.
    instead: String,
}

/// The facts of one tenant that are being read back, all in one round of looks.
#[derive(Debug)]
struct Vigil<T>(Vec<Watched<T>>);

impl<T> Vigil<T> {
    fn new(facts: Vec<(T, Fact)>) -> Self {
        let watch = |(of, fact)| Watched { of, fact, agreeing: 0, instead: String::new() };
        Self(facts.into_iter().map(watch).collect())
    }

    fn looks(&self) -> Vec<Look> {
        let all: BTreeSet<Look> = self.0.iter().flat_map(|one| one.fact.look()).collect();
        all.into_iter().collect()
    }

    /// Takes in one round; what has agreed often enough is not watched any longer.
    fn take(&mut self, seen: &Seen, now: Timestamp, enough: u32) {
        for one in &mut self.0 {
            match judge(&one.fact, seen, now) {
                Judgement::Holds => one.agreeing += 1,
                Judgement::Fails(found) | Judgement::Unknown(found) => {
                    one.agreeing = 0;
                    one.instead = found;
                }
            }
        }
        self.0.retain(|one| one.agreeing < enough);
    }
}

/// Reads facts until enough reads in a row agree with each, or time is up. Returns those that did
/// not come to agree, with what was found instead.
///
/// Once a stop is asked for there is one more round, and no waiting.
pub(super) async fn verify<T, P: Perform>(
    port: &P,
    pace: &Pace,
    facts: Vec<(T, Fact)>,
    stop: &(dyn Fn() -> bool + Sync),
) -> Vec<(T, String)>
where
    T: Send + Sync,
{
    let mut vigil = Vigil::new(facts);
    let mut waited = Duration::ZERO;
    while !vigil.0.is_empty() {
        let looks = vigil.looks();
        let stopping = stop();
        let seen: Seen = looks.iter().cloned().zip(port.look(&looks).await).collect();
        vigil.take(&seen, port.now(), pace.agreeing);
        if vigil.0.is_empty() || waited >= pace.within {
            break;
        }
        if stopping {
            let cut = |one: Watched<T>| {
                let agreed = "the run was interrupted before enough reads agreed";
                let found = if one.agreeing > 0 { agreed.to_owned() } else { one.instead };
                (one.of, found)
            };
            return vigil.0.into_iter().map(cut).collect();
        }
        port.pause(pace.apart).await;
        waited = waited.saturating_add(pace.apart);
    }
    let seconds = pace.within.as_secs();
    let late = |one: Watched<T>| {
        let instead = if one.instead.is_empty() { "reads keep changing" } else { &one.instead };
        (one.of, format!("not read back within {seconds} s: {instead}"))
    };
    vigil.0.into_iter().map(late).collect()
}

#[cfg(test)]
mod tests {
    use super::{Seen, Vigil};
    use crate::{
        observed::{ObservedDomain, Reading},
        plan::{Fact, Look, Sighting},
    };

    #[test]
    fn only_reads_in_a_row_count() {
        let domain = "contoso.example".parse().expect("valid");
        let verified = |verified| {
            let name: crate::domain::DomainName = "contoso.example".parse().expect("valid");
            let found = ObservedDomain {
                name: name.clone(),
                verified,
                managed: true,
                initial: false,
                verification_record: None,
            };
            Seen::from([(Look::Domain(name), Sighting::Domain(Reading::Known(found)))])
        };
        let mut vigil = Vigil::new(vec![((), Fact::Domain { domain, verified: Some(true) })]);
        for (round, (found, open)) in
            [(true, 1), (true, 1), (false, 1), (true, 1), (true, 1), (true, 0)].iter().enumerate()
        {
            vigil.take(&verified(*found), jiff::Timestamp::UNIX_EPOCH, 3);
            assert_eq!(vigil.0.len(), *open, "round {round}");
        }
    }
}
