//! What this run has made: puts ids in place of what a plan could only name.

use std::collections::BTreeMap;

use crate::{
    domain::{Address, ObjectId},
    plan::{Fact, NewSchedule, Privilege, Subject, Write},
};

/// The objects that this run has made in one tenant, or has found made, by address.
#[derive(Debug, Default)]
pub(super) struct Made(BTreeMap<Address, ObjectId>);

impl Made {
    /// Remembers an object.
    pub(super) fn remember(&mut self, address: Address, id: ObjectId) {
        self.0.insert(address, id);
    }

    /// Returns the object at an address.
    pub(super) fn id(&self, address: &Address) -> Option<ObjectId> {
        self.0.get(address).copied()
    }

    /// Returns whether this object is one of them.
    pub(super) fn contains(&self, id: ObjectId) -> bool {
        self.0.values().any(|made| *made == id)
    }

    fn subject(&self, subject: &Subject) -> Option<Subject> {
        match subject {
            Subject::Existing(id) => Some(Subject::Existing(*id)),
            Subject::Created(address) => self.0.get(address).copied().map(Subject::Existing),
        }
    }

    /// Returns the write with ids in place; `None` where something was not made.
    pub(super) fn write(&self, write: &Write) -> Option<Write> {
        Some(match write {
            Write::AssignRole { principal, role, scope } => Write::AssignRole {
                principal: self.subject(principal)?,
                role: *role,
                scope: scope.clone(),
            },
            Write::AddMember { group, user } => {
                Write::AddMember { group: self.subject(group)?, user: self.subject(user)? }
            }
            Write::SetGrant { user, stamp } => {
                Write::SetGrant { user: self.subject(user)?, stamp: stamp.clone() }
            }
            Write::EnableUser { user, until } => {
                Write::EnableUser { user: self.subject(user)?, until: *until }
            }
            Write::IssueCredential { user, form, until } => {
                Write::IssueCredential { user: self.subject(user)?, form: *form, until: *until }
            }
            Write::RotatePassword { user, account, occasion } => Write::RotatePassword {
                user: self.subject(user)?,
                account: account.clone(),
                occasion: *occasion,
            },
            Write::EnableEmergency { user } => Write::EnableEmergency { user: self.subject(user)? },
            Write::Schedule(new) => Write::Schedule(NewSchedule {
                principal: self.subject(&new.principal)?,
                privilege: match &new.privilege {
                    Privilege::Membership { group } => {
                        Privilege::Membership { group: self.subject(group)? }
                    }
                    role @ Privilege::Role { .. } => role.clone(),
                },
                ..new.clone()
            }),
            Write::CreateDomain { .. }
            | Write::VerifyDomain { .. }
            | Write::CreateGroup(_)
            | Write::UpdateGroup { .. }
            | Write::DeleteGroup { .. }
            | Write::CreateUser(_)
            | Write::UpdateUser { .. }
            | Write::DisableUser { .. }
            | Write::RevokeSessions { .. }
            | Write::EndGrant { .. }
            | Write::DeleteUser { .. }
            | Write::RemoveRoleAssignment { .. }
            | Write::RemoveRoleSchedule { .. }
            | Write::RemoveMember { .. }
            | Write::RemoveMemberSchedule { .. }
            | Write::RemoveEligibility { .. }
            | Write::MakeRolePermanent { .. }
            | Write::ScramblePassword { .. }
            | Write::DeleteMethod { .. }
            | Write::Adopt(_) => write.clone(),
        })
    }

    /// Returns the fact with ids in place; `None` where something was not made.
    pub(super) fn fact(&self, fact: &Fact) -> Option<Fact> {
        let at = |subject: &Subject| self.subject(subject);
        Some(match fact.clone() {
            Fact::OwnedUser { user, installation, address } => {
                Fact::OwnedUser { user: at(&user)?, installation, address }
            }
            Fact::Enabled { user, enabled } => Fact::Enabled { user: at(&user)?, enabled },
            Fact::GrantIs { user, grant } => Fact::GrantIs { user: at(&user)?, grant },
            Fact::PasswordNotAfter { user, time } => {
                Fact::PasswordNotAfter { user: at(&user)?, time }
            }
            Fact::RoleForGood { principal, role } => {
                Fact::RoleForGood { principal: at(&principal)?, role }
            }
            Fact::UserNamed { user, display_name } => {
                Fact::UserNamed { user: at(&user)?, display_name }
            }
            Fact::Role { principal, role, scope, held } => {
                Fact::Role { principal: at(&principal)?, role, scope, held }
            }
            Fact::NoRoles(user) => Fact::NoRoles(at(&user)?),
            Fact::Member { group, user, member } => {
                Fact::Member { group: at(&group)?, user: at(&user)?, member }
            }
            Fact::NoGroups(user) => Fact::NoGroups(at(&user)?),
            Fact::RoleUntil { principal, role, scope, until } => {
                Fact::RoleUntil { principal: at(&principal)?, role, scope, until }
            }
            Fact::MemberUntil { group, user, until } => {
                Fact::MemberUntil { group: at(&group)?, user: at(&user)?, until }
            }
            Fact::NotEligible { user, only, memberships } => {
                Fact::NotEligible { user: at(&user)?, only, memberships }
            }
            Fact::NoMethods { user, but_pass } => Fact::NoMethods { user: at(&user)?, but_pass },
            Fact::PassUsable(user) => Fact::PassUsable(at(&user)?),
            Fact::OwnedGroup { group, installation, address } => {
                Fact::OwnedGroup { group: at(&group)?, installation, address }
            }
            Fact::GroupIs { group, display_name, description } => {
                Fact::GroupIs { group: at(&group)?, display_name, description }
            }
            Fact::GroupTakesMembers(group) => Fact::GroupTakesMembers(at(&group)?),
            known @ (Fact::UserNameFree(_)
            | Fact::DeadlineAhead(_)
            | Fact::UserGone(_)
            | Fact::AdoptableUser { .. }
            | Fact::AdoptableGroup { .. }
            | Fact::GroupKeyFree(_)
            | Fact::GroupNameFree(_)
            | Fact::GroupGone(_)
            | Fact::DomainAbsent(_)
            | Fact::Domain { .. }) => known,
        })
    }
}
