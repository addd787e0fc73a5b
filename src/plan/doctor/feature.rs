//! Which permissions the features in use need.

use std::collections::BTreeSet;

use super::rights::{
    CONDITIONAL_ACCESS, CREATE, DELETE, DELETE_GROUPS, DISABLE, DOMAINS, GROUP_POLICIES, GROUPS,
    MARKER_APP, MEMBERS, METHODS, Need, PASS_POLICY, PASSES, PASSWORD, PIM_GROUPS, PIM_ROLES,
    READ_ELIGIBLE, READ_METHODS, READ_PIM_GROUPS, READING, REVOKE, ROLE_POLICIES, ROLES, UPDATE,
};
use crate::{
    desired::{DesiredAccount, DesiredJit, DesiredTenant, Engine, Manage, SignIn, TenantState},
    plan::Context,
};

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
    if let Some(jit) = &desired.jit {
        needs.extend([READ_METHODS, READ_ELIGIBLE]);
        needs.extend(reading_to_open(desired, jit));
    }
    needs
}

/// Returns what is read only where access is opened.
fn reading_to_open(desired: &DesiredTenant, jit: &DesiredJit) -> Vec<Need> {
    let mut needs = Vec::new();
    if desired.state != TenantState::Active {
        return needs;
    }
    if jit.sign_in == SignIn::TemporaryAccessPass {
        needs.extend([PASS_POLICY, CONDITIONAL_ACCESS]);
    }
    let roles = |account: &DesiredAccount| !account.access.roles.is_empty();
    if gives(jit, |engine| engine != Engine::Direct, roles) {
        needs.push(ROLE_POLICIES);
    }
    if gives(jit, |engine| engine == Engine::Pim, in_groups) {
        needs.extend([READ_PIM_GROUPS, GROUP_POLICIES]);
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
        if deletes(context, desired) {
            needs.push(DELETE_GROUPS);
        }
    }
    let mut roles = desired.groups.iter().any(|group| group.assignable_to_role);
    if let Some(jit) = &desired.jit {
        needs.extend(jit_needs(context, desired, jit));
        roles |= jit.accounts.values().any(|account| !account.access.roles.is_empty());
    }
    if rotates(desired) {
        needs.extend([CREATE, UPDATE, DISABLE, PASSWORD, REVOKE]);
        roles = true;
    }
    if roles {
        needs.push(ROLES);
    }
    needs
}

fn jit_needs(context: &Context<'_>, desired: &DesiredTenant, jit: &DesiredJit) -> Vec<Need> {
    let mut needs = vec![UPDATE, DISABLE, REVOKE, METHODS, PASSES, PASSWORD];
    let active = desired.state == TenantState::Active;
    if active {
        needs.push(CREATE);
    }
    if deletes(context, desired) || jit.delete_after.is_some() {
        needs.push(DELETE);
    }
    if gives(jit, |_| true, in_groups) {
        needs.push(MEMBERS);
    }
    let roles = |account: &DesiredAccount| !account.access.roles.is_empty();
    if active && gives(jit, |engine| engine == Engine::Pim, roles) {
        needs.push(PIM_ROLES);
    }
    if active && gives(jit, |engine| engine == Engine::Pim, in_groups) {
        needs.push(PIM_GROUPS);
    }
    needs
}

/// Returns what nothing needs and something in use is better with: with `engine: auto`, what lets
/// Entra ID itself end the access.
pub(super) fn recommended(desired: &DesiredTenant) -> Vec<Need> {
    let Some(jit) = desired.jit.as_ref().filter(|_| desired.state == TenantState::Active) else {
        return Vec::new();
    };
    let auto = |engine| engine == Engine::Auto;
    let mut needs = Vec::new();
    if gives(jit, auto, |account| !account.access.roles.is_empty()) {
        needs.push(PIM_ROLES);
    }
    if gives(jit, auto, in_groups) {
        needs.push(PIM_GROUPS);
    }
    needs
}

/// Returns what an app needs that has more than it must: one that may see time-bound memberships
/// reads the policies of groups before it opens access.
pub(super) fn with_more(desired: &DesiredTenant, held: &BTreeSet<String>) -> Vec<Need> {
    let Some(jit) = desired.jit.as_ref().filter(|_| desired.state == TenantState::Active) else {
        return Vec::new();
    };
    let reads = READ_PIM_GROUPS.is_met(held) && gives(jit, |it| it == Engine::Auto, in_groups);
    if reads { vec![GROUP_POLICIES] } else { Vec::new() }
}

/// Returns whether emergency accounts are made and their passwords set.
pub(super) fn rotates(desired: &DesiredTenant) -> bool {
    desired.emergency_accounts.iter().any(|account| matches!(account.manage, Manage::Rotate { .. }))
}

fn deletes(context: &Context<'_>, desired: &DesiredTenant) -> bool {
    desired.state == TenantState::Offboarding || context.prune
}

fn in_groups(account: &DesiredAccount) -> bool {
    !account.access.groups.is_empty()
}

/// Returns whether a mapping gives such a thing by such an engine.
fn gives(
    jit: &DesiredJit,
    engine: impl Fn(Engine) -> bool,
    thing: impl Fn(&DesiredAccount) -> bool,
) -> bool {
    jit.accounts.values().any(|account| engine(account.access.engine.value) && thing(account))
}
