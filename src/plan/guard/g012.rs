//! G012: no grant is longer than its maximum, and none outlives the credential that has to end it.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::finding::{Finding, Scene, count, list};
use crate::{
    desired::CredentialSource,
    domain::{Address, Window},
    plan::{Change, draft::View},
};

pub(super) fn check(scene: Scene<'_>) -> Finding {
    let mut changes = BTreeSet::new();
    let mut reasons: Vec<String> = Vec::new();
    for change in scene.changes {
        if let Some(why) = objection(scene.view, change) {
            changes.insert(change.address.clone());
            reasons.push(why);
        }
    }
    let number = count(changes.len());
    if changes.is_empty() {
        return Finding::pass(0, 0, "No grant is longer than allowed.");
    }
    let message = format!("{}: {}.", list(&changes), reasons.join("; "));
    Finding::only(number, 0, message, changes)
}

fn objection(view: &View<'_>, change: &Change) -> Option<String> {
    let grant = change.grant.as_ref()?;
    let length = grant.stamp.deadline.duration_since(grant.stamp.start);
    let maximum = maximum(view, &change.address)?;
    if length > maximum.duration() {
        return Some(format!("the grant would last {length:#}, and the maximum is {maximum}"));
    }
    let end = credential_end(view)?;
    (grant.stamp.deadline > end).then(|| {
        format!(
            "the grant would last until {}, and the app's credential ends at {end}: renew it first",
            grant.stamp.deadline
        )
    })
}

fn maximum(view: &View<'_>, address: &Address) -> Option<Window> {
    let Address::Jit(technician) = address else { return None };
    let jit = view.desired.jit.as_ref()?;
    Some(jit.accounts.get(technician).map_or(jit.maximum, |account| account.access.maximum.value))
}

/// Returns when the last credential of the configured kind ends; `None` where none ends, or where
/// that was not read.
fn credential_end(view: &View<'_>) -> Option<Timestamp> {
    let kind = match view.desired.auth.credential {
        CredentialSource::ClientSecret(_) => "client secret",
        CredentialSource::Certificate(_) => "certificate",
        CredentialSource::Federated(_) | CredentialSource::ManagedIdentity => return None,
    };
    let found = view.observed.application.known()?;
    let ends: Option<Vec<Timestamp>> =
        found.credentials.iter().filter(|one| one.kind == kind).map(|one| one.end).collect();
    ends?.into_iter().max()
}
