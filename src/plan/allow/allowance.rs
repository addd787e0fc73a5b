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
    /// Why nothing is done in the tenant: it has moved since the plan was made (exit 5).
    pub stale: Option<String>,
}

impl Allowance {
    /// Returns whether any tenant has moved since the plan was made.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.tenants.values().any(|tenant| tenant.stale.is_some())
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
