//! G008: no object that carries another installation's marker is changed.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    finding::{Finding, Scene, count, list},
    touch::touched,
};
use crate::{
    domain::{Address, ObjectId},
    observed::Ownership,
    plan::inventory,
};

pub(super) fn check(scene: Scene<'_>) -> Finding {
    let others = others(scene);
    // An account of ours leaves another's group without asking: that ends access and nothing else.
    let changes: BTreeSet<Address> = scene
        .changes
        .iter()
        .filter(|change| !change.ends_access)
        .filter(|change| touched(change).iter().any(|id| others.contains_key(id)))
        .map(|change| change.address.clone())
        .collect();
    let number = count(others.len());
    if changes.is_empty() {
        return Finding::pass(number, 0, "No change concerns another installation's object.");
    }
    let names: BTreeSet<&str> = others.values().map(String::as_str).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let message = format!(
        "{} would change an object that the installation {} owns. Let one installation manage it, or \
         name another object.",
        list(&changes),
        names.join(", ")
    );
    Finding::only(number, 0, message, changes)
}

/// Returns the objects that carry another installation's marker, with its name.
fn others(scene: Scene<'_>) -> BTreeMap<ObjectId, String> {
    let installation = &scene.view.context.organization.name;
    let users = inventory::users(scene.view.observed);
    let groups = inventory::groups(scene.view.observed);
    let markers = users.into_iter().map(|(id, user)| (id, &user.marker));
    let all = markers.chain(groups.into_iter().map(|(id, group)| (id, &group.marker)));
    all.filter_map(|(id, marker)| match marker.ownership(installation) {
        Ownership::Other(name) => Some((id, name)),
        Ownership::Ours(_) | Ownership::Unreadable | Ownership::Foreign => None,
    })
    .collect()
}
