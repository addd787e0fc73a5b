//! One tenant as found.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    Identity, Ledger, ObservedAccessPolicy, ObservedAdministrativeUnit, ObservedApplication,
    ObservedAssignmentPolicy, ObservedDomain, ObservedGroup, ObservedGroupSchedule,
    ObservedMembership, ObservedMethod, ObservedOrganization, ObservedPassPolicy, ObservedRole,
    ObservedRoleAssignment, ObservedRoleSchedule, ObservedServicePrincipal, ObservedUser, Readable,
    Reading,
};
use crate::domain::{
    AccountName, DomainName, Eligibility, ObjectId, RoleDefinitionId, TenantId, UserPrincipalName,
};

/// One tenant as found at one time.
#[derive(Debug, Clone, PartialEq)]
pub struct ObservedTenant {
    /// The tenant that was asked.
    pub id: TenantId,
    /// When, by the server's clock.
    pub taken_at: Timestamp,
    /// This machine's clock minus the server's.
    pub clock_skew: SignedDuration,
    /// What the access token says.
    pub identity: Identity,
    /// The organization.
    pub organization: Reading<ObservedOrganization>,
    /// Every domain.
    pub domains: Reading<BTreeMap<DomainName, ObservedDomain>>,
    /// Every user that bears our installation's marker.
    pub owned_users: Reading<BTreeMap<ObjectId, ObservedUser>>,
    /// Users by the names that the configuration declares or our naming rule gives, whosever they
    /// are. `Absent` only where a `GET` by that name answered 404.
    pub named_users: BTreeMap<UserPrincipalName, Reading<ObservedUser>>,
    /// Every group that bears our installation's marker.
    pub owned_groups: Reading<BTreeMap<ObjectId, ObservedGroup>>,
    /// Groups that the configuration names by display name or id, whosever they are.
    pub named_groups: Reading<BTreeMap<ObjectId, ObservedGroup>>,
    /// Groups by the immutable key that a declared group has or would get. `Absent` only where a
    /// `GET` by that key answered 404.
    pub keyed_groups: BTreeMap<String, Reading<ObservedGroup>>,
    /// Role definitions: those named, and the built-in ones that are reasoned about.
    pub role_definitions: Reading<BTreeMap<RoleDefinitionId, ObservedRole>>,
    /// Every active role assignment.
    pub role_assignments: Reading<Vec<ObservedRoleAssignment>>,
    /// Every active assignment as PIM sees it; `Known` and empty where PIM is not licensed.
    pub role_schedules: Reading<Vec<ObservedRoleSchedule>>,
    /// Every administrative unit.
    pub administrative_units: Reading<BTreeMap<ObjectId, ObservedAdministrativeUnit>>,
    /// The service principal that tenantry runs as.
    pub service_principal: Reading<ObservedServicePrincipal>,
    /// Its application permissions by name, or by id where the name is not known here.
    pub permissions: Reading<BTreeSet<String>>,
    /// The app registration that tenantry runs as.
    pub application: Reading<ObservedApplication>,
    /// The marker extensions that are defined, by short name (`tenantryAddress`).
    pub extensions: Reading<BTreeSet<String>>,
    /// The groups of each owned or declared user.
    pub memberships: BTreeMap<ObjectId, Reading<BTreeSet<ObservedMembership>>>,
    /// Members of role-assignable groups that hold Global Administrator, by group.
    pub administrator_groups: BTreeMap<ObjectId, Reading<BTreeMap<ObjectId, Option<bool>>>>,
    /// What each account can sign in with, where access is open, being opened or being ended.
    pub methods: BTreeMap<ObjectId, Reading<Vec<ObservedMethod>>>,
    /// Time-bound memberships of the same accounts; `Known` and empty where PIM is not licensed.
    pub group_schedules: BTreeMap<ObjectId, Reading<Vec<ObservedGroupSchedule>>>,
    /// What the same accounts may take up by themselves: roles, and memberships where the app may
    /// see them; `Known` and empty where PIM is not licensed.
    pub eligibilities: BTreeMap<ObjectId, Reading<BTreeSet<Eligibility>>>,
    /// The policy of Temporary Access Passes, where one is to be issued.
    pub pass_policy: Option<Reading<ObservedPassPolicy>>,
    /// Conditional Access policies, where a Temporary Access Pass is to be issued.
    pub access_policies: Option<Reading<Vec<ObservedAccessPolicy>>>,
    /// PIM policies of the roles that are to be given.
    pub role_policies: BTreeMap<RoleDefinitionId, Reading<ObservedAssignmentPolicy>>,
    /// PIM policies of the groups that are to be given.
    pub group_policies: BTreeMap<ObjectId, Reading<ObservedAssignmentPolicy>>,
    /// Accounts that the audit trail remembers as made by tenantry, by id, whatever their marker
    /// says.
    pub remembered_users: BTreeMap<ObjectId, Reading<ObservedUser>>,
    /// What the stores say of the passwords of emergency accounts that tenantry rotates. Read after
    /// everything else, so that no ledger is older than the password change that was seen.
    pub ledgers: BTreeMap<AccountName, Reading<Ledger>>,
    /// Fingerprints of the keys that the password of each of these accounts is sealed to from now
    /// on, where its store could be opened.
    pub sealing_keys: BTreeMap<AccountName, Vec<String>>,
    /// When somebody last signed in to an emergency account whose password is due, where the tenant
    /// shows that. It is no part of [`Self::reads`]: most tenants have no licence for it.
    pub last_sign_ins: BTreeMap<ObjectId, Reading<Option<Timestamp>>>,
    /// What could be read of collections that are unknown.
    pub readable: Readable,
}

/// The permissions that show which memberships an account can take up by itself (Graph, "list
/// eligibilityScheduleInstances" of PIM for groups).
pub const ELIGIBLE_MEMBERSHIPS: [&str; 2] = [
    "PrivilegedEligibilitySchedule.Read.AzureADGroup",
    "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
];

/// How completely a collection was read, for the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReadSummary {
    /// The collection's name, such as `users`.
    pub collection: String,
    /// What is known of it.
    pub state: ReadState,
    /// How many objects were read; of an unknown collection, those that could be.
    pub count: usize,
    /// Why it is unknown.
    pub why: Option<String>,
    /// Graph's `request-id` of the read that failed.
    pub request_id: Option<String>,
}

/// The three states of knowledge, as plans write them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ReadState {
    /// Read completely.
    Known,
    /// Proved not to exist.
    Absent,
    /// Could not be read.
    Unknown,
}

fn summary<T>(name: &str, reading: &Reading<T>, count: impl FnOnce(&T) -> usize) -> ReadSummary {
    let (state, count, unknown) = match reading {
        Reading::Known(value) => (ReadState::Known, count(value), None),
        Reading::Absent => (ReadState::Absent, 0, None),
        Reading::Unknown(unknown) => (ReadState::Unknown, 0, Some(unknown)),
    };
    ReadSummary {
        collection: name.to_owned(),
        state,
        count,
        why: unknown.map(|unknown| unknown.why.clone()),
        request_id: unknown.and_then(|unknown| unknown.request_id.clone()),
    }
}

/// Counts what could be read of an unknown collection.
fn at_least(summary: ReadSummary, readable: usize) -> ReadSummary {
    ReadSummary { count: summary.count.max(readable), ..summary }
}

impl ObservedTenant {
    /// Returns every collection with what is known of it, in a fixed order.
    #[must_use]
    pub fn reads(&self) -> Vec<ReadSummary> {
        let mut reads = vec![
            summary("organization", &self.organization, |_| 1),
            summary("domains", &self.domains, BTreeMap::len),
            at_least(
                summary("users", &self.owned_users, BTreeMap::len),
                self.readable.owned_users.len(),
            ),
            summary("groups", &self.owned_groups, BTreeMap::len),
            summary("namedGroups", &self.named_groups, BTreeMap::len),
            summary("roleDefinitions", &self.role_definitions, BTreeMap::len),
            at_least(
                summary("roleAssignments", &self.role_assignments, Vec::len),
                self.readable.role_assignments.len(),
            ),
            at_least(
                summary("roleSchedules", &self.role_schedules, Vec::len),
                self.readable.role_schedules.len(),
            ),
            summary("administrativeUnits", &self.administrative_units, BTreeMap::len),
            summary("servicePrincipal", &self.service_principal, |_| 1),
            summary("permissions", &self.permissions, BTreeSet::len),
            summary("application", &self.application, |_| 1),
            summary("extensions", &self.extensions, BTreeSet::len),
        ];
        let lookups = self.named_users.iter().map(|(upn, user)| (format!("users/{upn}"), user));
        reads.extend(lookups.map(|(name, user)| summary(&name, user, |_| 1)));
        let keyed = self.keyed_groups.iter().map(|(key, group)| (format!("groups/{key}"), group));
        reads.extend(keyed.map(|(name, group)| summary(&name, group, |_| 1)));
        for (user, groups) in &self.memberships {
            let readable = self.readable.memberships.get(user).map_or(0, BTreeSet::len);
            let read = summary(&format!("memberships/{user}"), groups, BTreeSet::len);
            reads.push(at_least(read, readable));
        }
        for (group, members) in &self.administrator_groups {
            reads.push(summary(&format!("members/{group}"), members, BTreeMap::len));
        }
        self.reads_of_access(&mut reads);
        reads
    }

    /// Adds what is read only where access is open, being opened or being ended.
    fn reads_of_access(&self, reads: &mut Vec<ReadSummary>) {
        for (user, methods) in &self.methods {
            reads.push(summary(&format!("methods/{user}"), methods, Vec::len));
        }
        for (user, schedules) in &self.group_schedules {
            reads.push(summary(&format!("groupSchedules/{user}"), schedules, Vec::len));
        }
        for (user, eligible) in &self.eligibilities {
            let readable = self.readable.eligibilities.get(user).map_or(0, BTreeSet::len);
            let read = summary(&format!("eligibilities/{user}"), eligible, BTreeSet::len);
            reads.push(at_least(read, readable));
        }
        reads.extend(self.pass_policy.iter().map(|policy| summary("passPolicy", policy, |_| 1)));
        let policies = self.access_policies.iter();
        reads.extend(policies.map(|found| summary("conditionalAccess", found, Vec::len)));
        for (role, policy) in &self.role_policies {
            reads.push(summary(&format!("rolePolicies/{role}"), policy, |_| 1));
        }
        for (group, policy) in &self.group_policies {
            reads.push(summary(&format!("groupPolicies/{group}"), policy, |_| 1));
        }
        for (account, ledger) in &self.ledgers {
            reads.push(summary(&format!("stores/{account}"), ledger, |it| it.versions().len()));
        }
        for (id, user) in &self.remembered_users {
            reads.push(summary(&format!("users/{id}"), user, |_| 1));
        }
    }

    /// Returns whether the app may see which memberships an account can take up by itself.
    #[must_use]
    pub fn sees_eligible_memberships(&self) -> bool {
        let held = self.permissions.known();
        held.is_some_and(|held| ELIGIBLE_MEMBERSHIPS.iter().any(|name| held.contains(*name)))
    }

    /// Returns whether everything was read.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.reads().iter().all(|read| read.state != ReadState::Unknown)
    }
}
