//! Names of password versions.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Invalid, RotatorId};

/// Names one version of an emergency account's password, such as `000007-1f3a9c2b`.
///
/// The number orders the versions of an account; what follows it comes from the run that drew the
/// password, so that two runs which draw the same number never mean the same version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RotationId {
    number: u32,
    run: u32,
}

impl RotationId {
    /// Makes the name of a version that a run draws.
    #[must_use]
    pub fn new(number: u32, by: RotatorId) -> Self {
        Self { number, run: by.uuid().as_fields().0 }
    }

    /// Returns the place in the order of versions, from 1.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.number
    }

    /// Returns the run that drew it.
    #[must_use]
    pub const fn run(self) -> RotationRun {
        RotationRun(self.run)
    }
}

/// What the names of all versions end with that one run draws, such as `1f3a9c2b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RotationRun(u32);

impl RotationRun {
    /// Returns what a run's versions end with.
    #[must_use]
    pub fn of(by: RotatorId) -> Self {
        Self(by.uuid().as_fields().0)
    }
}

impl fmt::Display for RotationRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl FromStr for RotationRun {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let run = u32::from_str_radix(text, 16).map(Self).ok();
        run.filter(|run| run.to_string() == text)
            .ok_or_else(|| Invalid::new("this is not a run of a rotation such as `1f3a9c2b`"))
    }
}

impl Serialize for RotationRun {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RotationRun {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl fmt::Display for RotationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:06}-{:08x}", self.number, self.run))
    }
}

impl FromStr for RotationId {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let parts = text.split_once('-').and_then(|(number, run)| {
            Some(Self {
                number: number.parse().ok().filter(|number| *number > 0)?,
                run: u32::from_str_radix(run, 16).ok()?,
            })
        });
        // Signs, capitals and missing zeros would be a second name of the same version.
        parts.filter(|parsed| parsed.to_string() == text).ok_or_else(|| {
            Invalid::new("this is not a version of a password such as `000007-1f3a9c2b`")
        })
    }
}

impl Serialize for RotationId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RotationId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::{RotationId, RotationRun};

    #[test]
    fn versions_have_one_name_and_are_ordered_by_number() {
        let by = "1f3a9c2b-5b1d-4c3e-9f60-7a8b9c0d1e2f".parse().expect("a GUID");
        assert_eq!(RotationId::new(7, by).to_string(), "000007-1f3a9c2b");
        assert_eq!("000007-1f3a9c2b".parse(), Ok(RotationId::new(7, by)));
        let other = "ffffffff-5b1d-4c3e-9f60-7a8b9c0d1e2f".parse().expect("a GUID");
        assert!(RotationId::new(7, other) < RotationId::new(10, by));
        assert_ne!(RotationId::new(7, other), RotationId::new(7, by));
        assert_eq!(RotationId::new(7, by).run(), RotationRun::of(by));
        assert_eq!("1f3a9c2b".parse(), Ok(RotationRun::of(by)));
        assert!("1F3A9C2B".parse::<RotationRun>().is_err() && "".parse::<RotationRun>().is_err());
        for bad in
            ["", "7", "7-1f3a9c2b", "000007-1F3A9C2B", "+00007-1f3a9c2b", "000000-1f3a9c2b", "../x"]
        {
            assert!(bad.parse::<RotationId>().is_err(), "{bad}");
        }
    }
}
