//! The marker: what tenantry writes on an object it owns, as directory extension values.

use std::{fmt, str::FromStr};

use jiff::Timestamp;

use super::{Invalid, text::checked_text};

/// The extension that holds the installation's name; the only one filtered on.
pub const INSTALLATION: &str = "tenantryInstallation";
/// The extension that holds the object's own address.
pub const ADDRESS: &str = "tenantryAddress";
/// The extension that holds the open grant.
pub const GRANT: &str = "tenantryGrant";
/// The extension that holds the end of the last grant.
pub const ENDED: &str = "tenantryEnded";
/// All four, in the order in which they are read and written.
pub const EXTENSIONS: [&str; 4] = [INSTALLATION, ADDRESS, GRANT, ENDED];

fn grant_id(text: &str) -> Result<String, Invalid> {
    let valid = (1..=100).contains(&text.len())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    if valid {
        Ok(text.to_owned())
    } else {
        Err(Invalid::new(format!("`{text}` is not a grant id")))
    }
}

checked_text!(
    /// The id of a grant: the name of its file, or one that tenantry made.
    GrantId, "^[A-Za-z0-9._-]{1,100}$", grant_id
);

/// An open grant as the marker holds it: `{grant id} {start} {deadline}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GrantStamp {
    /// Which grant.
    pub id: GrantId,
    /// When the access began.
    pub start: Timestamp,
    /// When the access must have ended.
    pub deadline: Timestamp,
}

impl FromStr for GrantStamp {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut parts = text.split(' ');
        let (Some(id), Some(start), Some(deadline), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Invalid::new("a grant stamp is `id start deadline`"));
        };
        Ok(Self { id: id.parse()?, start: instant(start)?, deadline: instant(deadline)? })
    }
}

impl fmt::Display for GrantStamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.id, self.start, self.deadline)
    }
}

pub(super) fn instant(text: &str) -> Result<Timestamp, Invalid> {
    text.parse().map_err(|_| Invalid::new(format!("`{text}` is not an RFC 3339 time")))
}

#[cfg(test)]
mod tests {
    use super::GrantStamp;

    #[test]
    fn stamps_survive_a_round_trip_and_garbage_does_not_parse() {
        let text = "inc-1234 2026-11-23T09:00:00Z 2026-11-23T11:00:00Z";
        assert_eq!(text.parse::<GrantStamp>().expect("valid").to_string(), text);
        for bad in ["", "x", "a b c", "inc 2026-11-23T09:00:00Z", "a b c d"] {
            assert!(bad.parse::<GrantStamp>().is_err(), "{bad}");
        }
    }
}
