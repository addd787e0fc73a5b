//! How each step is made: what must hold before its write, and what proves it.

use jiff::Timestamp;

use super::{Adoption, Fact, NewGroup, NewUser, OnFailure, Step, Subject, Write};
use crate::domain::{
    Address, DirectoryScope, DisplayName, DomainName, GrantId, GrantStamp, GroupName, ObjectId,
    OrganizationName, RoleDefinitionId,
};

/// An object of ours that steps act on: no step acts on anything whose marker, read again just
/// before the write, does not say that it is ours under this address.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Owned<'a> {
    /// The object.
    pub(crate) id: ObjectId,
    /// Its address.
    pub(crate) address: &'a Address,
    /// The installation that owns it.
    pub(crate) installation: &'a OrganizationName,
    /// Whether it is ours by the audit trail alone: its marker says so no more. It is acted on by
    /// the id that tenantry itself was given for it.
    pub(crate) remembered: bool,
    /// Whether the app may see which memberships the account can take up by itself.
    pub(crate) sees_eligible_memberships: bool,
}

impl Owned<'_> {
    /// What must be read just before anything is done to the account.
    pub(crate) fn claim(&self) -> Vec<Fact> {
        if self.remembered { Vec::new() } else { vec![self.as_user()] }
    }

    fn subject(&self) -> Subject {
        self.id.into()
    }

    fn as_user(&self) -> Fact {
        Fact::OwnedUser {
            user: self.subject(),
            installation: self.installation.clone(),
            address: self.address.clone(),
        }
    }

    fn as_group(&self) -> Fact {
        Fact::OwnedGroup {
            group: self.subject(),
            installation: self.installation.clone(),
            address: self.address.clone(),
        }
    }

    /// Everything that together proves that the account has no access left.
    fn powerless(&self) -> [Fact; 5] {
        let user = self.subject();
        let memberships = self.sees_eligible_memberships;
        [
            Fact::Enabled { user: user.clone(), enabled: false },
            Fact::NoRoles(user.clone()),
            Fact::NoGroups(user.clone()),
            Fact::NotEligible { user: user.clone(), only: None, memberships },
            Fact::NoMethods { user, but_pass: false },
        ]
    }
}

impl Step {
    pub(crate) fn create_domain(domain: &DomainName) -> Self {
        Self {
            write: Write::CreateDomain { domain: domain.clone() },
            needs: vec![Fact::DomainAbsent(domain.clone())],
            proves: vec![Fact::Domain { domain: domain.clone(), verified: None }],
            on_failure: OnFailure::Stop,
        }
    }

    pub(crate) fn verify_domain(domain: &DomainName) -> Self {
        Self {
            write: Write::VerifyDomain { domain: domain.clone() },
            needs: vec![Fact::Domain { domain: domain.clone(), verified: None }],
            proves: vec![Fact::Domain { domain: domain.clone(), verified: Some(true) }],
            on_failure: OnFailure::Stop,
        }
    }

    pub(crate) fn create_group(group: NewGroup) -> Self {
        let subject = Subject::Created(group.address.clone());
        Self {
            needs: vec![
                Fact::GroupKeyFree(group.unique_name.clone()),
                Fact::GroupNameFree(group.display_name.clone()),
            ],
            proves: vec![Fact::OwnedGroup {
                group: subject,
                installation: group.installation.clone(),
                address: group.address.clone(),
            }],
            write: Write::CreateGroup(group),
            on_failure: OnFailure::Stop,
        }
    }

    pub(crate) fn update_group(
        group: Owned<'_>,
        display_name: Option<GroupName>,
        description: Option<String>,
    ) -> Self {
        Self {
            needs: vec![group.as_group()],
            proves: vec![Fact::GroupIs {
                group: group.subject(),
                display_name: display_name.clone(),
                description: description.clone(),
            }],
            write: Write::UpdateGroup { group: group.id, display_name, description },
            on_failure: OnFailure::Stop,
        }
    }

    pub(crate) fn delete_group(group: Owned<'_>) -> Self {
        Self {
            write: Write::DeleteGroup { group: group.id },
            needs: vec![group.as_group()],
            proves: vec![Fact::GroupGone(group.id)],
            on_failure: OnFailure::Stop,
        }
    }

    pub(crate) fn create_user(user: NewUser) -> Self {
        let subject = Subject::Created(user.address.clone());
        Self {
            needs: vec![Fact::UserNameFree(user.user_principal_name.clone())],
            proves: vec![
                Fact::OwnedUser {
                    user: subject.clone(),
                    installation: user.installation.clone(),
                    address: user.address.clone(),
                },
                Fact::Enabled { user: subject, enabled: false },
            ],
            write: Write::CreateUser(user),
            on_failure: OnFailure::Stop,
        }
    }

    /// Marks an object as ours that bears no marker, once everything holds that makes it sound.
    pub(crate) fn adopt(adoption: Adoption, needs: Vec<Fact>) -> Self {
        let adopted = Owned {
            id: adoption.object,
            address: &adoption.address,
            installation: &adoption.installation,
            remembered: false,
            sees_eligible_memberships: false,
        };
        let proof = match adoption.address {
            Address::Group(_) => adopted.as_group(),
            _ => adopted.as_user(),
        };
        Self {
            proves: vec![proof],
            needs,
            write: Write::Adopt(adoption),
            on_failure: OnFailure::Stop,
        }
    }

    pub(crate) fn update_user(user: Owned<'_>, display_name: &DisplayName) -> Self {
        Self {
            write: Write::UpdateUser { user: user.id, display_name: display_name.clone() },
            needs: vec![user.as_user()],
            proves: vec![Fact::UserNamed {
                user: user.subject(),
                display_name: display_name.to_string(),
            }],
            on_failure: OnFailure::Continue,
        }
    }

    pub(crate) fn disable_user(user: Owned<'_>, on_failure: OnFailure) -> Self {
        Self {
            write: Write::DisableUser { user: user.id },
            needs: user.claim(),
            proves: vec![Fact::Enabled { user: user.subject(), enabled: false }],
            on_failure,
        }
    }

    /// The write's own answer is the proof: Graph shows no sessions.
    pub(crate) fn revoke_sessions(user: Owned<'_>, on_failure: OnFailure) -> Self {
        Self {
            write: Write::RevokeSessions { user: user.id },
            needs: user.claim(),
            proves: Vec::new(),
            on_failure,
        }
    }

    /// Ends the grant on the marker once the account is proved powerless. Where the marker bears
    /// no grant, there is nothing to read back, and the write's own answer is the proof.
    pub(crate) fn end_grant(
        user: Owned<'_>,
        (grant, marked): (Option<GrantId>, bool),
        before: Option<&str>,
    ) -> Self {
        let mut needs = user.claim();
        needs.extend(user.powerless());
        let proof = Fact::GrantIs { user: user.subject(), grant: None };
        Self {
            write: Write::EndGrant { user: user.id, grant, before: before.map(str::to_owned) },
            needs,
            proves: if marked { vec![proof] } else { Vec::new() },
            on_failure: OnFailure::Continue,
        }
    }

    pub(crate) fn delete_user(user: Owned<'_>, on_failure: OnFailure) -> Self {
        let mut needs = user.claim();
        needs.extend(user.powerless());
        Self {
            write: Write::DeleteUser { user: user.id },
            needs,
            proves: vec![Fact::UserGone(user.id)],
            on_failure,
        }
    }

    /// Gives a role, only while the very grant that the plan saw is still open.
    pub(crate) fn assign_role(
        user: Owned<'_>,
        grant: &str,
        role: RoleDefinitionId,
        scope: DirectoryScope,
    ) -> Self {
        Self {
            write: Write::AssignRole { principal: user.subject(), role, scope: scope.clone() },
            needs: user.open(grant),
            proves: vec![Fact::Role { principal: user.subject(), role, scope, held: true }],
            on_failure: OnFailure::Continue,
        }
    }

    pub(crate) fn remove_role_assignment(
        user: Owned<'_>,
        assignment: String,
        role: RoleDefinitionId,
        scope: DirectoryScope,
    ) -> Self {
        Self {
            write: Write::RemoveRoleAssignment {
                assignment,
                principal: user.id,
                role,
                scope: scope.clone(),
            },
            needs: user.claim(),
            proves: vec![Fact::Role { principal: user.subject(), role, scope, held: false }],
            on_failure: OnFailure::Continue,
        }
    }

    pub(crate) fn remove_role_schedule(
        user: Owned<'_>,
        role: RoleDefinitionId,
        scope: DirectoryScope,
    ) -> Self {
        Self {
            write: Write::RemoveRoleSchedule { principal: user.id, role, scope: scope.clone() },
            needs: user.claim(),
            proves: vec![Fact::Role { principal: user.subject(), role, scope, held: false }],
            on_failure: OnFailure::Continue,
        }
    }

    /// Adds the account to a group, only while the very grant that the plan saw is still open.
    pub(crate) fn add_member(user: Owned<'_>, grant: &str, group: &Subject) -> Self {
        let mut needs = user.open(grant);
        needs.push(Fact::GroupTakesMembers(group.clone()));
        Self {
            write: Write::AddMember { group: group.clone(), user: user.subject() },
            needs,
            proves: vec![Fact::Member { group: group.clone(), user: user.subject(), member: true }],
            on_failure: OnFailure::Continue,
        }
    }

    pub(crate) fn remove_member(user: Owned<'_>, group: ObjectId) -> Self {
        Self {
            write: Write::RemoveMember { group, user: user.id },
            needs: user.claim(),
            proves: vec![Fact::Member { group: group.into(), user: user.subject(), member: false }],
            on_failure: OnFailure::Continue,
        }
    }
}

impl Owned<'_> {
    /// What is given for a grant is given only before its deadline; one that cannot be read has
    /// none ahead.
    fn open(&self, grant: &str) -> Vec<Fact> {
        let stamp = grant.parse::<GrantStamp>();
        let deadline = stamp.map_or(Timestamp::MIN, |stamp| stamp.deadline);
        vec![
            self.as_user(),
            Fact::Enabled { user: self.subject(), enabled: true },
            Fact::GrantIs { user: self.subject(), grant: Some(grant.to_owned()) },
            Fact::DeadlineAhead(deadline),
        ]
    }
}
