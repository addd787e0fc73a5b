//! Which permissions each feature in use needs, and which higher ones do as well
//! (Graph permissions reference, August 2026; the least ones first).

use std::collections::BTreeSet;

use crate::{
    desired::{DesiredTenant, Provision, TenantState},
    plan::Context,
};

/// A permission that something in use needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Need {
    /// What needs it, for people.
    pub(super) feature: &'static str,
    /// The least permission.
    pub(super) least: &'static str,
    /// Higher permissions that do as well.
    pub(super) higher: &'static [&'static str],
}

const fn need(feature: &'static str, least: &'static str, higher: &'static [&'static str]) -> Need {
    Need { feature, least, higher }
}

/// What reading takes, whatever is declared.
const READING: [Need; 10] = [
    need(
        "reading the organization",
        "Organization.Read.All",
        &[
            "Organization.ReadWrite.All",
            "User.Read.All",
            "Directory.Read.All",
            "Directory.ReadWrite.All",
        ],
    ),
    need(
        "reading domains",
        "Domain.Read.All",
        // `Directory.ReadWrite.All` does not cover `/domains`.
        &["Domain.ReadWrite.All", "Directory.Read.All"],
    ),
    need(
        "reading users",
        "User.Read.All",
        &[
            "User.ReadUpdate.All",
            "User.ReadWrite.All",
            "Directory.Read.All",
            "Directory.ReadWrite.All",
        ],
    ),
    need(
        "reading groups",
        "GroupMember.Read.All",
        &["Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
    ),
    // Who is in a group that holds Global Administrator; `Directory.ReadWrite.All` does not tell.
    need(
        "reading members of groups",
        "GroupMember.Read.All",
        &[
            "GroupMember.ReadWrite.All",
            "Group.Read.All",
            "Group.ReadWrite.All",
            "Directory.Read.All",
        ],
    ),
    // No right to write groups or users covers `/users/{id}/transitiveMemberOf`.
    need(
        "reading memberships",
        "GroupMember.Read.All",
        &["User.Read.All", "Group.Read.All", "Directory.Read.All", "Directory.ReadWrite.All"],
    ),
    need(
        "reading roles",
        "RoleManagement.Read.Directory",
        &[
            "RoleManagement.ReadWrite.Directory",
            "RoleManagement.Read.All",
            "Directory.Read.All",
            "Directory.ReadWrite.All",
        ],
    ),
    need(
        "reading time-bound roles",
        "RoleAssignmentSchedule.Read.Directory",
        &[
            "RoleAssignmentSchedule.ReadWrite.Directory",
            "RoleManagement.Read.Directory",
            "RoleManagement.Read.All",
            "RoleManagement.ReadWrite.Directory",
        ],
    ),
    need(
        "reading administrative units",
        "AdministrativeUnit.Read.All",
        &["AdministrativeUnit.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
    ),
    need(
        "checking its own app",
        "Application.Read.All",
        &[
            "Application.ReadWrite.All",
            "Application.ReadWrite.OwnedBy",
            "Directory.Read.All",
            "Directory.ReadWrite.All",
        ],
    ),
];

const MARKER_APP: Need = need(
    "reading the marker's app",
    "Application.Read.All",
    &["Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
);
const DOMAINS: Need = need("adding and verifying domains", "Domain.ReadWrite.All", &[]);
const GROUPS: Need = need("creating groups", "Group.ReadWrite.All", &["Directory.ReadWrite.All"]);
const CREATE: Need = need(
    "creating accounts ahead",
    "User.Create",
    &["User.ReadWrite.All", "Directory.ReadWrite.All"],
);
const UPDATE: Need = need(
    "writing markers",
    "User.ReadUpdate.All",
    &["User.ReadWrite.All", "Directory.ReadWrite.All"],
);
const DISABLE: Need = need(
    "disabling accounts",
    "User.EnableDisableAccount.All",
    &["User.ReadWrite.All", "Directory.ReadWrite.All"],
);
const REVOKE: Need = need(
    "ending sessions",
    "User.RevokeSessions.All",
    &["User.ReadWrite.All", "Directory.ReadWrite.All"],
);
const DELETE: Need = need("deleting accounts", "User.DeleteRestore.All", &["User.ReadWrite.All"]);
// `Directory.ReadWrite.All` deletes no group.
const DELETE_GROUPS: Need = need("deleting groups", "Group.ReadWrite.All", &[]);
const MEMBERS: Need = need(
    "giving and taking groups",
    "GroupMember.ReadWrite.All",
    &["Group.ReadWrite.All", "Directory.ReadWrite.All"],
);
const ROLES: Need = need("giving and taking roles", "RoleManagement.ReadWrite.Directory", &[]);

/// Returns the least permissions that everything in use needs.
#[must_use]
pub fn permissions_needed(
    context: &Context<'_>,
    desired: &DesiredTenant,
) -> BTreeSet<&'static str> {
    needs(context, desired).iter().map(|need| need.least).collect()
}

/// Returns the least permissions that reading a tenant needs.
#[must_use]
pub fn permissions_to_read(desired: &DesiredTenant) -> BTreeSet<&'static str> {
    reading(desired).iter().map(|need| need.least).collect()
}

/// Returns every permission that reading a tenant needs.
///
/// `Application.ReadWrite.OwnedBy` reaches only what the app owns: itself, and no other app that
/// holds the marker.
pub(super) fn reading(desired: &DesiredTenant) -> Vec<Need> {
    let mut needs = READING.to_vec();
    if desired.auth.marker_client_id != desired.auth.client_id {
        needs.push(MARKER_APP);
    }
    needs
}

/// Returns every permission that something in use needs.
pub(super) fn needs(context: &Context<'_>, desired: &DesiredTenant) -> Vec<Need> {
    let mut needs = reading(desired);
    if desired.domains.iter().any(|domain| domain.manage) {
        needs.push(DOMAINS);
    }
    if !desired.groups.is_empty() {
        needs.push(GROUPS);
        if desired.state == TenantState::Offboarding || context.prune {
            needs.push(DELETE_GROUPS);
        }
    }
    let assignable = desired.groups.iter().any(|group| group.assignable_to_role);
    let mut roles = assignable;
    if let Some(jit) = &desired.jit {
        needs.extend([UPDATE, DISABLE, REVOKE]);
        if jit.provision == Provision::Ahead && desired.state == TenantState::Active {
            needs.push(CREATE);
        }
        if desired.state == TenantState::Offboarding || context.prune {
            needs.push(DELETE);
        }
        if jit.accounts.values().any(|account| !account.access.groups.is_empty()) {
            needs.push(MEMBERS);
        }
        roles |= jit.accounts.values().any(|account| !account.access.roles.is_empty());
    }
    if roles {
        needs.push(ROLES);
    }
    needs
}
