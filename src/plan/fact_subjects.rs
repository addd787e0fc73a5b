//! Facts about objects that a plan makes, once those are made.

use super::{Fact, Subject};

impl Fact {
    /// Returns the fact with each subject replaced, so that what was made by an earlier step can be
    /// looked at by its id.
    #[must_use]
    pub fn map_subjects(mut self, replace: impl Fn(&Subject) -> Subject) -> Self {
        for subject in self.subjects_mut() {
            *subject = replace(subject);
        }
        self
    }

    fn subjects_mut(&mut self) -> Vec<&mut Subject> {
        match self {
            Self::OwnedUser { user: subject, .. }
            | Self::Enabled { user: subject, .. }
            | Self::GrantIs { user: subject, .. }
            | Self::PasswordNotAfter { user: subject, .. }
            | Self::RoleForGood { principal: subject, .. }
            | Self::UserNamed { user: subject, .. }
            | Self::Role { principal: subject, .. }
            | Self::RoleUntil { principal: subject, .. }
            | Self::NoRoles(subject)
            | Self::NoGroups(subject)
            | Self::NotEligible { user: subject, .. }
            | Self::NoMethods { user: subject, .. }
            | Self::PassUsable(subject)
            | Self::OwnedGroup { group: subject, .. }
            | Self::GroupIs { group: subject, .. }
            | Self::GroupTakesMembers(subject) => vec![subject],
            Self::Member { group, user, .. } | Self::MemberUntil { group, user, .. } => {
                vec![group, user]
            }
            Self::UserNameFree(_)
            | Self::DeadlineAhead(_)
            | Self::UserGone(_)
            | Self::AdoptableUser { .. }
            | Self::AdoptableGroup { .. }
            | Self::GroupKeyFree(_)
            | Self::GroupNameFree(_)
            | Self::GroupGone(_)
            | Self::DomainAbsent(_)
            | Self::Domain { .. } => Vec::new(),
        }
    }
}
