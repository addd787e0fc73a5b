//! Global Administrator by way of a group.

use std::collections::{BTreeMap, BTreeSet};

use super::world::{ADMINISTRATOR, Dice, World, found_group};
use crate::{
    domain::{DirectoryScope, ObjectId},
    observed::{ObservedMembership, ObservedRoleSchedule, PrincipalKind, Reading},
    plan::{
        fixture::{self, id, upn},
        inventory,
    },
};

/// A group that holds Global Administrator, with whoever is in it, and sometimes nobody else who
/// holds that role.
pub(super) fn administrators(world: &mut World, dice: &mut Dice<'_>) {
    let group = found_group(dice.pick(&["Assignable", "Tools"]));
    let observed = &mut world.observed;
    if !inventory::groups(observed).contains_key(&group.id) {
        return;
    }
    let users = inventory::users(observed);
    let enabled = |id: &ObjectId| users.get(id).map(|user| user.account_enabled);
    let is_in = |groups: &Reading<BTreeSet<ObservedMembership>>| {
        groups.known().into_iter().flatten().any(|found| found.group == group.id)
    };
    let inside = observed.memberships.iter().filter(|(_, groups)| is_in(groups));
    let mut members: BTreeMap<_, _> = inside.map(|(id, _)| (*id, enabled(id))).collect();
    if dice.one_in(2) {
        members.insert(id("owner"), Some(dice.one_in(2)));
    }
    for name in ["emergency-1", "emergency-2"] {
        if dice.one_in(3) {
            let known = users.values().find(|user| user.user_principal_name == upn(name));
            members.extend(known.map(|user| (user.id, Some(user.account_enabled))));
        }
    }
    let mut given =
        fixture::assignment(ADMINISTRATOR, &fixture::user("any"), DirectoryScope::Tenant);
    given.id = "given to a group".to_owned();
    given.principal.id = group.id;
    given.principal.kind = PrincipalKind::Group;
    given.principal.enabled = None;
    let through = members.keys().map(|member| ObservedRoleSchedule {
        id: format!("through {member}"),
        role: given.role,
        principal: *member,
        scope: given.scope.clone(),
        start: None,
        end: None,
        activated: false,
        through_group: true,
    });
    observed.role_schedules.known_mut().expect("known").extend(through);
    for member in members.keys() {
        if let Some(groups) = observed.memberships.get_mut(member).and_then(Reading::known_mut) {
            groups.insert(fixture::membership(&group));
        }
    }
    observed.administrator_groups.insert(group.id, Reading::Known(members));
    let list = observed.role_assignments.known_mut().expect("known");
    if dice.one_in(2) {
        list.retain(|found| found.role != given.role);
    }
    list.push(given);
}
