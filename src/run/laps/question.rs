//! What somebody is asked to agree to.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{
    domain::{AccountName, TenantName},
    plan::rotation::KeyChange,
};

/// The rotations that a run would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LapsQuestion {
    /// One for each tenant in which something is due.
    pub wishes: Vec<RotationWish>,
}

/// One rotation that a run would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RotationWish {
    /// The tenant.
    pub tenant: TenantName,
    /// The account.
    pub account: AccountName,
    /// The other emergency accounts that make this one unusual, where a person asked for it: not
    /// proved at all (`None`), or only since then and less than the schedule's distance ago.
    pub siblings: Vec<(AccountName, Option<Timestamp>)>,
    /// Other emergency accounts that nobody could fall back on, and why.
    pub troubles: BTreeMap<AccountName, String>,
    /// Whether the store holds nothing of it: where something was stored before, it is another store
    /// than it was.
    pub is_new: bool,
    /// How the keys that open its passwords differ from the declared ones.
    pub keys: KeyChange,
}
