//! `roleAssignmentSchedules` and `roleAssignmentScheduleInstances`. Plain assignments appear in both,
//! as schedules without an end and instances without dates; what has ended is in neither.

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::eligibility;
use super::requests::{ASSIGNMENTS, ELIGIBILITIES, create};
use crate::sandbox::directory::collection::{Listing, list, one};
use crate::sandbox::directory::context::{Context, moment};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::licences;
use crate::sandbox::directory::objects::text;
use crate::sandbox::directory::operation::{Operation, get, post};
use crate::sandbox::directory::permission::{
    ELIGIBILITY_READ, ELIGIBILITY_REQUESTS_READ, ELIGIBILITY_REQUESTS_WRITE,
    SCHEDULE_REQUESTS_READ, SCHEDULE_REQUESTS_WRITE, SCHEDULES_READ,
};
use crate::sandbox::directory::roles::{assignment_id, window};
use crate::sandbox::odata::facts::{
    UNIFIED_ROLE_ASSIGNMENT_SCHEDULE, UNIFIED_ROLE_ASSIGNMENT_SCHEDULE_INSTANCE,
};
use crate::sandbox::store::{Table, Tenant};
use crate::sandbox::wire::Response;

const SCHEDULES: &str = "roleManagement/directory/roleAssignmentSchedules";
const INSTANCES: &str = "roleManagement/directory/roleAssignmentScheduleInstances";

pub(in super::super) const OPERATIONS: &[Operation] = &[
    get("/roleManagement/directory/roleAssignmentSchedules", SCHEDULES_READ, list_schedules),
    get("/roleManagement/directory/roleAssignmentSchedules/{id}", SCHEDULES_READ, get_schedule),
    get(
        "/roleManagement/directory/roleAssignmentScheduleInstances",
        SCHEDULES_READ,
        list_instances,
    ),
    get(
        "/roleManagement/directory/roleAssignmentScheduleInstances/{id}",
        SCHEDULES_READ,
        get_instance,
    ),
    get(
        "/roleManagement/directory/roleAssignmentScheduleRequests",
        SCHEDULE_REQUESTS_READ,
        |context| ASSIGNMENTS.list(context),
    ),
    post(
        "/roleManagement/directory/roleAssignmentScheduleRequests",
        SCHEDULE_REQUESTS_WRITE,
        |context| create(context, &ASSIGNMENTS),
    ),
    get(
        "/roleManagement/directory/roleAssignmentScheduleRequests/{id}",
        SCHEDULE_REQUESTS_READ,
        |context| ASSIGNMENTS.get(context),
    ),
    get(
        "/roleManagement/directory/roleEligibilitySchedules",
        ELIGIBILITY_READ,
        eligibility::list_schedules,
    ),
    get(
        "/roleManagement/directory/roleEligibilitySchedules/{id}",
        ELIGIBILITY_READ,
        eligibility::get_schedule,
    ),
    get(
        "/roleManagement/directory/roleEligibilityScheduleInstances",
        ELIGIBILITY_READ,
        eligibility::list_instances,
    ),
    get(
        "/roleManagement/directory/roleEligibilityScheduleInstances/{id}",
        ELIGIBILITY_READ,
        eligibility::get_instance,
    ),
    get(
        "/roleManagement/directory/roleEligibilityScheduleRequests",
        ELIGIBILITY_REQUESTS_READ,
        |context| ELIGIBILITIES.list(context),
    ),
    post(
        "/roleManagement/directory/roleEligibilityScheduleRequests",
        ELIGIBILITY_REQUESTS_WRITE,
        |context| create(context, &ELIGIBILITIES),
    ),
    get(
        "/roleManagement/directory/roleEligibilityScheduleRequests/{id}",
        ELIGIBILITY_REQUESTS_READ,
        |context| ELIGIBILITIES.get(context),
    ),
];

/// Tells whether a schedule has not ended.
pub(in super::super) fn is_alive(schedule: &Value, now: Timestamp) -> bool {
    window(schedule).1.is_none_or(|end| now < end)
}

fn schedules(tenant: &Tenant, now: Timestamp) -> Vec<Value> {
    let timed = tenant.rows(Table::RoleAssignmentSchedules).map(|(_, row)| row);
    let timed = timed.filter(|row| is_alive(row, now)).cloned();
    let plain = tenant.rows(Table::RoleAssignments).map(|(id, row)| {
        json!({
            "id": id,
            "appScopeId": null,
            "assignmentType": "Assigned",
            "createdUsing": null,
            "directoryScopeId": row["directoryScopeId"],
            "memberType": "Direct",
            "principalId": row["principalId"],
            "roleDefinitionId": row["roleDefinitionId"],
            "scheduleInfo": {
                "startDateTime": null,
                "recurrence": null,
                "expiration": {"type": "noExpiration", "endDateTime": null, "duration": null},
            },
            "status": "Provisioned",
        })
    });
    let mut all: Vec<_> = timed.chain(plain).collect();
    all.sort_by(|left, right| text(left, "id").cmp(text(right, "id")));
    all
}

fn instances(tenant: &Tenant, now: Timestamp) -> Vec<Value> {
    let current = |schedule: &Value| window(schedule).0 <= now;
    schedules(tenant, now)
        .into_iter()
        .filter(current)
        .map(|schedule| instance(tenant, &schedule))
        .collect()
}

fn instance(tenant: &Tenant, schedule: &Value) -> Value {
    let (role, principal, scope) = (
        text(schedule, "roleDefinitionId"),
        text(schedule, "principalId"),
        text(schedule, "directoryScopeId"),
    );
    let id = assignment_id(role, principal, scope);
    let is_plain = tenant.get(Table::RoleAssignments, text(schedule, "id")).is_some();
    let (start, end) = window(schedule);
    let assignment_type = match text(schedule, "assignmentType") {
        "" => "Assigned",
        known => known,
    };
    json!({
        "id": id,
        "appScopeId": null,
        "assignmentType": assignment_type,
        "directoryScopeId": scope,
        "endDateTime": end.map(moment),
        "memberType": "Direct",
        "principalId": principal,
        "roleAssignmentOriginId": id,
        "roleAssignmentScheduleId": schedule["id"],
        "roleDefinitionId": role,
        "startDateTime": (!is_plain).then(|| moment(start)),
    })
}

fn list_schedules(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let items = schedules(context.tenant, context.now).into_iter().map(Cow::Owned).collect();
    list(
        context,
        Listing { entity: &UNIFIED_ROLE_ASSIGNMENT_SCHEDULE, name: SCHEDULES.to_owned(), items },
    )
}

fn get_schedule(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let found = named(context, schedules(context.tenant, context.now))?;
    one(context, &UNIFIED_ROLE_ASSIGNMENT_SCHEDULE, SCHEDULES, &found)
}

fn list_instances(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let items = instances(context.tenant, context.now).into_iter().map(Cow::Owned).collect();
    list(
        context,
        Listing {
            entity: &UNIFIED_ROLE_ASSIGNMENT_SCHEDULE_INSTANCE,
            name: INSTANCES.to_owned(),
            items,
        },
    )
}

fn get_instance(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let found = named(context, instances(context.tenant, context.now))?;
    one(context, &UNIFIED_ROLE_ASSIGNMENT_SCHEDULE_INSTANCE, INSTANCES, &found)
}

/// Finds what the path names among rows.
pub(super) fn named(context: &Context<'_>, rows: Vec<Value>) -> Result<Value, Failure> {
    let id = context.key(0);
    rows.into_iter().find(|row| text(row, "id") == id).ok_or_else(|| Failure::missing(id))
}
