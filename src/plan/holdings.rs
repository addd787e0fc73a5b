//! What an account can do: the roles and groups that it holds, and whether all of them are known.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    domain::{
        DirectoryScope, Eligibility, GLOBAL_ADMINISTRATOR, ObjectId,
        PRIVILEGED_AUTHENTICATION_ADMINISTRATOR, RoleDefinitionId,
    },
    observed::{ObservedMembership, ObservedTenant, Reading},
};

/// A role and where it applies, as found.
pub(crate) type HeldRole = (RoleDefinitionId, DirectoryScope);

/// How a role is held, which decides how it can be taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hold {
    /// By a permanent assignment of this id.
    Direct(String),
    /// By an assignment that PIM keeps: time-bound, or activated by the account itself. Since when,
    /// where that was read.
    Scheduled(Option<Timestamp>),
}

/// What an account holds, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holdings {
    /// Roles that are held by the account itself. What comes through a group goes with it.
    pub(crate) roles: BTreeMap<HeldRole, Hold>,
    /// Groups, also those that it cannot be taken out of.
    pub(crate) groups: BTreeMap<ObjectId, ObservedMembership>,
    /// The groups that PIM put it in and when that began, where that was read.
    pub(crate) bound_groups: BTreeMap<ObjectId, Option<Timestamp>>,
    /// What it may take up by itself: it has that as good as held.
    pub(crate) eligibilities: BTreeSet<Eligibility>,
    /// Whether there is nothing else that it may take up.
    pub(crate) eligibilities_known: bool,
    /// Whether there are no other roles.
    pub(crate) roles_known: bool,
    /// Whether there are no other groups.
    pub(crate) groups_known: bool,
    /// Groups that it could be taken out of and that `guards.protected` keeps as they are.
    pub(crate) kept: Vec<ObservedMembership>,
}

impl Holdings {
    pub(crate) fn of(observed: &ObservedTenant, user: ObjectId) -> Self {
        let mut roles = BTreeMap::new();
        let assignments = observed.role_assignments.known().into_iter().flatten();
        for found in assignments.chain(&observed.readable.role_assignments) {
            if found.principal.id == user {
                roles.insert((found.role, found.scope.clone()), Hold::Direct(found.id.clone()));
            }
        }
        let schedules = observed.role_schedules.known().into_iter().flatten();
        for found in schedules.chain(&observed.readable.role_schedules) {
            let key = (found.role, found.scope.clone());
            let bound = found.end.is_some() || found.activated;
            // PIM shows permanent direct assignments as well, without an end: those are ended as
            // assignments, unless the list of assignments does not show them.
            let own = found.principal == user && !found.through_group;
            if own && (bound || !roles.contains_key(&key)) {
                roles.insert(key, Hold::Scheduled(found.start));
            }
        }
        let memberships = observed.memberships.get(&user);
        let readable = observed.readable.memberships.get(&user);
        let groups = memberships.and_then(Reading::known).into_iter().chain(readable).flatten();
        Self {
            roles,
            groups: groups.map(|found| (found.group, found.clone())).collect(),
            bound_groups: bound_groups(observed, user),
            eligibilities: eligibilities(observed, user),
            // Of an account at rest nothing of this is read.
            eligibilities_known: observed
                .eligibilities
                .get(&user)
                .is_none_or(|reading| reading.unknown().is_none()),
            roles_known: observed.role_assignments.unknown().is_none()
                && observed.role_schedules.unknown().is_none(),
            groups_known: memberships.is_some_and(|reading| reading.unknown().is_none()),
            kept: Vec::new(),
        }
    }

    /// Sets aside the groups that may not be changed, so that the account is not taken out of them.
    pub(crate) fn sparing(mut self, protected: &BTreeSet<ObjectId>) -> Self {
        let kept = |found: &&ObservedMembership| protected.contains(&found.group);
        self.eligibilities.retain(|found| match found {
            Eligibility::Membership { group } => !protected.contains(group),
            Eligibility::Role { .. } => true,
        });
        self.kept = self.leavable().filter(kept).cloned().collect();
        for found in &self.kept {
            self.groups.remove(&found.group);
        }
        self
    }

    /// Returns whether the account has nothing left once everything here is taken away.
    pub(crate) const fn is_all(&self) -> bool {
        self.roles_known && self.groups_known && self.eligibilities_known && self.kept.is_empty()
    }

    /// Returns the groups that the account can be taken out of.
    pub(crate) fn leavable(&self) -> impl Iterator<Item = &ObservedMembership> {
        self.groups.values().filter(|found| is_leavable(found))
    }

    /// Returns what the account stays in once it is taken out of everything that it can be taken
    /// out of, as far as that can be told: groups whose members somebody else decides, and, where
    /// it is in no other, those that it is in by way of them.
    pub(crate) fn lasting(&self) -> impl Iterator<Item = &ObservedMembership> {
        let other = self.leavable().next().is_some() || !self.kept.is_empty();
        self.groups.values().filter(move |found| found.fixed || (!is_leavable(found) && !other))
    }

    /// Returns whether the account holds nothing that could be taken away.
    pub(crate) fn is_empty(&self) -> bool {
        self.roles.is_empty() && self.eligibilities.is_empty() && self.leavable().next().is_none()
    }
}

fn eligibilities(observed: &ObservedTenant, user: ObjectId) -> BTreeSet<Eligibility> {
    let known = observed.eligibilities.get(&user).and_then(Reading::known);
    let readable = observed.readable.eligibilities.get(&user);
    known.into_iter().chain(readable).flatten().cloned().collect()
}

fn bound_groups(
    observed: &ObservedTenant,
    user: ObjectId,
) -> BTreeMap<ObjectId, Option<Timestamp>> {
    let schedules = observed.group_schedules.get(&user).and_then(Reading::known);
    schedules.into_iter().flatten().map(|found| (found.group, found.start)).collect()
}

/// Returns whether an account can be taken out of a group: not where somebody else decides its
/// members, and not where it is in it only by way of another.
pub(crate) fn is_leavable(found: &ObservedMembership) -> bool {
    !found.fixed && found.direct != Some(false)
}

/// Returns whether a principal holds a role over the whole tenant, by whatever way; `None` where
/// that cannot be told.
pub(crate) fn holds(
    observed: &ObservedTenant,
    principal: ObjectId,
    role: RoleDefinitionId,
) -> Option<bool> {
    let tenant = DirectoryScope::Tenant;
    let readable = &observed.readable;
    let assignments = observed.role_assignments.known().unwrap_or(&readable.role_assignments);
    let schedules = observed.role_schedules.known().unwrap_or(&readable.role_schedules);
    let direct = assignments
        .iter()
        .any(|f| f.principal.id == principal && f.role == role && f.scope == tenant);
    let bound =
        schedules.iter().any(|f| f.principal == principal && f.role == role && f.scope == tenant);
    if direct || bound {
        return Some(true);
    }
    observed.role_assignments.unknown().is_none().then_some(false)
}

/// Returns the service principal that tenantry runs as, by its object or by the token.
pub(crate) fn own_principal(observed: &ObservedTenant) -> Option<ObjectId> {
    observed.service_principal.known().map(|found| found.id).or(observed.identity.principal)
}

/// Returns whether the app can enable, disable or reset an account that holds privileged roles:
/// whether it is itself Privileged Authentication Administrator, or Global Administrator (Graph,
/// users, "who can perform sensitive actions"). Where that is not known, it is not so.
pub(crate) fn acts_on_privileged(observed: &ObservedTenant) -> bool {
    own_principal(observed).is_some_and(|principal| {
        [PRIVILEGED_AUTHENTICATION_ADMINISTRATOR, GLOBAL_ADMINISTRATOR]
            .iter()
            .any(|role| holds(observed, principal, *role) == Some(true))
    })
}
