//! The rights that the apps of a fresh tenant have: those that `doctor` asks for.

use crate::desired::DesiredTenant;

/// What every app needs to read a tenant (Graph permissions reference).
const READING: [&str; 8] = [
    "AdministrativeUnit.Read.All",
    "Application.Read.All",
    "Domain.Read.All",
    "GroupMember.Read.All",
    "Organization.Read.All",
    "RoleAssignmentSchedule.Read.Directory",
    "RoleManagement.Read.Directory",
    "User.Read.All",
];

/// What an app needs to read and change a tenant, whatever is declared but for domains: a
/// configuration grows, and the tenant is made but once.
const CHANGING: [&str; 8] = [
    "AdministrativeUnit.Read.All",
    "Application.Read.All",
    "Group.ReadWrite.All",
    // `/users/{id}/transitiveMemberOf` is not covered by the right to write.
    "GroupMember.Read.All",
    "Organization.Read.All",
    "RoleAssignmentSchedule.ReadWrite.Directory",
    "RoleManagement.ReadWrite.Directory",
    "User.ReadWrite.All",
];

/// The directory role without which privileged accounts can only be ended the slow way.
pub(super) const ROLE: &str = "Privileged Authentication Administrator";

/// Returns the permissions of an app that only reads.
pub(super) fn reading() -> Vec<String> {
    READING.map(str::to_owned).into()
}

/// Returns the permissions of the app that changes a tenant.
pub(super) fn changing(tenant: &DesiredTenant) -> Vec<String> {
    let manages = tenant.domains.iter().any(|domain| domain.manage);
    let domains = if manages { "Domain.ReadWrite.All" } else { "Domain.Read.All" };
    CHANGING.iter().chain([&domains]).map(|name| (*name).to_owned()).collect()
}
