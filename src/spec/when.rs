//! Points in time as written.

use std::{borrow::Cow, fmt, str::FromStr};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::domain::Invalid;

/// A point in time: an RFC 3339 time, or a date, which means its first instant in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct When(pub Timestamp);

impl FromStr for When {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let invalid = || {
            Invalid::new(format!("`{text}` is not a time such as 2026-11-23T09:00:00Z, nor a date"))
        };
        if text.len() == 10 {
            let date: Date = text.parse().map_err(|_| invalid())?;
            return date
                .to_zoned(TimeZone::UTC)
                .map(|at| Self(at.timestamp()))
                .map_err(|_| invalid());
        }
        text.parse().map(Self).map_err(|_| invalid())
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(de: D) -> Result<Self, D::Error> {
        String::deserialize(de)?.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for When {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "When".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9:.]+([Zz]|[+-][0-9:]+))?$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::When;

    #[test]
    fn a_date_is_its_first_instant_in_utc() {
        let shown = |text: &str| text.parse::<When>().map(|when| when.to_string());
        assert_eq!(shown("2026-12-01").as_deref(), Ok("2026-12-01T00:00:00Z"));
        assert_eq!(shown("2026-11-23T10:00:00+01:00").as_deref(), Ok("2026-11-23T09:00:00Z"));
        for bad in ["", "2026-13-01", "tomorrow", "2026-11-23T09:00:00", "2026-12-1"] {
            assert!(shown(bad).is_err(), "{bad}");
        }
    }
}
