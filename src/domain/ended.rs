//! Which grants of an account have ended, as its marker remembers it.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::{GrantId, Invalid, hexadecimal, marker::instant};

/// How many earlier grants are remembered: with the longest id the text stays below the 256
/// characters that a directory extension holds.
const REMEMBERED: usize = 12;

/// The ends of an account's grants as the marker holds them:
/// `{grant id} {ended at}[ {traces of earlier grants}[ {until when older ones are forgotten}]]`.
///
/// A grant that was ended stays ended, whatever was opened and ended since: so the last one is
/// named, and of those before it a trace is kept. What no longer fits is forgotten, and the time of
/// that is kept instead: a grant that may be among the forgotten ones is not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndStamp {
    /// Which grant ended last; `None` is written as `-`: access ended that no readable grant had
    /// opened.
    pub id: Option<GrantId>,
    /// When its end was proved.
    pub at: Timestamp,
    /// Traces of the grants that ended before it, the oldest first.
    earlier: Vec<String>,
    /// Grants that ended up to this time may be forgotten.
    horizon: Option<Timestamp>,
}

impl EndStamp {
    /// Makes the stamp of an account's first end.
    #[must_use]
    pub const fn first(id: Option<GrantId>, at: Timestamp) -> Self {
        Self { id, at, earlier: Vec::new(), horizon: None }
    }

    /// Returns the stamp of an end after what the marker said before, which may be anything.
    #[must_use]
    pub fn after(before: Option<&str>, id: Option<GrantId>, at: Timestamp) -> Self {
        let Some(text) = before.filter(|text| !text.is_empty()) else { return Self::first(id, at) };
        let Ok(before) = text.parse::<Self>() else {
            // Nobody can say what was written there.
            return Self { horizon: Some(at), ..Self::first(id, at) };
        };
        let Self { id: last, at: ended, mut earlier, mut horizon } = before;
        earlier.extend(last.as_ref().filter(|last| id.as_ref() != Some(*last)).map(trace));
        if earlier.len() > REMEMBERED {
            earlier.drain(..earlier.len() - REMEMBERED);
            horizon = Some(ended);
        }
        Self { id, at, earlier, horizon }
    }

    /// Returns whether this grant is one of those that ended. Two grants in four thousand million
    /// share a trace, and then one of them is refused.
    #[must_use]
    pub fn has_ended(&self, id: &GrantId) -> bool {
        self.id.as_ref() == Some(id) || self.earlier.contains(&trace(id))
    }

    /// Returns the time up to which ended grants may be forgotten, where a grant that begins then
    /// may be one of them. `None` as start is a grant that begins whenever it is found.
    #[must_use]
    pub fn may_be_forgotten(&self, start: Option<Timestamp>) -> Option<Timestamp> {
        self.horizon.filter(|horizon| start.is_none_or(|start| start <= *horizon))
    }
}

/// The first 32 bits of the id's SHA-256.
fn trace(id: &GrantId) -> String {
    hexadecimal(&Sha256::digest(id.as_str().as_bytes())[..4])
}

fn is_trace(text: &str) -> bool {
    text.len() == 8
        && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

impl FromStr for EndStamp {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let form = || Invalid::new("an end stamp is `id ended-at`, with traces of earlier grants");
        let parts: Vec<&str> = text.split(' ').collect();
        let (id, at, rest) = match parts.as_slice() {
            [id, at, rest @ ..] if rest.len() <= 2 => (*id, *at, rest),
            _ => return Err(form()),
        };
        let id = if id == "-" { None } else { Some(id.parse()?) };
        let traces = rest.first().filter(|traces| **traces != "-");
        let earlier: Vec<String> =
            traces.into_iter().flat_map(|traces| traces.split(',')).map(str::to_owned).collect();
        if earlier.len() > REMEMBERED || !earlier.iter().all(|trace| is_trace(trace)) {
            return Err(form());
        }
        let horizon = rest.get(1).map(|text| instant(text)).transpose()?;
        Ok(Self { id, at: instant(at)?, earlier, horizon })
    }
}

impl fmt::Display for EndStamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id.as_ref().map_or("-", GrantId::as_str), self.at)?;
        match (self.earlier.join(","), self.horizon) {
            (traces, None) if traces.is_empty() => Ok(()),
            (traces, None) => write!(f, " {traces}"),
            (traces, Some(horizon)) if traces.is_empty() => write!(f, " - {horizon}"),
            (traces, Some(horizon)) => write!(f, " {traces} {horizon}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{EndStamp, GrantId, REMEMBERED};

    fn at(hour: i64) -> Timestamp {
        let day: Timestamp = "2026-11-01T00:00:00Z".parse().expect("a time");
        day + SignedDuration::from_hours(hour)
    }

    fn id(number: i64) -> GrantId {
        format!("{number:a>100}").parse().expect("an id")
    }

    /// Ends so many grants, one an hour, of the longest ids.
    fn ended(count: i64) -> EndStamp {
        (1..count).fold(EndStamp::first(Some(id(0)), at(0)), |stamp, number| {
            EndStamp::after(Some(&stamp.to_string()), Some(id(number)), at(number))
        })
    }

    #[test]
    fn stamps_survive_a_round_trip_and_garbage_does_not_parse() {
        for text in [
            "- 2026-11-23T11:00:00Z",
            "inc-1 2026-11-23T11:00:00Z",
            "inc-1 2026-11-23T11:00:00Z 0123abcd",
            "inc-1 2026-11-23T11:00:00Z 0123abcd,ffffffff 2026-11-22T11:00:00Z",
            "inc-1 2026-11-23T11:00:00Z - 2026-11-22T11:00:00Z",
        ] {
            assert_eq!(text.parse::<EndStamp>().expect(text).to_string(), text);
        }
        for bad in [
            "",
            "x",
            "inc-1 noon",
            "inc-1 2026-11-23T11:00:00Z traces",
            "inc-1 2026-11-23T11:00:00Z 0123ABCD",
            "inc-1 2026-11-23T11:00:00Z 0123abcd noon",
            "inc-1 2026-11-23T11:00:00Z - 2026-11-22T11:00:00Z more",
        ] {
            assert!(bad.parse::<EndStamp>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_ended_grant_stays_ended_or_is_among_the_forgotten() {
        for count in 1..40 {
            let stamp = ended(count);
            assert!(stamp.to_string().len() <= 256, "{stamp}");
            for number in 0..count {
                let known = stamp.has_ended(&id(number));
                let forgotten = stamp.may_be_forgotten(Some(at(number - 1))).is_some()
                    && stamp.may_be_forgotten(None).is_some();
                assert!(known || forgotten, "{number} of {count}: {stamp}");
            }
            assert!(!stamp.has_ended(&id(count)));
            assert_eq!(stamp.may_be_forgotten(Some(at(count))), None, "a later grant opens");
        }
        let few = i64::try_from(REMEMBERED).expect("few");
        assert_eq!(ended(few + 1).may_be_forgotten(None), None, "as long as all are remembered");
    }

    #[test]
    fn what_cannot_be_read_may_have_been_any_grant() {
        let stamp = EndStamp::after(Some("garbage"), Some(id(1)), at(5));
        assert_eq!(stamp.may_be_forgotten(None), Some(at(5)));
        assert_eq!(stamp.may_be_forgotten(Some(at(6))), None);
    }

    #[test]
    fn a_grant_that_ends_twice_is_named_once() {
        let once = EndStamp::first(Some(id(1)), at(1));
        let twice = EndStamp::after(Some(&once.to_string()), Some(id(1)), at(2));
        assert_eq!(twice, EndStamp::first(Some(id(1)), at(2)));
    }
}
