//! The chain: every line holds the hash of the line before, so that none can be changed, left out
//! or moved without a trace.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{ChainId, Event, ocsf};
use crate::domain::{canonical_json, hexadecimal};

/// A SHA-256, written `sha256:` and 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hash(String);

impl Hash {
    /// Hashes bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self::finish(Sha256::new().chain_update(bytes))
    }

    /// Ends a hash that was fed piece by piece.
    pub(super) fn finish(state: Sha256) -> Self {
        Self(format!("sha256:{}", hexadecimal(&state.finalize())))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The end of a chain: its head, which is kept apart from the lines so that truncation is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The hash of the last line.
    pub hash: Hash,
    /// Its sequence number, from 1.
    pub seq: u64,
}

impl Head {
    /// Writes the head as it is stored.
    pub(super) fn text(&self) -> String {
        canonical_json(&json!({ "hash": self.hash, "seq": self.seq })) + "\n"
    }

    /// Reads a stored head; `None` where it is not one, to the byte.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let head: Self = serde_json::from_slice(bytes).ok()?;
        (head.text().as_bytes() == bytes).then_some(head)
    }
}

/// What stands between a line and the one that its chain goes on from: the rest of a write that
/// was cut off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Torn {
    /// How many bytes, without the last line's end.
    pub(super) bytes: u64,
    /// Their hash.
    pub(super) hash: Hash,
}

/// What a new line goes on from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Before {
    /// The last line; `None` at the beginning of a chain.
    pub(super) head: Option<Head>,
    /// What was cut off behind it.
    pub(super) torn: Option<Torn>,
    /// Whether the head that should have been there was not.
    pub(super) head_lost: bool,
}

/// A line's place in its chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Link {
    /// The chain.
    pub(super) uid: String,
    /// Its sequence number, from 1.
    pub(super) seq: u64,
    /// The hash of the line before.
    pub(super) previous: Option<Hash>,
    /// The hash of the line's canonical form without this field.
    pub(super) hash: Hash,
    /// What was cut off before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) torn: Option<Torn>,
    /// Whether the chain's head was lost when it was written.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) head_lost: bool,
}

impl Link {
    /// Returns the head of a chain that ends with this line.
    pub(super) fn head(&self) -> Head {
        Head { hash: self.hash.clone(), seq: self.seq }
    }
}

/// Writes an event as the next line of its chain, without the line's end.
pub(super) fn seal(event: &Event, before: &Before) -> serde_json::Result<(String, Head)> {
    let seq = before.head.as_ref().map_or(0, |head| head.seq).saturating_add(1);
    let mut shaped = ocsf::shape(event, seq)?;
    let mut link = json!({
        "uid": event.chain().to_string(),
        "seq": seq,
        "previous": before.head.as_ref().map(|head| &head.hash),
    });
    if let Some(torn) = &before.torn {
        link["torn"] = serde_json::to_value(torn)?;
    }
    if before.head_lost {
        link["headLost"] = json!(true);
    }
    shaped["unmapped"]["chain"] = link;
    let hash = Hash::of(canonical_json(&shaped).as_bytes());
    shaped["unmapped"]["chain"]["hash"] = serde_json::to_value(&hash)?;
    Ok((canonical_json(&shaped), Head { hash, seq }))
}

/// A line as it was read.
#[derive(Debug)]
pub(super) struct Line {
    /// Its place.
    pub(super) link: Link,
    /// Whether every byte is as it was written.
    pub(super) intact: bool,
    /// The event, or why this version does not understand it.
    pub(super) event: Result<Event, String>,
}

impl Line {
    /// Reads a line without its end; `None` where it has no place in any chain, as what a crash
    /// cut off.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut value: Value = serde_json::from_slice(bytes).ok()?;
        let as_written = canonical_json(&value).as_bytes() == bytes;
        let unmapped = value.get_mut("unmapped")?;
        let link = Link::deserialize(unmapped.get("chain")?).ok()?;
        let event = unmapped.get("tenantry").map(Event::deserialize);
        let event = match event {
            Some(event) => event.map_err(|error| error.to_string()),
            None => Err("it holds no event".to_owned()),
        };
        unmapped.get_mut("chain")?.as_object_mut()?.remove("hash");
        let intact = as_written && Hash::of(canonical_json(&value).as_bytes()) == link.hash;
        Some(Self { link, intact, event })
    }

    /// Returns whether the event belongs into a chain.
    pub(super) fn belongs_to(&self, chain: ChainId) -> bool {
        self.link.uid == chain.to_string()
            && self.event.as_ref().is_ok_and(|event| event.chain() == chain)
    }
}

#[cfg(test)]
mod tests {
    use super::{Before, Hash, Head, Line, Torn, seal};
    use crate::audit::fixture;

    #[test]
    fn a_line_knows_its_place_and_the_one_before() {
        let torn = Some(Torn { bytes: 3, hash: Hash::of(b"{\"a") });
        let (first, head) = seal(&fixture::intent(1), &Before::default()).expect("json");
        let before = Before { head: Some(head.clone()), torn: torn.clone(), head_lost: true };
        let (second, last) = seal(&fixture::intent(2), &before).expect("json");
        let (first, second) = (Line::parse(first.as_bytes()), Line::parse(second.as_bytes()));
        let (first, second) = (first.expect("a line"), second.expect("a line"));
        assert!(first.intact && second.intact);
        assert_eq!((first.link.seq, &first.link.previous), (1, &None));
        assert_eq!((second.link.seq, &second.link.previous), (2, &Some(head.hash)));
        assert_eq!((second.link.torn.clone(), second.link.head_lost), (torn, true));
        assert_eq!(second.link.head(), last);
        assert_eq!(second.event.as_ref().expect("an event"), &fixture::intent(2));
        assert!(second.belongs_to(fixture::intent(2).chain()));
        let mut other = fixture::intent(2).chain();
        other.year += 1;
        assert!(!second.belongs_to(other));
    }

    #[test]
    fn the_hash_covers_everything_else() {
        let (text, _) = seal(&fixture::intent(1), &Before::default()).expect("json");
        for (from, to) in [("msp-alice", "msp-mallory"), ("\"seq\":1", "\"seq\":2"), (":{", ": {")]
        {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text);
            assert!(!Line::parse(changed.as_bytes()).expect("a line").intact, "{from}");
        }
    }

    #[test]
    fn a_head_is_read_to_the_byte() {
        let head = Head { hash: Hash::of(b""), seq: 7 };
        assert_eq!(Head::parse(head.text().as_bytes()), Some(head.clone()));
        for bad in [head.text().trim_end(), "", "{}\n", &head.text().replace(':', ": ")] {
            assert_eq!(Head::parse(bad.as_bytes()), None);
        }
    }
}
