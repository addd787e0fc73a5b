//! G011: the token, the organization and the configuration name the same tenant.
//!
//! Another tenant's id never gets this far (it is a refusal), so the ids here are the second look.
//! A name that differs may be a rename or a mistake: until somebody says which, only access ends.

use std::collections::BTreeSet;

use super::finding::{Finding, Scene};
use crate::{domain::Address, observed::Reading, plan::Blocks};

pub(super) fn check(scene: Scene<'_>) -> Finding {
    let (desired, observed) = (scene.view.desired, scene.view.observed);
    let blocked =
        |message: String, blocks: Blocks| Finding { observed: 1, limit: 0, message, blocks };
    if observed.identity.tenant != desired.id || observed.id != desired.id {
        let message = format!(
            "The token is for tenant {}, declared is {}. Correct `tenantId` or the credential.",
            observed.identity.tenant, desired.id
        );
        return blocked(message, Blocks::Everything);
    }
    let live = match &observed.organization {
        Reading::Known(live) => live,
        Reading::Absent | Reading::Unknown(_) => {
            let message = "The organization could not be read, so that nobody can say whose tenant this \
                           is. Give the app Organization.Read.All, or run again.";
            return unread(scene, message);
        }
    };
    if live.id != desired.id {
        let message = format!(
            "The organization is {}, declared is {}. Correct `tenantId` or the credential.",
            live.id, desired.id
        );
        return blocked(message, Blocks::Everything);
    }
    match &desired.display_name {
        // Where only access ends there is nothing that this could withhold.
        Some(name)
            if name.as_str() != live.display_name && !scene.view.context.purpose.only_ends() =>
        {
            let message = format!(
                "The organization is called `{}`, declared is `{name}`. Correct `displayName` if it was \
                 renamed; else look whose tenant this is.",
                live.display_name
            );
            blocked(message, Blocks::AllButEnding)
        }
        _ => Finding::pass(0, 0, "Token, organization and configuration name the same tenant."),
    }
}

/// An organization that could not be read withholds what there is to withhold; where there is
/// nothing, that it is unknown is told by the reads, and nobody's plan is called dangerous.
fn unread(scene: Scene<'_>, message: &str) -> Finding {
    let others = scene.changes.iter().filter(|change| !change.ends_access);
    let changes: BTreeSet<Address> = others.map(|change| change.address.clone()).collect();
    Finding::only(u64::from(!changes.is_empty()), 0, message, changes)
}
