//! What became of access that was taken back, since it could not be opened or handed over.

use jiff::Timestamp;

use crate::domain::{Address, TenantName};

/// Access that was taken back, or is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rollback {
    /// Where.
    pub tenant: TenantName,
    /// Whose account.
    pub address: Address,
    /// What had failed, as a lower-case fragment.
    pub failure: String,
    /// Whether its end is proved; else what keeps it from ending.
    pub end: Result<(), Unended>,
}

/// Why access that should have ended may still be open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unended {
    /// What keeps it from ending, as a lower-case fragment.
    pub why: String,
    /// Before when it cannot end, where Entra ID itself says so.
    pub pending_until: Option<Timestamp>,
}
