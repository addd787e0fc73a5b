//! What has to be read of a tenant.

use std::collections::BTreeSet;

use crate::domain::{ClientId, GroupName, ObjectId, OrganizationName, RoleName, UserPrincipalName};

/// What has to be read of a tenant beside what always is (organization, domains, owned users and
/// groups, role assignments and schedules, administrative units, our own app and its rights).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadNeeds {
    /// The installation whose marker makes an object ours.
    pub installation: OrganizationName,
    /// The app that tenantry signs in as.
    pub client_id: ClientId,
    /// The app whose extensions hold the marker.
    pub marker_client_id: ClientId,
    /// Names that JIT accounts have or would have: who bears one is looked up in a list, and what
    /// groups an owned one is in is read.
    pub account_names: BTreeSet<UserPrincipalName>,
    /// Those of them that the plan would create: where the list shows none, a `GET` by the name
    /// must prove the absence.
    pub names_to_create: BTreeSet<UserPrincipalName>,
    /// Names of declared emergency accounts.
    pub emergency_names: BTreeSet<UserPrincipalName>,
    /// Groups that the configuration names, by display name or object id.
    pub group_names: BTreeSet<GroupName>,
    /// Keys of declared groups: where the list of owned groups shows none, a `GET` by the key
    /// must prove the absence.
    pub group_keys: BTreeSet<String>,
    /// Roles that the configuration names, by display name or template id.
    pub role_names: BTreeSet<RoleName>,
    /// Accounts for which access is to be opened or lengthened: what they can sign in with is read
    /// even where they are at rest.
    pub opening: BTreeSet<UserPrincipalName>,
    /// Accounts that are to be adopted: what groups they are in is read although they are foreign.
    pub adopting: BTreeSet<UserPrincipalName>,
    /// Whether a Temporary Access Pass is to be issued, so that its policy has to be read.
    pub pass_policy: bool,
    /// Roles whose PIM policy has to be read, among `role_names`.
    pub policies_of_roles: BTreeSet<RoleName>,
    /// Groups whose PIM policy has to be read, among `group_names`.
    pub policies_of_groups: BTreeSet<GroupName>,
    /// Accounts that the audit trail remembers as made by tenantry: they are read by their id.
    pub remembered: BTreeSet<ObjectId>,
}
