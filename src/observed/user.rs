//! Users as found.

use jiff::Timestamp;

use super::ObservedMarker;
use crate::domain::{ObjectId, UserPrincipalName};

/// A user account.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "these are the directory's own flags")]
pub struct ObservedUser {
    /// Its object id, by which alone it is acted on.
    pub id: ObjectId,
    /// Its name for signing in.
    pub user_principal_name: UserPrincipalName,
    /// The name that the directory shows.
    pub display_name: String,
    /// Whether it can sign in.
    pub account_enabled: bool,
    /// Whether an on-premises directory masters it.
    pub on_premises_synced: bool,
    /// Whether it is in a restricted-management administrative unit.
    pub management_restricted: bool,
    /// Whether it is another directory's, invited here.
    pub guest: bool,
    /// When its password was last changed, where that was read.
    pub last_password_change: Option<Timestamp>,
    /// Our marker on it, as found.
    pub marker: ObservedMarker,
}
