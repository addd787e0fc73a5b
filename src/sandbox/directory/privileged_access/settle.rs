//! Time-bound memberships begin and end: while a schedule is in force its member is one of the
//! group's members like any other, as in Entra ID.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::sandbox::directory::objects::{find, text};
use crate::sandbox::directory::roles::window;
use crate::sandbox::store::{Table, Tenant};

/// The private property of a membership that a schedule made.
pub(super) const MADE_BY: &str = "sandbox.schedule";

/// Brings the group members of a tenant up to a time: who has become a member by a schedule, and
/// who no longer is one. Does nothing where nothing began or ended.
pub fn settle(tenant: &mut Tenant, now: Timestamp) {
    let schedules = tenant.rows(Table::GroupAssignmentSchedules);
    let due: Vec<(String, Option<Value>)> =
        schedules.filter_map(|(id, row)| due(tenant, now, (id, row))).collect();
    for (membership, row) in due {
        match row {
            Some(row) => tenant.put(Table::GroupMembers, membership, row),
            None => drop(tenant.remove(Table::GroupMembers, &membership)),
        }
    }
}

/// Tells what has to happen to the membership of a schedule.
fn due(
    tenant: &Tenant,
    now: Timestamp,
    (id, schedule): (&str, &Value),
) -> Option<(String, Option<Value>)> {
    let (group, principal) = (text(schedule, "groupId"), text(schedule, "principalId"));
    let membership = format!("{group}/{principal}");
    let (start, end) = window(schedule);
    let is_in_force = start <= now && end.is_none_or(|end| now < end);
    match tenant.get(Table::GroupMembers, &membership) {
        Some(row) => (!is_in_force && text(row, MADE_BY) == id).then_some((membership, None)),
        None if is_in_force && tenant.get(Table::Groups, group).is_some() => {
            let (kind, _) = find(tenant, principal)?;
            Some((membership, Some(json!({"memberType": kind.odata_type(), MADE_BY: id}))))
        }
        None => None,
    }
}
