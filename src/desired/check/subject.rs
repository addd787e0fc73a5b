//! What the rules for tenants look at.

use super::{
    credentials, domains, emergency_accounts, groups, mappings, principals, required, roles,
    user_names, windows,
};
use crate::{
    desired::context::Context,
    source::{Loc, Problem},
    spec::{GroupMappingSpec, LapsAccountSpec, Removed, TenantSpec},
};

/// A tenant's merged settings, or the defaults or a profile on their own.
pub(in crate::desired) struct Subject<'a> {
    /// The settings.
    pub(in crate::desired) spec: &'a TenantSpec,
    /// The organization.
    pub(in crate::desired) context: &'a Context<'a>,
    /// Where the tenant is pointed at as a whole.
    pub(in crate::desired) top: Loc,
    /// What was left out, and so is not missing.
    pub(in crate::desired) removed: &'a Removed,
    /// Whether these are defaults or a profile, of which nothing is required.
    pub(in crate::desired) settings: bool,
}

impl Subject<'_> {
    /// Iterates over the group mappings.
    pub(super) fn mappings(&self) -> impl Iterator<Item = &GroupMappingSpec> {
        self.spec.jit.iter().flat_map(|jit| &jit.value.group_mappings).flat_map(|list| &list.value)
    }

    /// Iterates over the emergency accounts.
    pub(super) fn emergency_accounts(&self) -> impl Iterator<Item = &LapsAccountSpec> {
        self.spec.laps.iter().flat_map(|laps| &laps.value.accounts).flat_map(|list| &list.value)
    }
}

/// Holds settings against every rule.
pub(in crate::desired) fn check(subject: &Subject<'_>, problems: &mut Vec<Problem>) {
    required::check(subject, problems);
    credentials::check(subject, problems);
    domains::check(subject, problems);
    groups::check(subject, problems);
    windows::check(subject, problems);
    user_names::check(subject, problems);
    mappings::check(subject, problems);
    roles::check(subject, problems);
    emergency_accounts::check(subject, problems);
    principals::check(subject, problems);
}
