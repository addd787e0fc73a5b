//! Which assignments are in force at a time: the plain ones and the time-bound ones.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde_json::{Value, json};

use super::assignment_id;
use crate::sandbox::catalog;
use crate::sandbox::directory::memberships::{transitive_groups, transitive_members};
use crate::sandbox::directory::objects::{is_true, text};
use crate::sandbox::store::{Table, Tenant};

/// A role held somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Held {
    /// The role definition's id.
    pub(in super::super) role: String,
    /// The directory scope.
    pub(in super::super) scope: String,
}

/// Reads when a schedule begins and ends; `None` for an end that never comes.
pub(in super::super) fn window(schedule: &Value) -> (Timestamp, Option<Timestamp>) {
    let moment = |value: Option<&Value>| value.and_then(Value::as_str)?.parse::<Timestamp>().ok();
    let info = schedule.get("scheduleInfo").unwrap_or(&Value::Null);
    let start = moment(info.get("startDateTime")).unwrap_or(Timestamp::MIN);
    let expiration = info.get("expiration").unwrap_or(&Value::Null);
    let end = match text(expiration, "type").to_ascii_lowercase().as_str() {
        "afterdatetime" => moment(expiration.get("endDateTime")),
        "afterduration" => after(start, text(expiration, "duration")),
        _ => None,
    };
    (start, end)
}

/// Returns the time so long (ISO 8601) after another; nothing for what is no duration.
pub(in super::super) fn after(start: Timestamp, duration: &str) -> Option<Timestamp> {
    let span: Span = duration.parse().ok()?;
    Some(start.to_zoned(TimeZone::UTC).checked_add(span).ok()?.timestamp())
}

/// Returns every assignment in force, as `unifiedRoleAssignment` objects. Active time-bound ones
/// are among them, as Graph shows them.
pub(in super::super) fn assignments(tenant: &Tenant, now: Timestamp) -> Vec<Value> {
    let plain = tenant.rows(Table::RoleAssignments).map(|(_, row)| row.clone());
    let scheduled = tenant.rows(Table::RoleAssignmentSchedules).map(|(_, row)| row).filter(|row| {
        let (start, end) = window(row);
        start <= now && end.is_none_or(|end| now < end)
    });
    let scheduled = scheduled.map(|row| {
        let (role, principal, scope) = (
            text(row, "roleDefinitionId"),
            text(row, "principalId"),
            text(row, "directoryScopeId"),
        );
        json!({
            "id": assignment_id(role, principal, scope),
            "roleDefinitionId": role,
            "principalId": principal,
            "directoryScopeId": scope,
        })
    });
    let mut known = BTreeSet::new();
    plain.chain(scheduled).filter(|row| known.insert(text(row, "id").to_owned())).collect()
}

/// Returns the roles that a principal holds, through role-assignable groups too.
pub(in super::super) fn held(tenant: &Tenant, now: Timestamp, principal: &str) -> Vec<Held> {
    let mut principals = transitive_groups(tenant, principal);
    principals.insert(principal.to_owned());
    assignments(tenant, now)
        .iter()
        .filter(|row| principals.contains(text(row, "principalId")))
        .map(|row| Held {
            role: text(row, "roleDefinitionId").to_owned(),
            scope: text(row, "directoryScopeId").to_owned(),
        })
        .collect()
}

/// Returns the role definitions that a principal holds in the whole tenant, through role-assignable
/// groups too.
#[must_use]
pub fn tenant_roles(tenant: &Tenant, now: Timestamp, principal: &str) -> Vec<String> {
    let held = held(tenant, now, principal).into_iter();
    held.filter(|held| held.scope == "/").map(|held| held.role).collect()
}

/// Tells whether an assignment makes its principal a Global Administrator of the tenant.
pub(in super::super) fn is_global_administration(assignment: &Value) -> bool {
    text(assignment, "directoryScopeId") == "/"
        && catalog::role(text(assignment, "roleDefinitionId"))
            .is_some_and(|role| role.display_name == "Global Administrator")
}

/// Returns the enabled users who are Global Administrators by these assignments.
pub(in super::super) fn global_administrators<'a>(
    tenant: &Tenant,
    assignments: impl IntoIterator<Item = &'a Value>,
) -> BTreeSet<String> {
    let principals = assignments
        .into_iter()
        .filter(|row| is_global_administration(row))
        .map(|row| text(row, "principalId").to_owned());
    let mut people = BTreeSet::new();
    for principal in principals {
        if tenant.get(Table::Groups, &principal).is_some() {
            people.extend(transitive_members(tenant, &principal));
        } else {
            people.insert(principal);
        }
    }
    people.retain(|id| {
        tenant.get(Table::Users, id).is_some_and(|user| is_true(user, "accountEnabled"))
    });
    people
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_end() {
        let start = "2026-01-01T00:00:00Z";
        let of = |expiration: Value| {
            window(&json!({"scheduleInfo": {"startDateTime": start, "expiration": expiration}})).1
        };
        let at = |text: &str| Some(text.parse::<Timestamp>().unwrap());
        assert_eq!(of(json!({"type": "noExpiration"})), None);
        assert_eq!(
            of(json!({"type": "afterDuration", "duration": "PT4H"})),
            at("2026-01-01T04:00:00Z")
        );
        assert_eq!(
            of(json!({"type": "AfterDuration", "duration": "P1D"})),
            at("2026-01-02T00:00:00Z")
        );
        let end = "2026-01-01T09:00:00Z";
        assert_eq!(of(json!({"type": "afterDateTime", "endDateTime": end})), at(end));
    }
}
