//! Facts about a tenant that can be looked up and judged: before a write they are its
//! preconditions, after it its proof.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Subject;
use crate::{
    domain::{
        Address, DirectoryScope, DomainName, Eligibility, GroupName, ObjectId, OrganizationName,
        RoleDefinitionId, UserPrincipalName,
    },
    observed::{
        ObservedDomain, ObservedGroup, ObservedGroupSchedule, ObservedMembership, ObservedMethod,
        ObservedRoleAssignment, ObservedRoleSchedule, ObservedUser, Reading,
    },
};

/// Something that is or is not so in a tenant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// No user has this name.
    UserNameFree(UserPrincipalName),
    /// The account exists and its marker says that it is ours under this address.
    OwnedUser {
        /// The account.
        user: Subject,
        /// The installation that must own it, so that a fact can be judged by itself.
        installation: OrganizationName,
        /// Its address.
        address: Address,
    },
    /// The account's `accountEnabled` is so.
    Enabled {
        /// The account.
        user: Subject,
        /// The expected value.
        enabled: bool,
    },
    /// The marker's grant is exactly this text; `None` for no grant.
    GrantIs {
        /// The account.
        user: Subject,
        /// The raw text.
        grant: Option<String>,
    },
    /// The deadline of the grant that something is given for is still to come, by the server's
    /// clock.
    DeadlineAhead(Timestamp),
    /// The account's password was not changed later than this: whatever was proved by then is
    /// still in force.
    PasswordNotAfter {
        /// The account.
        user: Subject,
        /// The time, by the server's clock.
        time: Timestamp,
    },
    /// The principal holds the role over the whole tenant by itself, actively and without an end.
    RoleForGood {
        /// Who.
        principal: Subject,
        /// The role.
        role: RoleDefinitionId,
    },
    /// The account's display name is so.
    UserNamed {
        /// The account.
        user: Subject,
        /// The expected display name.
        display_name: String,
    },
    /// The account has this name, bears no marker whatever, and is this directory's own.
    AdoptableUser {
        /// The account.
        user: ObjectId,
        /// Its declared name.
        name: UserPrincipalName,
    },
    /// The group has this key, bears no marker whatever, and can be given members.
    AdoptableGroup {
        /// The group.
        group: ObjectId,
        /// Its key.
        key: String,
    },
    /// No user has this id.
    UserGone(ObjectId),
    /// The principal holds the role there, actively and directly, or does not: neither directly
    /// nor time-bound. What comes through a group is a matter of the membership.
    Role {
        /// Who.
        principal: Subject,
        /// The role.
        role: RoleDefinitionId,
        /// Where.
        scope: DirectoryScope,
        /// Whether it is held.
        held: bool,
    },
    /// The account holds no role at all: not directly, not time-bound.
    NoRoles(Subject),
    /// The account is in the group, or is not.
    Member {
        /// The group.
        group: Subject,
        /// The account.
        user: Subject,
        /// Whether it is a member.
        member: bool,
    },
    /// The account is in no group that it could be taken out of through Graph, nor in one that
    /// roles can be assigned to.
    NoGroups(Subject),
    /// The role is held there by an assignment that Entra ID itself ends at this time, five minutes
    /// more or less.
    RoleUntil {
        /// Who.
        principal: Subject,
        /// The role.
        role: RoleDefinitionId,
        /// Where.
        scope: DirectoryScope,
        /// Until when.
        until: Timestamp,
    },
    /// The account is in the group by an assignment that Entra ID itself ends at this time, five
    /// minutes more or less.
    MemberUntil {
        /// The group.
        group: Subject,
        /// The account.
        user: Subject,
        /// Until when.
        until: Timestamp,
    },
    /// There is nothing that the account may take up by itself.
    NotEligible {
        /// The account.
        user: Subject,
        /// The one thing that is looked for; `None` for anything at all.
        only: Option<Eligibility>,
        /// Whether memberships are looked for as well, which takes a permission of its own.
        memberships: bool,
    },
    /// The account has no authentication method but its password.
    NoMethods {
        /// The account.
        user: Subject,
        /// Whether a Temporary Access Pass is let be: the next one replaces it.
        but_pass: bool,
    },
    /// The account has a Temporary Access Pass that can be used.
    PassUsable(Subject),
    /// No group has this key.
    GroupKeyFree(String),
    /// No group bears this name.
    GroupNameFree(GroupName),
    /// The group exists and its marker says that it is ours under this address.
    OwnedGroup {
        /// The group.
        group: Subject,
        /// The installation that must own it.
        installation: OrganizationName,
        /// Its address.
        address: Address,
    },
    /// The group's name and description are so; `None` is not looked at.
    GroupIs {
        /// The group.
        group: Subject,
        /// The expected name.
        display_name: Option<GroupName>,
        /// The expected description.
        description: Option<String>,
    },
    /// The group can be given members through Graph: neither dynamic nor synced nor
    /// mail-enabled nor management-restricted.
    GroupTakesMembers(Subject),
    /// No group has this id.
    GroupGone(ObjectId),
    /// The tenant has no such domain.
    DomainAbsent(DomainName),
    /// The tenant has the domain, verified or not.
    Domain {
        /// The domain.
        domain: DomainName,
        /// Whether it must be verified; `None` is not looked at.
        verified: Option<bool>,
    },
}

/// One read that facts are judged by. Equal looks are sent once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    /// `GET /users/{id}`.
    User(Subject),
    /// `GET /users/{userPrincipalName}`.
    UserNamed(UserPrincipalName),
    /// The direct role assignments of one principal.
    Roles(Subject),
    /// The time-bound role assignments of one principal.
    Schedules(Subject),
    /// The groups of one user, transitively.
    Memberships(Subject),
    /// The time-bound memberships of one user.
    GroupSchedules(Subject),
    /// What one user may take up by itself.
    Eligibilities {
        /// Who.
        user: Subject,
        /// Whether memberships are asked for as well.
        memberships: bool,
    },
    /// The authentication methods of one user.
    Methods(Subject),
    /// `GET /groups/{id}`.
    Group(Subject),
    /// `GET /groups(uniqueName='…')`.
    GroupKeyed(String),
    /// Groups of this display name.
    GroupNamed(GroupName),
    /// `GET /domains/{name}`.
    Domain(DomainName),
}

/// What a look saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sighting {
    /// For `User` and `UserNamed`.
    User(Reading<ObservedUser>),
    /// For `Roles`.
    Roles(Reading<Vec<ObservedRoleAssignment>>),
    /// For `Schedules`.
    Schedules(Reading<Vec<ObservedRoleSchedule>>),
    /// For `Memberships`.
    Memberships(Reading<BTreeSet<ObservedMembership>>),
    /// For `GroupSchedules`.
    GroupSchedules(Reading<Vec<ObservedGroupSchedule>>),
    /// For `Eligibilities`.
    Eligibilities(Reading<BTreeSet<Eligibility>>),
    /// For `Methods`.
    Methods(Reading<Vec<ObservedMethod>>),
    /// For `Group` and `GroupKeyed`.
    Group(Reading<ObservedGroup>),
    /// For `GroupNamed`.
    Groups(Reading<Vec<ObservedGroup>>),
    /// For `Domain`.
    Domain(Reading<ObservedDomain>),
}

/// Whether a fact holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judgement {
    /// It holds.
    Holds,
    /// It does not hold: what was found instead, as a lower-case fragment.
    Fails(String),
    /// It could not be told.
    Unknown(String),
}
