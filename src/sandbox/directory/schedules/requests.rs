//! `roleAssignmentScheduleRequests`: `adminAssign`, `adminUpdate` and `adminRemove`. Requests are
//! kept in the tenant's settings under `roleAssignmentScheduleRequests/{id}`.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::reading::{is_alive, named};
use crate::sandbox::directory::collection::{Listing, created, list, one};
use crate::sandbox::directory::context::{Context, moment};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::{canonical, text};
use crate::sandbox::directory::permission::SCHEDULE_REQUESTS_GRANT;
use crate::sandbox::directory::roles::{self, window};
use crate::sandbox::directory::{body, licences};
use crate::sandbox::odata::facts::UNIFIED_ROLE_ASSIGNMENT_SCHEDULE_REQUEST as REQUEST;
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

const PREFIX: &str = "roleAssignmentScheduleRequests/";
const NAME: &str = "roleManagement/directory/roleAssignmentScheduleRequests";
/// The shortest assignment, and how long one cannot be ended after it began.
const SHORTEST: SignedDuration = SignedDuration::from_mins(5);

/// What a request is about.
struct Target {
    role: String,
    principal: String,
    scope: String,
    /// Whether nothing may be kept: `isValidationOnly`.
    is_trial: bool,
}

impl Target {
    fn is_of(&self, row: &Value) -> bool {
        text(row, "roleDefinitionId") == self.role
            && text(row, "principalId") == self.principal
            && text(row, "directoryScopeId") == self.scope
    }
}

fn all(context: &Context<'_>) -> Vec<Value> {
    context.tenant.rows_under(Table::Settings, PREFIX).map(|(_, row)| row.clone()).collect()
}

pub(super) fn list_all(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let items = all(context).into_iter().map(Cow::Owned).collect();
    list(context, Listing { entity: &REQUEST, name: NAME.to_owned(), items })
}

pub(super) fn get_one(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let found = named(context, all(context))?;
    one(context, &REQUEST, NAME, &found)
}

pub(super) fn create(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let body = context.body()?;
    body::check(context.tenant, &REQUEST, &body)?;
    let target = Target {
        role: canonical(body::required(&body, "roleDefinitionId", REQUEST.label)?),
        principal: canonical(body::required(&body, "principalId", REQUEST.label)?),
        scope: roles::normal_scope(body::text(&body, "directoryScopeId").unwrap_or("/")),
        is_trial: body.get("isValidationOnly") == Some(&Value::Bool(true)),
    };
    let action = body::required(&body, "action", REQUEST.label)?.to_ascii_lowercase();
    let id = Uuid::new_v4().to_string();
    if action != "adminremove" {
        context.require(SCHEDULE_REQUESTS_GRANT)?;
    }
    let (action, schedule) = match action.as_str() {
        "adminassign" => ("adminAssign", assign(context, &target, &body, &id)?),
        "adminupdate" => ("adminUpdate", change(context, &target, &body)?),
        "adminremove" => ("adminRemove", end(context, &target)?),
        _ => return Err(Failure::invalid("action", REQUEST.label)),
    };
    let row = request(context, &target, &body, (&id, action, &schedule));
    if !target.is_trial {
        context.tenant.put(Table::Settings, format!("{PREFIX}{id}"), row.clone());
    }
    Ok(created(context, &REQUEST, NAME, &row))
}

/// Writes down a request; `made` is its id, its action and the schedule it is about.
fn request(
    context: &Context<'_>,
    target: &Target,
    body: &Map<String, Value>,
    made: (&str, &str, &str),
) -> Value {
    let (id, action, schedule) = made;
    let now = context.moment();
    let given = |name: &str| body.get(name).cloned().unwrap_or(Value::Null);
    json!({
        "id": id,
        "action": action,
        "appScopeId": null,
        "approvalId": null,
        "completedDateTime": now,
        "createdBy": {"application": {"id": context.caller.app_id}, "device": null, "user": null},
        "createdDateTime": now,
        "customData": null,
        "directoryScopeId": target.scope,
        "isValidationOnly": body.get("isValidationOnly").and_then(Value::as_bool).unwrap_or(false),
        "justification": given("justification"),
        "principalId": target.principal,
        "roleDefinitionId": target.role,
        "scheduleInfo": normal(&given("scheduleInfo"), context.now),
        "status": if action == "adminRemove" { "Revoked" } else { "Provisioned" },
        "targetScheduleId": schedule,
        "ticketInfo": given("ticketInfo"),
    })
}

/// Writes a schedule as Graph answers it: every property there, the type in camel case.
fn normal(info: &Value, now: Timestamp) -> Value {
    if info.is_null() {
        return Value::Null;
    }
    let expiration = info.get("expiration").unwrap_or(&Value::Null);
    let known = ["notSpecified", "noExpiration", "afterDateTime", "afterDuration"];
    let kind = known.into_iter().find(|kind| kind.eq_ignore_ascii_case(text(expiration, "type")));
    let start = text(info, "startDateTime").parse::<Timestamp>().unwrap_or(now).max(now);
    json!({
        "startDateTime": moment(start),
        "recurrence": null,
        "expiration": {
            "type": kind.unwrap_or("notSpecified"),
            "endDateTime": expiration.get("endDateTime").cloned().unwrap_or(Value::Null),
            "duration": expiration.get("duration").cloned().unwrap_or(Value::Null),
        },
    })
}

/// Checks what the default policy of a role asks for, and that the schedule can be kept.
fn check(context: &Context<'_>, body: &Map<String, Value>) -> Result<Value, Failure> {
    let policy = |rule: &str| {
        let message = format!("The following policy rules failed: [\"{rule}\"]");
        Failure::new(400, "RoleAssignmentRequestPolicyValidationFailed", message)
    };
    if body::text(body, "justification").is_none_or(|text| text.trim().is_empty()) {
        return Err(policy("JustificationRule"));
    }
    let given = body.get("scheduleInfo").cloned().unwrap_or(Value::Null);
    let info = normal(&given, context.now);
    let schedule = json!({"scheduleInfo": info});
    let (start, end) = window(&schedule);
    let kind = text(info.get("expiration").unwrap_or(&Value::Null), "type");
    match (kind, end) {
        ("noExpiration", None) => Ok(info),
        ("afterDateTime" | "afterDuration", Some(end)) if end.duration_since(start) >= SHORTEST => {
            Ok(info)
        }
        ("afterDateTime" | "afterDuration", Some(_)) => Err(too_short()),
        _ => Err(policy("ExpirationRule")),
    }
}

fn too_short() -> Failure {
    Failure::new(
        400,
        "ActiveDurationTooShort",
        "The active duration is too short. Minimum required is 5 minutes.",
    )
}

fn absent() -> Failure {
    Failure::new(400, "RoleAssignmentDoesNotExist", "The Role assignment does not exist.")
}

/// Finds the living schedule of a target.
fn scheduled(context: &Context<'_>, target: &Target) -> Option<Value> {
    let rows = context.tenant.rows(Table::RoleAssignmentSchedules).map(|(_, row)| row);
    rows.into_iter().find(|row| target.is_of(row) && is_alive(row, context.now)).cloned()
}

/// Finds the plain assignment of a target.
fn plain(context: &Context<'_>, target: &Target) -> Option<String> {
    let mut rows = context.tenant.rows(Table::RoleAssignments);
    rows.find(|(_, row)| target.is_of(row)).map(|(id, _)| id.to_owned())
}

fn assign(
    context: &mut Context<'_>,
    target: &Target,
    body: &Map<String, Value>,
    id: &str,
) -> Result<String, Failure> {
    roles::check_parts(context.tenant, &target.role, &target.principal)?;
    roles::check_scope(context.tenant, &target.scope)?;
    let info = check(context, body)?;
    if scheduled(context, target).is_some() || plain(context, target).is_some() {
        return Err(Failure::new(
            400,
            "RoleAssignmentExists",
            "The Role assignment already exists.",
        ));
    }
    let row = json!({
        "id": id,
        "appScopeId": null,
        "assignmentType": "Assigned",
        "createdDateTime": context.moment(),
        "createdUsing": id,
        "directoryScopeId": target.scope,
        "memberType": "Direct",
        "modifiedDateTime": null,
        "principalId": target.principal,
        "roleDefinitionId": target.role,
        "scheduleInfo": info,
        "status": "Provisioned",
    });
    if !target.is_trial {
        context.tenant.put(Table::RoleAssignmentSchedules, id, row);
    }
    Ok(id.to_owned())
}

fn change(
    context: &mut Context<'_>,
    target: &Target,
    body: &Map<String, Value>,
) -> Result<String, Failure> {
    let mut row = scheduled(context, target).ok_or_else(absent)?;
    row["scheduleInfo"] = check(context, body)?;
    row["modifiedDateTime"] = json!(context.moment());
    let id = text(&row, "id").to_owned();
    if !target.is_trial {
        context.tenant.put(Table::RoleAssignmentSchedules, &id, row);
    }
    Ok(id)
}

/// Ends an assignment, which a time-bound one refuses in its first five minutes.
fn end(context: &mut Context<'_>, target: &Target) -> Result<String, Failure> {
    let (table, id) = match (scheduled(context, target), plain(context, target)) {
        (Some(row), _) => {
            let start = window(&row).0;
            if start <= context.now && context.now.duration_since(start) < SHORTEST {
                return Err(too_short());
            }
            (Table::RoleAssignmentSchedules, text(&row, "id").to_owned())
        }
        (None, Some(id)) => (Table::RoleAssignments, id),
        (None, None) => return Err(absent()),
    };
    roles::keeps_global_administrator(context, |row| !target.is_of(row))?;
    if !target.is_trial {
        context.tenant.remove(table, &id);
    }
    Ok(id)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::trial::{ADMIN, ALICE, Trial, role};
    use super::*;

    const PATH: &str = "/roleManagement/directory/roleAssignmentScheduleRequests";
    const INSTANCES: &str = "/roleManagement/directory/roleAssignmentScheduleInstances";

    fn wish(action: &str, duration: &str) -> Value {
        json!({
            "action": action, "justification": "INC-1", "roleDefinitionId": role("Global Reader"),
            "directoryScopeId": "/", "principalId": ALICE,
            "scheduleInfo": {"startDateTime": "2026-11-23T12:00:00Z", "expiration": {"type": "AfterDuration", "duration": duration}},
        })
    }

    fn count(trial: &mut Trial, path: &str) -> usize {
        trial.read(&format!("{path}?$filter=principalId eq '{ALICE}'"))["value"]
            .as_array()
            .unwrap()
            .len()
    }

    #[test]
    fn an_assignment_begins_and_ends_by_itself() {
        let mut trial = Trial::new(&["RoleManagement.ReadWrite.Directory"]);
        let made = trial.ask("POST", PATH, Some(wish("adminAssign", "PT4H")));
        assert_eq!(made.status, 201, "{:?}", made.body);
        assert_eq!(made.body.unwrap()["status"], "Provisioned");
        assert_eq!(
            trial.verdict("POST", PATH, Some(wish("adminAssign", "PT4H"))),
            (400, "RoleAssignmentExists".to_owned())
        );
        let instances = trial.read(&format!("{INSTANCES}?$filter=principalId eq '{ALICE}'"));
        assert_eq!(instances["value"][0]["endDateTime"], "2026-11-23T16:00:00Z");
        assert_eq!(count(&mut trial, "/roleManagement/directory/roleAssignments"), 1);
        trial.now = "2026-11-23T16:00:00Z".parse().unwrap();
        assert_eq!(count(&mut trial, INSTANCES), 0);
        assert_eq!(count(&mut trial, "/roleManagement/directory/roleAssignmentSchedules"), 0);
        assert_eq!(count(&mut trial, "/roleManagement/directory/roleAssignments"), 0);
    }

    #[test]
    fn five_minutes_must_pass() {
        let mut trial = Trial::new(&["RoleAssignmentSchedule.ReadWrite.Directory"]);
        assert_eq!(
            trial.verdict("POST", PATH, Some(wish("adminAssign", "PT4M"))),
            (400, "ActiveDurationTooShort".to_owned())
        );
        assert_eq!(
            trial.verdict("POST", PATH, Some(wish("adminRemove", "PT4H"))),
            (400, "RoleAssignmentDoesNotExist".to_owned())
        );
        assert_eq!(trial.ask("POST", PATH, Some(wish("adminAssign", "PT4H"))).status, 201);
        trial.now = "2026-11-23T12:04:59Z".parse().unwrap();
        assert_eq!(
            trial.verdict("POST", PATH, Some(wish("adminRemove", "PT4H"))),
            (400, "ActiveDurationTooShort".to_owned())
        );
        assert_eq!(trial.ask("POST", PATH, Some(wish("adminUpdate", "PT8H"))).status, 201);
        trial.now = "2026-11-23T12:10:00Z".parse().unwrap();
        assert_eq!(trial.ask("POST", PATH, Some(wish("adminRemove", "PT4H"))).status, 201);
        assert_eq!(count(&mut trial, INSTANCES), 0);
    }

    #[test]
    fn licence_policy_and_permission_are_asked_for() {
        let mut trial = Trial::new(&["RoleAssignmentSchedule.Remove.Directory"]);
        assert_eq!(trial.ask("POST", PATH, Some(wish("adminAssign", "PT4H"))).status, 403);
        let mut trial = Trial::new(&["RoleManagement.ReadWrite.Directory"]);
        let mut silent = wish("adminAssign", "PT4H");
        silent["justification"] = json!("");
        assert_eq!(
            trial.verdict("POST", PATH, Some(silent)).1,
            "RoleAssignmentRequestPolicyValidationFailed"
        );
        let mut trying = wish("adminAssign", "PT4H");
        trying["isValidationOnly"] = json!(true);
        assert_eq!(trial.ask("POST", PATH, Some(trying)).status, 201);
        assert_eq!(count(&mut trial, INSTANCES), 0);
        trial.tenant.put(Table::Settings, "licences", json!({"p1": true, "p2": false}));
        for path in [INSTANCES, "/roleManagement/directory/roleAssignmentSchedules", PATH] {
            assert_eq!(
                trial.verdict("GET", path, None),
                (400, "AadPremiumLicenseRequired".to_owned()),
                "{path}"
            );
        }
        assert_eq!(
            trial.verdict("POST", PATH, Some(wish("adminAssign", "PT4H"))).1,
            "AadPremiumLicenseRequired"
        );
    }

    #[test]
    fn plain_assignments_are_instances_without_dates() {
        let mut trial = Trial::new(&["RoleManagement.ReadWrite.Directory"]);
        let instances = trial.read(INSTANCES);
        let own = &instances["value"][0];
        assert_eq!(
            (&own["principalId"], &own["startDateTime"], &own["endDateTime"]),
            (&json!(ADMIN), &Value::Null, &Value::Null)
        );
    }
}
