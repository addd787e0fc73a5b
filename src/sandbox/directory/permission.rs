//! Which application permissions open which operation.
//!
//! Source: Microsoft's permission metadata of 2026-08 for every served operation, least and higher
//! privileges alike, with the corrections of the API reference's own pages. Permissions of agent
//! identities and device management, which also open user reads, are held by no tenantry app and
//! left out.

use std::collections::BTreeSet;

/// What a caller must hold: of each inner list at least one.
pub(super) type Needs = &'static [&'static [&'static str]];

/// Tells whether permissions meet a need.
pub(super) fn are_met(needs: Needs, held: &BTreeSet<String>) -> bool {
    needs.iter().all(|any| any.iter().any(|permission| held.contains(*permission)))
}

/// Nothing but a valid token; the operation itself asks for more.
pub(super) const NOTHING: Needs = &[];

pub(super) const ORGANIZATION_READ: Needs = &[&[
    "Organization.Read.All",
    "Organization.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "User.Read.All",
]];
pub(super) const DOMAIN_READ: Needs =
    &[&["Domain.Read.All", "Domain.ReadWrite.All", "Directory.Read.All"]];
pub(super) const DOMAIN_RECORDS_READ: Needs = &[&["Domain.Read.All", "Domain.ReadWrite.All"]];
pub(super) const DOMAIN_WRITE: Needs = &[&["Domain.ReadWrite.All"]];

pub(super) const USER_READ: Needs = &[&[
    "User.Read.All",
    "User.ReadWrite.All",
    "User.ReadUpdate.All",
    "User.ReadBasic.All",
    "User.ReadWrite.CrossCloud",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
]];
pub(super) const USER_CREATE: Needs =
    &[&["User.Create", "User.ReadWrite.All", "Directory.ReadWrite.All"]];
/// Ordinary properties of a user.
pub(super) const USER_UPDATE: Needs = &[&[
    "User.ReadUpdate.All",
    "User.ReadWrite.All",
    "User.ReadWrite.CrossCloud",
    "Directory.ReadWrite.All",
]];
/// `accountEnabled`: the permission of its own, which needs one that reads beside it, or a broad one.
pub(super) const USER_ENABLE: Needs = &[
    &["User.EnableDisableAccount.All", "User.ReadWrite.All", "Directory.ReadWrite.All"],
    &[
        "User.Read.All",
        "User.ReadUpdate.All",
        "User.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ],
];
/// `passwordProfile`.
pub(super) const USER_PASSWORD: Needs = &[&["User-PasswordProfile.ReadWrite.All"]];
pub(super) const USER_PHONES: Needs =
    &[&["User-Phone.ReadWrite.All", "User.ReadWrite.All", "Directory.ReadWrite.All"]];
pub(super) const USER_MAILS: Needs =
    &[&["User-Mail.ReadWrite.All", "User.ReadWrite.All", "Directory.ReadWrite.All"]];
pub(super) const USER_IDENTITIES: Needs = &[&["User.ManageIdentities.All"]];
pub(super) const USER_SECURITY_ATTRIBUTES: Needs =
    &[&["CustomSecAttributeAssignment.ReadWrite.All"]];
pub(super) const USER_DELETE: Needs =
    &[&["User.DeleteRestore.All", "User.ReadWrite.All", "User.ReadWrite.CrossCloud"]];
pub(super) const USER_REVOKE: Needs =
    &[&["User.RevokeSessions.All", "User.ReadWrite.All", "Directory.ReadWrite.All"]];
pub(super) const USER_MEMBER_OF: Needs = &[&[
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "Group.ReadBasic.All",
    "GroupMember.ReadBasic.All",
]];
pub(super) const USER_TRANSITIVE_MEMBER_OF: Needs = &[&[
    "User.Read.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "Group.Read.All",
    "Group.ReadBasic.All",
    "GroupMember.Read.All",
    "GroupMember.ReadBasic.All",
]];
pub(super) const MEMBER_CHECK: Needs = &[&[
    "Application.Read.All",
    "Application.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
    "Group.Read.All",
    "Group.ReadBasic.All",
    "Group.ReadWrite.All",
    "GroupMember.Read.All",
    "GroupMember.ReadBasic.All",
    "User.Read.All",
    "User.ReadWrite.All",
]];

pub(super) const GROUP_READ: Needs = &[&[
    "GroupMember.Read.All",
    "Group.Read.All",
    "Group.ReadBasic.All",
    "Group.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
]];
pub(super) const GROUP_CREATE: Needs =
    &[&["Group.Create", "Group.ReadWrite.All", "Directory.ReadWrite.All"]];
pub(super) const GROUP_UPDATE: Needs = &[&["Group.ReadWrite.All", "Directory.ReadWrite.All"]];
pub(super) const GROUP_DELETE: Needs = &[&["Group.ReadWrite.All"]];
pub(super) const MEMBERS_READ: Needs = &[&[
    "GroupMember.Read.All",
    "GroupMember.ReadWrite.All",
    "Group.Read.All",
    "Group.ReadBasic.All",
    "Group.ReadWrite.All",
    "Directory.Read.All",
]];
pub(super) const GROUP_MEMBER_OF: Needs = &[&[
    "GroupMember.Read.All",
    "Group.Read.All",
    "Group.ReadBasic.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
]];
pub(super) const MEMBERS_WRITE: Needs =
    &[&["GroupMember.ReadWrite.All", "Group.ReadWrite.All", "Directory.ReadWrite.All"]];
pub(super) const OWNERS_WRITE: Needs = &[&["Group.ReadWrite.All", "Directory.ReadWrite.All"]];
/// What touching a role-assignable group takes beside the ordinary permission.
pub(super) const ROLE_GATE: Needs = &[&["RoleManagement.ReadWrite.Directory"]];

pub(super) const ROLES_READ: Needs = &[&[
    "RoleManagement.Read.Directory",
    "RoleManagement.Read.All",
    "RoleManagement.ReadWrite.Directory",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
]];
pub(super) const ROLE_DEFINITIONS_WRITE: Needs =
    &[&["RoleManagement.ReadWrite.Directory", "Directory.ReadWrite.All"]];
pub(super) const ROLE_ASSIGNMENTS_WRITE: Needs = &[&["RoleManagement.ReadWrite.Directory"]];
pub(super) const SCHEDULES_READ: Needs = &[&[
    "RoleAssignmentSchedule.Read.Directory",
    "RoleAssignmentSchedule.ReadWrite.Directory",
    "RoleManagement.Read.All",
    "RoleManagement.Read.Directory",
    "RoleManagement.ReadWrite.Directory",
]];
pub(super) const SCHEDULE_REQUESTS_READ: Needs =
    &[&["RoleAssignmentSchedule.ReadWrite.Directory", "RoleManagement.ReadWrite.Directory"]];
pub(super) const SCHEDULE_REQUESTS_WRITE: Needs = &[&[
    "RoleAssignmentSchedule.ReadWrite.Directory",
    "RoleManagement.ReadWrite.Directory",
    "RoleAssignmentSchedule.Remove.Directory",
]];
pub(super) const SCHEDULE_REQUESTS_GRANT: Needs =
    &[&["RoleAssignmentSchedule.ReadWrite.Directory", "RoleManagement.ReadWrite.Directory"]];
pub(super) const ELIGIBILITY_READ: Needs = &[&[
    "RoleEligibilitySchedule.Read.Directory",
    "RoleEligibilitySchedule.ReadWrite.Directory",
    "RoleManagement.Read.All",
    "RoleManagement.Read.Directory",
    "RoleManagement.ReadWrite.Directory",
]];
pub(super) const ELIGIBILITY_REQUESTS_READ: Needs =
    &[&["RoleEligibilitySchedule.ReadWrite.Directory", "RoleManagement.ReadWrite.Directory"]];
pub(super) const ELIGIBILITY_REQUESTS_WRITE: Needs = &[&[
    "RoleEligibilitySchedule.ReadWrite.Directory",
    "RoleManagement.ReadWrite.Directory",
    "RoleEligibilitySchedule.Remove.Directory",
]];
pub(super) const ELIGIBILITY_REQUESTS_GRANT: Needs =
    &[&["RoleEligibilitySchedule.ReadWrite.Directory", "RoleManagement.ReadWrite.Directory"]];

pub(super) const UNITS_READ: Needs = &[&[
    "AdministrativeUnit.Read.All",
    "AdministrativeUnit.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
]];
pub(super) const UNITS_WRITE: Needs = &[&["AdministrativeUnit.ReadWrite.All"]];

pub(super) const APPLICATIONS_LIST: Needs =
    &[&["Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All"]];
/// `OwnedBy` reaches only what the caller owns; the operation looks.
pub(super) const APPLICATIONS_READ: Needs = &[&[
    "Application.Read.All",
    "Application.ReadWrite.All",
    "Application.ReadWrite.OwnedBy",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
]];
/// The same without regard to ownership.
pub(super) const APPLICATIONS_READ_ALL: Needs = &[&[
    "Application.Read.All",
    "Application.ReadWrite.All",
    "Directory.Read.All",
    "Directory.ReadWrite.All",
]];
pub(super) const APPLICATIONS_WRITE: Needs =
    &[&["Application.ReadWrite.All", "Application.ReadWrite.OwnedBy"]];
pub(super) const APPLICATIONS_WRITE_ALL: Needs = &[&["Application.ReadWrite.All"]];
/// Credentials and extension definitions, which `Directory.ReadWrite.All` opens too.
pub(super) const APPLICATION_PARTS_WRITE: Needs =
    &[&["Application.ReadWrite.All", "Application.ReadWrite.OwnedBy", "Directory.ReadWrite.All"]];
pub(super) const APPLICATION_PARTS_WRITE_ALL: Needs =
    &[&["Application.ReadWrite.All", "Directory.ReadWrite.All"]];
pub(super) const CONSENT_WRITE: Needs = &[
    &["AppRoleAssignment.ReadWrite.All"],
    &["Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All"],
];
pub(super) const CONSENT_REMOVE: Needs =
    &[&["AppRoleAssignment.ReadWrite.All", "Application.ReadWrite.All"]];

pub(super) const DIRECTORY_READ: Needs = &[&["Directory.Read.All", "Directory.ReadWrite.All"]];
pub(super) const POLICY_READ: Needs = &[&["Policy.Read.All"]];
pub(super) const SECURITY_DEFAULTS_WRITE: Needs = &[
    &["Policy.Read.All"],
    &["Policy.ReadWrite.SecurityDefaults", "Policy.ReadWrite.ConditionalAccess"],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_inner_list_needs_one() {
        let held =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        assert!(are_met(NOTHING, &held(&[])));
        assert!(!are_met(USER_READ, &held(&[])));
        assert!(are_met(USER_READ, &held(&["User.Read.All"])));
        assert!(!are_met(USER_ENABLE, &held(&["User.EnableDisableAccount.All"])));
        assert!(are_met(USER_ENABLE, &held(&["User.EnableDisableAccount.All", "User.Read.All"])));
        assert!(!are_met(USER_ENABLE, &held(&["User.ReadUpdate.All"])));
        assert!(!are_met(USER_PASSWORD, &held(&["User.ReadWrite.All"])));
    }
}
