//! Times in a seed: absolute, or an offset from the moment the tenant is first seen.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer};

/// A time as written: RFC 3339, or an offset such as `-42m`, `2h` or `+30d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// A moment.
    At(Timestamp),
    /// So many seconds from the moment the tenant is first seen.
    After(i64),
}

impl When {
    /// Resolves the time.
    #[must_use]
    pub fn resolve(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::After(seconds) => {
                now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(now)
            }
        }
    }

    /// Reads a time as written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(at) = text.parse() {
            return Some(Self::At(at));
        }
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let mut seconds: i64 = 0;
        let mut rest = rest;
        if rest.is_empty() {
            return None;
        }
        while !rest.is_empty() {
            let digits = rest.find(|letter: char| !letter.is_ascii_digit())?;
            let number: i64 = rest[..digits].parse().ok()?;
            let unit = match rest.as_bytes()[digits] {
                b'd' => 86_400,
                b'h' => 3_600,
                b'm' => 60,
                b's' => 1,
                _ => return None,
            };
            seconds = seconds.checked_add(number.checked_mul(unit)?)?;
            rest = &rest[digits + 1..];
        }
        Some(Self::After(sign * seconds))
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "`{text}` is no time: write RFC 3339, or an offset such as -42m, 2h or 30d"
            ))
        })
    }
}

/// Resolves the offsets among the words of a marker's value: `inc-1234 -2h -42m`.
///
/// Only words that begin with a sign are offsets, so that an unreadable value stays as it is.
#[must_use]
pub(super) fn resolve_words(text: &str, now: Timestamp) -> String {
    let resolved = text.split(' ').map(|word| {
        let is_offset = word.starts_with(['-', '+']);
        match When::parse(word).filter(|_| is_offset) {
            Some(when) => rfc3339(when.resolve(now)),
            None => word.to_owned(),
        }
    });
    resolved.collect::<Vec<_>>().join(" ")
}

/// Writes a time as Graph does: RFC 3339 in UTC to the second.
#[must_use]
pub fn rfc3339(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_and_moments_are_read() {
        for (text, seconds) in
            [("-42m", -2_520), ("2h", 7_200), ("+1d2h", 93_600), ("90s", 90), ("0s", 0)]
        {
            assert_eq!(When::parse(text), Some(When::After(seconds)), "{text}");
        }
        for text in ["", "-", "42", "2x", "h", "2026-13-01", "1h-"] {
            assert_eq!(When::parse(text), None, "{text}");
        }
        assert!(matches!(When::parse("2026-01-01T00:00:00Z"), Some(When::At(_))));
    }

    #[test]
    fn words_of_a_grant_are_resolved_and_others_kept() {
        let now: Timestamp = "2026-01-01T12:00:00Z".parse().unwrap();
        let resolved = resolve_words("inc-2h -2h +30m soon", now);
        assert_eq!(resolved, "inc-2h 2026-01-01T10:00:00Z 2026-01-01T12:30:00Z soon");
        assert_eq!(resolve_words("", now), "");
    }
}
