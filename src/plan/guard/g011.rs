//! G011: the token, the organization and the configuration name the same tenant.
//!
//! Another tenant's id never gets this far (it is a refusal), so the ids here are the second look.
//! A name that differs may be a rename or a mistake: until somebody says which, only access ends.

use std::collections::BTreeSet;

use super::finding::{Finding, Scene};
use crate::{
    desired::DesiredTenant,
    domain::Address,
    observed::{ObservedTenant, Reading},
    plan::Blocks,
};

/// Why it is not certain that a tenant is the declared one; sentences for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TenantDoubt {
    /// It is another one.
    Other(String),
    /// It has the declared id and another name.
    Renamed(String),
    /// What it is called could not be read.
    Unread(String),
}

impl TenantDoubt {
    /// Returns what is in doubt of a tenant, if anything is.
    #[must_use]
    pub fn of(desired: &DesiredTenant, observed: &ObservedTenant) -> Option<Self> {
        if observed.identity.tenant != desired.id || observed.id != desired.id {
            return Some(Self::Other(format!(
                "The token is for tenant {}, declared is {}. Correct `tenantId` or the credential.",
                observed.identity.tenant, desired.id
            )));
        }
        let Reading::Known(live) = &observed.organization else {
            let message = "The organization could not be read, so that nobody can say whose tenant \
                           this is. Give the app Organization.Read.All, or run again.";
            return Some(Self::Unread(message.to_owned()));
        };
        if live.id != desired.id {
            return Some(Self::Other(format!(
                "The organization is {}, declared is {}. Correct `tenantId` or the credential.",
                live.id, desired.id
            )));
        }
        let declared = desired.display_name.as_ref();
        let other = declared.filter(|name| name.as_str() != live.display_name)?;
        Some(Self::Renamed(format!(
            "The organization is called `{}`, declared is `{other}`. Correct `displayName` if it was \
             renamed; else look whose tenant this is.",
            live.display_name
        )))
    }
}

pub(super) fn check(scene: Scene<'_>) -> Finding {
    let blocked =
        |message: String, blocks: Blocks| Finding { observed: 1, limit: 0, message, blocks };
    match TenantDoubt::of(scene.view.desired, scene.view.observed) {
        Some(TenantDoubt::Other(message)) => blocked(message, Blocks::Everything),
        Some(TenantDoubt::Unread(message)) => unread(scene, &message),
        // Where only access ends there is nothing that a name could withhold.
        Some(TenantDoubt::Renamed(message)) if !scene.view.context.purpose.only_ends() => {
            blocked(message, Blocks::AllButEnding)
        }
        Some(TenantDoubt::Renamed(_)) | None => {
            Finding::pass(0, 0, "Token, organization and configuration name the same tenant.")
        }
    }
}

/// An organization that could not be read withholds what there is to withhold; where there is
/// nothing, that it is unknown is told by the reads, and nobody's plan is called dangerous.
fn unread(scene: Scene<'_>, message: &str) -> Finding {
    let others = scene.changes.iter().filter(|change| !change.ends_access);
    let changes: BTreeSet<Address> = others.map(|change| change.address.clone()).collect();
    Finding::only(u64::from(!changes.is_empty()), 0, message, changes)
}
