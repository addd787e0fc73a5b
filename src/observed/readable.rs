//! What could be read of collections that are unknown.

use std::collections::{BTreeMap, BTreeSet};

use super::{ObservedMembership, ObservedRoleAssignment, ObservedRoleSchedule, ObservedUser};
use crate::domain::{Eligibility, ObjectId};

/// The elements that could be read of collections that are unknown, since another element could
/// not. They are there for sure, so that access is ended by them; nothing else may be derived, least
/// of all that there are no others.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Readable {
    /// Of the users that bear our installation's marker.
    pub owned_users: BTreeMap<ObjectId, ObservedUser>,
    /// Of the role assignments.
    pub role_assignments: Vec<ObservedRoleAssignment>,
    /// Of the assignments as PIM sees them.
    pub role_schedules: Vec<ObservedRoleSchedule>,
    /// Of the groups of owned users.
    pub memberships: BTreeMap<ObjectId, BTreeSet<ObservedMembership>>,
    /// Of what accounts may take up by themselves.
    pub eligibilities: BTreeMap<ObjectId, BTreeSet<Eligibility>>,
}
