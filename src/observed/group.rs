//! Groups as found.

use super::ObservedMarker;
use crate::domain::ObjectId;

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "these are the directory's own flags")]
pub struct ObservedGroup {
    /// Its object id.
    pub id: ObjectId,
    /// Its name, which need not be unique.
    pub display_name: String,
    /// Its description.
    pub description: Option<String>,
    /// Its immutable key, where it has one.
    pub unique_name: Option<String>,
    /// Whether it is a security group.
    pub security_enabled: bool,
    /// Whether it receives mail, which Graph cannot manage.
    pub mail_enabled: bool,
    /// Whether a rule decides its members.
    pub dynamic: bool,
    /// Whether its members come from an on-premises directory.
    pub on_premises_synced: bool,
    /// Whether roles can be assigned to it.
    pub assignable_to_role: bool,
    /// Whether it is in a restricted-management administrative unit.
    pub management_restricted: bool,
    /// Our marker on it, as found.
    pub marker: ObservedMarker,
}

/// A group that a user is a member of, directly or through other groups.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObservedMembership {
    /// The group.
    pub group: ObjectId,
    /// Its name, where it was read.
    pub display_name: String,
    /// Whether roles can be assigned to the group; `None` where that was not read.
    pub assignable_to_role: Option<bool>,
    /// Whether the membership is direct; `None` where that was not read.
    pub direct: Option<bool>,
    /// Whether Graph cannot take anybody out of the group: a rule decides its members (dynamic),
    /// or an on-premises directory or Exchange does. `false` where that was not read.
    pub fixed: bool,
}
