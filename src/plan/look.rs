//! Which reads tell whether a fact holds.

use super::{Fact, Look};

impl Fact {
    /// Returns the reads that the fact is judged by, in the order that [`Fact::judge`] expects.
    #[must_use]
    pub fn look(&self) -> Vec<Look> {
        match self {
            Self::DeadlineAhead(_) => Vec::new(),
            Self::UserNameFree(name) => vec![Look::UserNamed(name.clone())],
            Self::OwnedUser { user, .. }
            | Self::Enabled { user, .. }
            | Self::GrantIs { user, .. }
            | Self::PasswordNotAfter { user, .. }
            | Self::UserNamed { user, .. } => vec![Look::User(user.clone())],
            Self::UserGone(id) | Self::AdoptableUser { user: id, .. } => {
                vec![Look::User((*id).into())]
            }
            Self::Role { principal, .. }
            | Self::RoleForGood { principal, .. }
            | Self::NoRoles(principal) => {
                vec![Look::Roles(principal.clone()), Look::Schedules(principal.clone())]
            }
            Self::RoleUntil { principal, .. } => vec![Look::Schedules(principal.clone())],
            Self::MemberUntil { user, .. } => vec![Look::GroupSchedules(user.clone())],
            Self::NotEligible { user, memberships, .. } => {
                vec![Look::Eligibilities { user: user.clone(), memberships: *memberships }]
            }
            Self::NoMethods { user, .. } | Self::PassUsable(user) => {
                vec![Look::Methods(user.clone())]
            }
            Self::Member { user, .. } | Self::NoGroups(user) => {
                vec![Look::Memberships(user.clone())]
            }
            Self::GroupKeyFree(key) => vec![Look::GroupKeyed(key.clone())],
            Self::GroupNameFree(name) => vec![Look::GroupNamed(name.clone())],
            Self::OwnedGroup { group, .. }
            | Self::GroupIs { group, .. }
            | Self::GroupTakesMembers(group) => vec![Look::Group(group.clone())],
            Self::GroupGone(id) | Self::AdoptableGroup { group: id, .. } => {
                vec![Look::Group((*id).into())]
            }
            Self::DomainAbsent(domain) | Self::Domain { domain, .. } => {
                vec![Look::Domain(domain.clone())]
            }
        }
    }
}
