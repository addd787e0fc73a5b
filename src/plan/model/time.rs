//! What time alone does to a tenant: Entra ID ends what is bound to a time.

use jiff::Timestamp;

use super::{groups, roles};
use crate::{
    domain::{DirectoryScope, ObjectId, RoleDefinitionId},
    observed::{ObservedTenant, Reading},
};

/// Ends every time-bound assignment and every pass whose time has come.
pub fn elapse(tenant: &mut ObservedTenant, now: Timestamp) {
    let over = |end: Option<Timestamp>| end.is_some_and(|end| end <= now);
    let schedules = tenant.role_schedules.known().into_iter().flatten();
    let ended: Vec<(ObjectId, (RoleDefinitionId, DirectoryScope))> = schedules
        .filter(|found| over(found.end))
        .map(|found| (found.principal, (found.role, found.scope.clone())))
        .collect();
    for (principal, held) in ended {
        roles::unschedule(tenant, principal, held);
    }
    let memberships = tenant.group_schedules.values().filter_map(Reading::known).flatten();
    let ended: Vec<(ObjectId, ObjectId)> = memberships
        .filter(|found| over(found.end))
        .map(|found| (found.group, found.principal))
        .collect();
    for (group, user) in ended {
        groups::remove_member(tenant, group, user);
    }
    for methods in tenant.methods.values_mut().filter_map(Reading::known_mut) {
        methods.retain(|method| !over(method.until));
    }
}
