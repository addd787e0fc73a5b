//! The permissions that features need, and which higher ones do as well
//! (Graph permissions reference, August 2026; the least ones first).

use std::collections::BTreeSet;

/// A permission that something in use needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Need {
    /// What needs it, for people.
    pub(super) feature: &'static str,
    /// The least permission.
    pub(super) least: &'static str,
    /// Higher permissions that do as well.
    pub(super) higher: &'static [&'static str],
    /// Whether it is about memberships that end: nice to have, and of use to few.
    pub(super) by_group: bool,
}

impl Need {
    /// Returns whether one of the permissions is held that do.
    pub(super) fn is_met(&self, held: &BTreeSet<String>) -> bool {
        held.contains(self.least) || self.higher.iter().any(|name| held.contains(*name))
    }
}

const fn need(feature: &'static str, least: &'static str, higher: &'static [&'static str]) -> Need {
    Need { feature, least, higher, by_group: false }
}

/// What reading takes, whatever is declared.
pub(super) const READING: [Need; 10] = [
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

pub(super) const MARKER_APP: Need = need(
    "reading the marker's app",
    "Application.Read.All",
    &["Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"],
);
pub(super) const DOMAINS: Need = need("adding and verifying domains", "Domain.ReadWrite.All", &[]);
pub(super) const GROUPS: Need =
    need("creating groups", "Group.ReadWrite.All", &["Directory.ReadWrite.All"]);
pub(super) const CREATE: Need =
    need("creating accounts", "User.Create", &["User.ReadWrite.All", "Directory.ReadWrite.All"]);
pub(super) const UPDATE: Need = need(
    "writing markers and names",
    "User.ReadUpdate.All",
    &["User.ReadWrite.All", "Directory.ReadWrite.All"],
);
pub(super) const DISABLE: Need = need(
    "enabling and disabling accounts",
    "User.EnableDisableAccount.All",
    &["User.ReadWrite.All", "Directory.ReadWrite.All"],
);
pub(super) const REVOKE: Need = need(
    "ending sessions",
    "User.RevokeSessions.All",
    &["User.ReadWrite.All", "Directory.ReadWrite.All"],
);
pub(super) const DELETE: Need =
    need("deleting accounts", "User.DeleteRestore.All", &["User.ReadWrite.All"]);
// `Directory.ReadWrite.All` deletes no group.
pub(super) const DELETE_GROUPS: Need = need("deleting groups", "Group.ReadWrite.All", &[]);
pub(super) const MEMBERS: Need = need(
    "giving and taking groups",
    "GroupMember.ReadWrite.All",
    &["Group.ReadWrite.All", "Directory.ReadWrite.All"],
);
pub(super) const ROLES: Need =
    need("giving and taking roles", "RoleManagement.ReadWrite.Directory", &[]);

pub(super) const METHODS: Need = need(
    "reading and deleting what accounts sign in with",
    "UserAuthenticationMethod.ReadWrite.All",
    &[],
);
pub(super) const READ_METHODS: Need = need(
    "reading what accounts sign in with",
    "UserAuthenticationMethod.Read.All",
    &["UserAuthenticationMethod.ReadWrite.All"],
);
// `UserAuthenticationMethod.ReadWrite.All` deletes every kind of method but a pass.
pub(super) const PASSES: Need =
    need("issuing and deleting Temporary Access Passes", "UserAuthMethod-TAP.ReadWrite.All", &[]);
// No right to write users covers `passwordProfile`.
pub(super) const PASSWORD: Need =
    need("setting passwords", "User-PasswordProfile.ReadWrite.All", &[]);
// The configuration of one method: `Policy.Read.All` reads the whole policy only.
pub(super) const PASS_POLICY: Need = need(
    "reading the policy of Temporary Access Passes",
    "Policy.Read.AuthenticationMethod",
    &["Policy.ReadWrite.AuthenticationMethod"],
);
pub(super) const CONDITIONAL_ACCESS: Need =
    need("reading Conditional Access policies", "Policy.Read.All", &[]);
pub(super) const ROLE_POLICIES: Need = need(
    "reading PIM policies of roles",
    "RoleManagement.Read.Directory",
    &[
        "RoleManagement.ReadWrite.Directory",
        "RoleManagement.Read.All",
        "RoleManagementPolicy.Read.Directory",
        "RoleManagementPolicy.ReadWrite.Directory",
    ],
);
pub(super) const GROUP_POLICIES: Need = need(
    "reading PIM policies of groups",
    "RoleManagementPolicy.Read.AzureADGroup",
    &["RoleManagementPolicy.ReadWrite.AzureADGroup"],
);
pub(super) const READ_ELIGIBLE: Need = need(
    "reading what accounts may take up by themselves",
    "RoleEligibilitySchedule.Read.Directory",
    &[
        "RoleEligibilitySchedule.ReadWrite.Directory",
        "RoleManagement.Read.Directory",
        "RoleManagement.Read.All",
        "RoleManagement.ReadWrite.Directory",
    ],
);
pub(super) const PIM_ROLES: Need = need(
    "having Entra ID end roles (PIM)",
    "RoleAssignmentSchedule.ReadWrite.Directory",
    &["RoleManagement.ReadWrite.Directory"],
);
pub(super) const PIM_GROUPS: Need = Need {
    feature: "having Entra ID end memberships (PIM for groups)",
    least: "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
    higher: &[],
    by_group: true,
};
pub(super) const READ_PIM_GROUPS: Need = need(
    "reading time-bound memberships",
    "PrivilegedAssignmentSchedule.Read.AzureADGroup",
    &["PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup"],
);
