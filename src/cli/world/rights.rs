//! The rights that the apps of a fresh tenant have: those that `doctor` asks for.

/// What every app needs to read a tenant (Graph permissions reference).
pub(super) const READING: [&str; 8] = [
    "AdministrativeUnit.Read.All",
    "Application.Read.All",
    "Domain.Read.All",
    "Group.Read.All",
    "Organization.Read.All",
    "RoleAssignmentSchedule.Read.Directory",
    "RoleManagement.Read.Directory",
    "User.Read.All",
];

/// What an app needs beside that to change a tenant.
pub(super) const WRITING: [&str; 6] = [
    "Domain.ReadWrite.All",
    "Group.ReadWrite.All",
    "RoleAssignmentSchedule.ReadWrite.Directory",
    "RoleManagement.ReadWrite.Directory",
    "User.EnableDisableAccount.All",
    "User.ReadWrite.All",
];

/// The directory roles without which privileged accounts cannot be ended.
pub(super) const ROLES: [&str; 1] = ["Privileged Authentication Administrator"];
