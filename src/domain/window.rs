//! Lengths of time: how long access may last.

use std::{fmt, str::FromStr};

use jiff::SignedDuration;

use super::Invalid;

/// A positive length of time in whole seconds, written `90m`, `4h`, `30d` or `PT4H`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window(SignedDuration);

impl Window {
    /// Makes a window of so many minutes.
    #[must_use]
    pub const fn from_minutes(minutes: i64) -> Self {
        Self(SignedDuration::from_mins(minutes))
    }

    /// Makes a window of so many seconds; `None` where that is no positive length.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Option<Self> {
        if seconds > 0 { Some(Self(SignedDuration::from_secs(seconds))) } else { None }
    }

    /// Returns the length.
    #[must_use]
    pub const fn duration(self) -> SignedDuration {
        self.0
    }
}

/// A day is 24 hours here: a window is elapsed time, never a calendar's.
fn days(text: &str) -> Option<SignedDuration> {
    let number = text.strip_suffix('d').or_else(|| text.strip_prefix('P')?.strip_suffix('D'))?;
    let days: i64 = number.parse().ok().filter(|days| (1..=3_650).contains(days))?;
    Some(SignedDuration::from_hours(days * 24))
}

impl FromStr for Window {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        // The parser takes far more than is documented: spaces, fractions, words, signs.
        let plain = text.chars().all(|c| c.is_ascii_alphanumeric());
        let parsed = if plain { days(text).or_else(|| text.parse().ok()) } else { None };
        match parsed {
            Some(length) if length > SignedDuration::ZERO && length.subsec_nanos() == 0 => {
                Ok(Self(length))
            }
            _ => Err(Invalid::new(format!(
                "`{text}` is not a duration such as 90m, 4h, 30d or PT4H"
            ))),
        }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hours = self.0.as_hours();
        let text = if hours >= 48 && self.0 == SignedDuration::from_hours(hours) && hours % 24 == 0
        {
            format!("{}d", hours / 24)
        } else {
            format!("{:#}", self.0)
        };
        f.pad(&text)
    }
}

impl serde::Serialize for Window {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Window {
    fn deserialize<D: serde::Deserializer<'de>>(de: D) -> Result<Self, D::Error> {
        let text = String::deserialize(de)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Window {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Window".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A length of time: 90m, 4h, 30d or ISO 8601 (PT4H).",
            "examples": ["4h", "90m", "30d"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Window;

    #[test]
    fn windows_are_read_and_shown() {
        let shown =
            [("4h", "4h"), ("90m", "1h 30m"), ("PT4H", "4h"), ("30d", "30d"), ("24h", "24h")];
        for (text, expected) in shown {
            assert_eq!(text.parse::<Window>().expect(text).to_string(), expected);
        }
        for bad in [
            "",
            "4",
            "0h",
            "-4h",
            "4x",
            "1.5d",
            "d",
            "99999999d",
            "4 h",
            "4.5h",
            "4,5h",
            " 4h",
            "PT4.5H",
            "+4h",
            "-PT4H",
            "PT-4H",
        ] {
            assert!(bad.parse::<Window>().is_err(), "{bad}");
        }
    }
}
