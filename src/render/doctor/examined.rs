//! One tenant's connection, examined.

use crate::{
    domain::{TenantId, TenantName},
    observed::Refusal,
    plan::{Check, CheckStatus},
    source::Origin,
};

/// One tenant's connection, examined.
#[derive(Debug, Clone, PartialEq)]
pub struct Examined {
    /// Its short name.
    pub tenant: TenantName,
    /// Its GUID.
    pub tenant_id: TenantId,
    /// Where it is declared.
    pub origin: Origin,
    /// Why it could not be entered; then nothing could be checked.
    pub refusal: Option<Refusal>,
    /// What was checked.
    pub checks: Vec<Check>,
}

impl Examined {
    /// Counts the checks that stand so.
    #[must_use]
    pub fn count(&self, status: CheckStatus) -> usize {
        self.checks.iter().filter(|check| check.status == status).count()
    }
}
