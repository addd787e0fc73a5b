//! The rights that the apps of a fresh tenant have: those that `doctor` asks for.

use jiff::Timestamp;

use crate::{
    desired::{DesiredOrganization, DesiredTenant},
    plan::{Context, permissions_needed, permissions_to_read},
};

/// The directory role without which privileged accounts can only be ended the slow way.
pub(super) const ROLE: &str = "Privileged Authentication Administrator";

/// Returns the permissions of an app that only reads.
pub(super) fn reading(tenant: &DesiredTenant) -> Vec<String> {
    permissions_to_read(tenant).into_iter().map(str::to_owned).collect()
}

/// Returns the permissions of the app that changes a tenant: what `doctor` asks for and no more.
pub(super) fn changing(
    organization: &DesiredOrganization,
    tenant: &DesiredTenant,
    prune: bool,
) -> Vec<String> {
    // What is needed does not depend on the time.
    let context = Context { prune, ..Context::new(organization, Timestamp::UNIX_EPOCH) };
    permissions_needed(&context, tenant).into_iter().map(str::to_owned).collect()
}
