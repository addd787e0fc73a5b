//! Whether a group may be adopted.
//!
//! What keeps tenantry from ever making a declared group twice is its immutable key, and Graph gives
//! no key to a group that was made without one. So only a group that has the declared one's key is
//! adopted: one of ours whose marker somebody took away.

use super::{
    check::{common, markable, obstacle, unread},
    plan::{Found, Verdict},
};
use crate::{
    desired::{DesiredGroup, TenantState},
    domain::{Address, ObjectId},
    observed::{ObservedGroup, Ownership, Reading},
    plan::{Fact, Risk, draft::View, inventory, laps::Obstacle},
};

pub(super) fn group(
    view: &View<'_>,
    (group, address): (&DesiredGroup, &Address),
    demanded: Option<ObjectId>,
) -> Result<Verdict, Obstacle> {
    let owned = view.observed.owned_groups.unknown();
    if let Some(unknown) = owned.or_else(|| view.observed.named_groups.unknown()) {
        return Err(unread("the groups", &unknown.why));
    }
    let bearers = view.inventory.groups_called(address);
    if let [ours] = bearers[..] {
        common(view, (ours.id, group.name.as_str()), demanded)?;
        return Ok(Verdict::Ours);
    }
    if !bearers.is_empty() {
        let why = format!("{} groups bear the marker {address}", bearers.len());
        return Err(obstacle(
            why,
            "find out which one is meant and clear the marker of the others",
        ));
    }
    if view.desired.state == TenantState::Offboarding {
        let why = "the tenant is being handed over, so that its groups are deleted";
        return Err(obstacle(why, "set the tenant's `state: active`"));
    }
    let key = group.unique_name(&view.context.organization.name);
    let found = match view.observed.keyed_groups.get(&key) {
        Some(Reading::Known(found)) => found,
        Some(Reading::Absent) => return Err(keyless(view, group, &key)),
        Some(Reading::Unknown(unknown)) => return Err(unread("the group", &unknown.why)),
        None => return Err(unread("the group", "it was not asked for")),
    };
    common(view, (found.id, group.name.as_str()), demanded)?;
    markable(view)?;
    adoptable(view, group, found)?;
    let needs = vec![Fact::AdoptableGroup { group: found.id, key }];
    let name = found.display_name.clone();
    Ok(Verdict::Adopts(Found { object: found.id, name, needs, risk: Risk::Medium }))
}

/// Says why no group is adopted where none has the key.
fn keyless(view: &View<'_>, group: &DesiredGroup, key: &str) -> Obstacle {
    let groups = inventory::groups(view.observed);
    let Some(found) = groups.values().find(|found| group.name.matches(&found.display_name)) else {
        let why = format!("there is no group `{}`", group.name);
        return obstacle(why, "there is nothing to adopt: `tenantry apply` makes it");
    };
    let why = format!(
        "the group `{}` ({}) was made without the key `{key}`, which no group can be given later",
        found.display_name, found.id
    );
    let help = "rename or delete it and let `tenantry apply` make the declared one, or take it out \
                of `groups` and map it by its id";
    obstacle(why, help)
}

fn adoptable(view: &View<'_>, group: &DesiredGroup, found: &ObservedGroup) -> Result<(), Obstacle> {
    let name = &found.display_name;
    let why = match found.marker.ownership(&view.context.organization.name) {
        Ownership::Foreign if found.marker.is_blank() => None,
        Ownership::Foreign => Some(format!("`{name}` bears the rest of a marker")),
        Ownership::Ours(other) => Some(format!("`{name}` bears our marker as {other}")),
        Ownership::Other(other) => {
            Some(format!("`{name}` bears the marker of the installation {other}"))
        }
        Ownership::Unreadable => {
            Some(format!("`{name}` bears our marker without a readable address"))
        }
    };
    if let Some(why) = why {
        let help = "find out who wrote it; clear the marker's values by hand where nothing stands \
                    behind them";
        return Err(obstacle(why, help));
    }
    if let Some(why) = found.obstacle() {
        return Err(obstacle(format!("`{name}` is {why}"), "undo that in the admin center"));
    }
    if !found.security_enabled || found.assignable_to_role != group.assignable_to_role {
        let why = format!(
            "`{name}` is no security group, or its `isAssignableToRole` is not as declared"
        );
        let help =
            "neither can be changed afterwards: declare it as it is, or a group of another name";
        return Err(obstacle(why, help));
    }
    let mut named = inventory::groups(view.observed).into_values();
    if let Some(twin) = named.find(|it| it.id != found.id && group.name.matches(&it.display_name)) {
        let why = format!("another group ({}) is called `{}` too", twin.id, twin.display_name);
        return Err(obstacle(why, "rename or delete the one that is not meant"));
    }
    Ok(())
}
