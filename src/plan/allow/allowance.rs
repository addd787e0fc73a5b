//! What a saved plan allows.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    domain::{Address, TenantName},
    plan::Plan,
};

/// Why a saved plan cannot be used at all (exit 5).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// It is past its validity.
    #[error("the plan was valid until {until}, and it is {now}: plan again")]
    TooOld {
        /// Until when it was valid.
        until: Timestamp,
        /// The time.
        now: Timestamp,
    },
    /// It was made later than now.
    #[error("the plan was made at {made}, and it is only {now}: check the clocks")]
    FromTheFuture {
        /// When it was made.
        made: Timestamp,
        /// The time.
        now: Timestamp,
    },
    /// It is of tenants that this run is not about.
    #[error(
        "the plan is of other tenants: {0}; apply it to the configuration and the selection that it was made of, or plan again"
    )]
    OtherTenants(String),
    /// It is of another configuration, which leads to other changes.
    #[error(
        "the plan was made of another configuration ({made}, and this one is {found}), which leads to other changes: {differences}; plan again"
    )]
    OtherConfiguration {
        /// The digest of the configuration that it was made of.
        made: String,
        /// The digest of this one.
        found: String,
        /// What differs, each thing with how.
        differences: String,
    },
}

/// What a saved plan allows of a fresh one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowance {
    /// Each tenant of the fresh plan.
    pub tenants: BTreeMap<TenantName, TenantAllowance>,
}

/// What a saved plan allows in one tenant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TenantAllowance {
    /// Changes that are still due and that the file allows.
    pub allowed: BTreeSet<Address>,
    /// Changes that are due and not done, each with the reason (a lower-case fragment).
    pub left: BTreeMap<Address, String>,
    /// Addresses (as the file writes them, without the tenant) of changes that are due no more:
    /// they count as done.
    pub done: BTreeSet<String>,
    /// Addresses (as the file writes them, without the tenant) of changes of which nobody can tell
    /// whether they are due, since the tenant could not be read completely.
    pub unknown: BTreeSet<String>,
    /// Whether the tenant was not read completely when the plan was made.
    pub was_unknown: bool,
    /// Whether something that the file holds is left.
    pub falls_short: bool,
    /// Why nothing is done in the tenant: it has moved since the plan was made (exit 5).
    pub stale: Option<String>,
}

impl Allowance {
    /// Returns whether any tenant has moved since the plan was made.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.tenants.values().any(|tenant| tenant.stale.is_some())
    }

    /// Returns whether something that was agreed to, or could not be, is not done (exit 4).
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.tenants.values().any(|tenant| {
            tenant.falls_short
                || !tenant.unknown.is_empty()
                || (tenant.was_unknown && !tenant.left.is_empty())
        })
    }

    /// Counts the changes that are due and not done.
    #[must_use]
    pub fn left(&self) -> usize {
        self.tenants.values().map(|tenant| tenant.left.len()).sum()
    }

    /// Takes out of a plan whatever the file does not allow.
    #[must_use]
    pub fn restrict(&self, mut plan: Plan) -> Plan {
        for tenant in &mut plan.tenants {
            let found = self.tenants.get(&tenant.tenant).filter(|found| found.stale.is_none());
            let allowed = |address: &Address| found.is_some_and(|f| f.allowed.contains(address));
            tenant.changes.retain(|change| allowed(&change.address));
        }
        plan
    }
}
