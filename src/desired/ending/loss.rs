//! What of a tenant's settings cannot be told.

use std::collections::BTreeSet;

use super::keys::{KEYS, Keys, gives, touches};
use crate::spec::{Removed, node::Node};

/// What of a tenant's settings cannot be told: written and not readable, or perhaps written
/// where nobody can read it.
#[derive(Default)]
pub(super) struct Loss {
    /// What was left out of the settings.
    pub(super) removed: Removed,
    doubts: BTreeSet<Vec<String>>,
}

impl Loss {
    /// Starts with what was left out of the tenant's own file.
    pub(super) fn new(removed: Removed) -> Self {
        Self { removed, doubts: BTreeSet::new() }
    }

    /// Notes that a key may be written somewhere, unless one of the trees says what it is.
    pub(super) fn doubt<K: AsRef<str>>(&mut self, keys: &[K], trees: &[&Node]) {
        if !trees.iter().any(|tree| gives(tree, keys)) {
            self.doubts.insert(keys.iter().map(|key| key.as_ref().to_owned()).collect());
        }
    }

    /// Notes the same of every key that matters.
    pub(super) fn doubt_all(&mut self, trees: &[&Node]) {
        for keys in KEYS {
            self.doubt(keys, trees);
        }
    }

    /// Returns whether a key, or part of what stands under it, cannot be told.
    pub(super) fn is_lost(&self, keys: Keys) -> bool {
        let removed = self.removed.paths().chain(self.removed.repeated());
        removed.chain(self.doubts.iter().map(Vec::as_slice)).any(|lost| touches(lost, keys))
    }

    /// Returns whether a key is written and its value cannot be read.
    pub(super) fn is_written(&self, keys: Keys) -> bool {
        self.removed.is_written(keys)
    }

    /// Returns whether a key, or one around it, stands twice.
    pub(super) fn is_repeated(&self, keys: Keys) -> bool {
        self.removed.repeated().any(|lost| lost.len() <= keys.len() && touches(lost, keys))
    }

    /// Iterates over what was left out below a key, with the keys below it.
    pub(super) fn below(&self, keys: Keys) -> impl Iterator<Item = &[String]> {
        let all = self.removed.paths().chain(self.removed.repeated());
        all.filter(move |lost| lost.len() > keys.len() && touches(lost, keys))
            .map(move |lost| &lost[keys.len()..])
    }

    /// Returns whether an optional key may have been lost around this one: what is lost below it
    /// does not count.
    pub(super) fn is_lost_at(&self, keys: Keys) -> bool {
        let removed = self.removed.paths().chain(self.removed.repeated());
        let mut all = removed.chain(self.doubts.iter().map(Vec::as_slice));
        all.any(|lost| lost.len() <= keys.len() && touches(lost, keys))
    }
}
