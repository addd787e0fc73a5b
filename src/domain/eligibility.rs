//! What somebody may take up without holding it.

use std::fmt;

use super::{DirectoryScope, ObjectId, RoleDefinitionId};

/// Something that an account may take up whenever it likes (Privileged Identity Management,
/// "eligible" as opposed to "active").
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Eligibility {
    /// A role.
    Role {
        /// The role.
        role: RoleDefinitionId,
        /// Where it would apply.
        scope: DirectoryScope,
    },
    /// Membership of a group.
    Membership {
        /// The group.
        group: ObjectId,
    },
}

impl fmt::Display for Eligibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Role { role, scope } => write!(f, "{role} at {scope}"),
            Self::Membership { group } => write!(f, "membership of group {group}"),
        }
    }
}
