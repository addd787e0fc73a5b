//! The rights that the apps of a fresh tenant have: those that `doctor` asks for.

use jiff::Timestamp;

use crate::{
    desired::{DesiredOrganization, DesiredTenant},
    plan::{Context, permissions_needed},
};

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

/// The directory role without which privileged accounts can only be ended the slow way.
pub(super) const ROLE: &str = "Privileged Authentication Administrator";

/// Returns the permissions of an app that only reads.
pub(super) fn reading() -> Vec<String> {
    READING.map(str::to_owned).into()
}

/// Returns the permissions of the app that changes a tenant: what `doctor` asks for and no more.
pub(super) fn changing(
    organization: &DesiredOrganization,
    tenant: &DesiredTenant,
    prune: bool,
) -> Vec<String> {
    // What is needed does not depend on the time.
    let context = Context { organization, now: Timestamp::UNIX_EPOCH, prune };
    permissions_needed(&context, tenant).into_iter().map(str::to_owned).collect()
}
