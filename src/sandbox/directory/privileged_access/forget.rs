//! What becomes of time-bound memberships when their group, their member or the membership itself
//! is taken away by other means.

use serde_json::Value;

use super::settle::MADE_BY;
use crate::sandbox::directory::objects::text;
use crate::sandbox::store::{Table, Tenant};

/// Ends every time-bound membership that `is_gone` picks, and takes its schedule away for good, so
/// that it neither comes back nor becomes a membership without an end.
pub(in super::super) fn forget(tenant: &mut Tenant, is_gone: impl Fn(&Value) -> bool) {
    let schedules = tenant.rows(Table::GroupAssignmentSchedules);
    let gone: Vec<_> = schedules
        .filter(|(_, row)| is_gone(row))
        .map(|(id, row)| {
            let membership = format!("{}/{}", text(row, "groupId"), text(row, "principalId"));
            (id.to_owned(), membership)
        })
        .collect();
    for (id, membership) in gone {
        tenant.remove(Table::GroupAssignmentSchedules, &id);
        let is_its_own = tenant
            .get(Table::GroupMembers, &membership)
            .is_some_and(|row| text(row, MADE_BY) == id);
        if is_its_own {
            tenant.remove(Table::GroupMembers, &membership);
        }
    }
}

/// Takes every membership away that can be activated and that `is_gone` picks.
pub(in super::super) fn forget_eligible(tenant: &mut Tenant, is_gone: impl Fn(&Value) -> bool) {
    let schedules = tenant.rows(Table::GroupEligibilitySchedules);
    let gone: Vec<_> =
        schedules.filter(|(_, row)| is_gone(row)).map(|(id, _)| id.to_owned()).collect();
    for id in gone {
        tenant.remove(Table::GroupEligibilitySchedules, &id);
    }
}
