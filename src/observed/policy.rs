//! Policies that decide how access can be given.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use crate::domain::ObjectId;

/// The tenant's policy of Temporary Access Passes (Graph,
/// `temporaryAccessPassAuthenticationMethodConfiguration`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedPassPolicy {
    /// Whether passes can be used at all.
    pub enabled: bool,
    /// Whether every pass can be used only once.
    pub once: bool,
    /// The shortest life of a pass, in minutes.
    pub minimum: u32,
    /// The longest.
    pub maximum: u32,
    /// Whose passes can be used: groups; `None` for all users.
    pub included: Option<BTreeSet<ObjectId>>,
    /// Groups whose members' passes cannot be used.
    pub excluded: BTreeSet<ObjectId>,
}

/// What a role's or group's PIM policy says of assignments by an administrator
/// (`Expiration_Admin_Assignment`, `Enablement_Admin_Assignment`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedAssignmentPolicy {
    /// The longest time-bound assignment; `None` where nothing bounds it.
    pub maximum: Option<SignedDuration>,
    /// What an assignment has to come with, such as `Justification`, `Ticketing`,
    /// `MultiFactorAuthentication`.
    pub required: BTreeSet<String>,
}

/// A Conditional Access policy, as far as it decides what a JIT account can sign in with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObservedAccessPolicy {
    /// Its name.
    pub display_name: String,
    /// Whether it is in force; one that only reports is not.
    pub enabled: bool,
    /// Whether it demands phishing-resistant authentication, which a Temporary Access Pass is not.
    pub phishing_resistant: bool,
    /// Whether it applies to all users.
    pub all_users: bool,
    /// Users, groups and roles (by template id) that it applies to.
    pub included: BTreeSet<ObjectId>,
    /// Users, groups and roles (by template id) that it does not apply to.
    pub excluded: BTreeSet<ObjectId>,
}
