//! What a look would see in the modelled tenant.

use std::collections::BTreeSet;

use super::write::resolve;
use crate::{
    domain::{Eligibility, ObjectId},
    observed::{ObservedTenant, Reading, Unknown},
    plan::{Look, Sighting, Subject, inventory},
};

/// Returns what a look sees. What the snapshot does not tell is unknown, except that an object
/// which was not found is absent: the snapshot is the modelled world.
#[must_use]
pub fn sight(tenant: &ObservedTenant, look: &Look) -> Sighting {
    match look {
        Look::User(subject) => {
            let id = resolve(tenant, subject);
            Sighting::User(found(inventory::users(tenant).remove(&id).cloned()))
        }
        Look::UserNamed(name) => {
            let named = tenant.named_users.get(name).cloned();
            Sighting::User(named.unwrap_or_else(unread))
        }
        Look::Roles(subject) => {
            let id = resolve(tenant, subject);
            Sighting::Roles(
                tenant
                    .role_assignments
                    .clone()
                    .map(|all| all.into_iter().filter(|found| found.principal.id == id).collect()),
            )
        }
        Look::Schedules(subject) => {
            let id = resolve(tenant, subject);
            Sighting::Schedules(
                tenant
                    .role_schedules
                    .clone()
                    .map(|all| all.into_iter().filter(|found| found.principal == id).collect()),
            )
        }
        Look::Memberships(subject) => {
            let id: ObjectId = resolve(tenant, subject);
            let groups = tenant.memberships.get(&id).cloned();
            Sighting::Memberships(groups.unwrap_or_else(unread))
        }
        Look::GroupSchedules(subject) => {
            let id = resolve(tenant, subject);
            Sighting::GroupSchedules(tenant.group_schedules.get(&id).cloned().unwrap_or_else(none))
        }
        Look::Eligibilities { user, .. } => Sighting::Eligibilities(eligibilities(tenant, user)),
        Look::Methods(subject) => {
            let id = resolve(tenant, subject);
            Sighting::Methods(tenant.methods.get(&id).cloned().unwrap_or_else(none))
        }
        Look::Group(subject) => {
            let id = resolve(tenant, subject);
            Sighting::Group(found(inventory::groups(tenant).remove(&id).cloned()))
        }
        Look::GroupKeyed(key) => {
            Sighting::Group(tenant.keyed_groups.get(key).cloned().unwrap_or_else(unread))
        }
        Look::GroupNamed(name) => Sighting::Groups(tenant.named_groups.clone().map(|groups| {
            groups.into_values().filter(|group| name.matches(&group.display_name)).collect()
        })),
        Look::Domain(name) => Sighting::Domain(match &tenant.domains {
            Reading::Known(domains) => found(domains.get(name).cloned()),
            Reading::Absent => Reading::Absent,
            Reading::Unknown(unknown) => Reading::Unknown(unknown.clone()),
        }),
    }
}

/// Of an account at rest nothing of this is read: the model knows that there is none.
fn eligibilities(tenant: &ObservedTenant, user: &Subject) -> Reading<BTreeSet<Eligibility>> {
    let found = tenant.eligibilities.get(&resolve(tenant, user)).cloned();
    found.unwrap_or_else(|| Reading::Known(BTreeSet::new()))
}

fn found<T>(value: Option<T>) -> Reading<T> {
    value.map_or(Reading::Absent, Reading::Known)
}

/// Of an account at rest nothing of this is read: the model knows that there is none.
const fn none<T>() -> Reading<Vec<T>> {
    Reading::Known(Vec::new())
}

fn unread<T>() -> Reading<T> {
    Reading::Unknown(Unknown::because("the model was not told"))
}
