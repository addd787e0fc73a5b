//! The keys that ending access depends on and that need not stand in the tenant's own file.

use crate::{
    source::nearest,
    spec::node::{Node, Value},
};

/// A key with the keys around it, from the outermost.
pub(super) type Keys = &'static [&'static str];

/// The profile that a tenant takes.
pub(super) const PROFILE: Keys = &["profile"];

/// The keys. The cloud is none of them: in the wrong one, signing in fails for everyone to see.
pub(super) const KEYS: &[Keys] = &[
    PROFILE,
    &["state"],
    &["labels"],
    &["auth", "credential"],
    &["auth", "markerClientId"],
    &["laps", "accounts"],
    &["jit", "maximum"],
    &["jit", "groupMappings"],
];

/// Keys that are seldom written, and whose loss ends nobody's access.
const RARE: [Keys; 2] = [PROFILE, &["state"]];

/// Returns whether a tree says what a key is, so that nothing laid under it can say otherwise:
/// only mappings are laid over each other, and a credential is taken whole.
pub(super) fn gives<K: AsRef<str>>(tree: &Node, keys: &[K]) -> bool {
    let Some((key, rest)) = keys.split_first() else {
        return !matches!(tree.value, Value::Mapping(_));
    };
    let node = tree.get(key.as_ref());
    node.is_some_and(|node| key.as_ref() == "credential" || gives(node, rest))
}

/// Returns whether one of two keys is the other, or around it.
pub(super) fn touches<K: AsRef<str>>(one: &[K], other: &[&str]) -> bool {
    one.iter().zip(other).all(|(one, other)| one.as_ref() == *other)
}

/// Returns the keys that are missing beside a key that is not known: it may be any of them.
pub(super) fn beside<'a>(strange: &'a [String], tree: &'a Node) -> impl Iterator<Item = Keys> + 'a {
    let around = &strange[..strange.len().saturating_sub(1)];
    KEYS.iter().copied().filter(move |keys| {
        let below = keys.len() > around.len() && touches(around, keys);
        below && !RARE.contains(keys) && !holds(tree, &keys[..=around.len()])
    })
}

/// Returns the keys that a key which is not known may have been meant for, wherever it stands.
pub(super) fn alike(strange: &[String]) -> impl Iterator<Item = Keys> + '_ {
    let name = strange.last().map(String::as_str).unwrap_or_default();
    KEYS.iter().copied().filter(move |keys| keys.iter().any(|key| nearest(name, [*key]).is_some()))
}

/// Returns whether a key is there at all.
pub(super) fn holds(tree: &Node, keys: &[&str]) -> bool {
    match keys.split_first() {
        None => true,
        Some((key, rest)) => tree.get(key).is_some_and(|node| holds(node, rest)),
    }
}
