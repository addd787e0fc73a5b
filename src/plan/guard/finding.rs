//! What a guard found, before it is weighed against acknowledgements.

use std::collections::BTreeSet;

use crate::{
    domain::Address,
    plan::{Blocks, Change, draft::View},
};

/// What a guard looks at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) changes: &'a [Change],
}

/// What a guard found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) observed: u64,
    pub(super) limit: u64,
    pub(super) message: String,
    pub(super) blocks: Blocks,
}

impl Finding {
    /// Nothing to object to.
    pub(super) fn pass(observed: u64, limit: u64, message: impl Into<String>) -> Self {
        Self { observed, limit, message: message.into(), blocks: Blocks::Nothing }
    }

    /// Objects to these changes, or to nothing where there are none.
    pub(super) fn only(
        observed: u64,
        limit: u64,
        message: impl Into<String>,
        changes: BTreeSet<Address>,
    ) -> Self {
        let blocks = if changes.is_empty() { Blocks::Nothing } else { Blocks::Only(changes) };
        Self { observed, limit, message: message.into(), blocks }
    }
}

/// Returns a list of addresses for people.
pub(super) fn list(addresses: &BTreeSet<Address>) -> String {
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Counts without ever failing.
pub(super) fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
