//! `identityGovernance/privilegedAccess/group`: schedules and instances. Once a group is governed
//! there, its plain members appear in both too, without an end.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use super::settle::MADE_BY;
use super::{eligibility, requests};
use crate::sandbox::directory::asked::demanded;
use crate::sandbox::directory::collection::{Listing, list};
use crate::sandbox::directory::context::{Context, moment};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::licences;
use crate::sandbox::directory::objects::text;
use crate::sandbox::directory::operation::{Operation, get, post};
use crate::sandbox::directory::permission::Needs;
use crate::sandbox::directory::roles::window;
use crate::sandbox::directory::schedules::{all_requests, is_alive};
use crate::sandbox::odata::EntityType;
use crate::sandbox::odata::facts::{
    PRIVILEGED_ACCESS_GROUP_ASSIGNMENT_SCHEDULE as SCHEDULE,
    PRIVILEGED_ACCESS_GROUP_ASSIGNMENT_SCHEDULE_INSTANCE as INSTANCE,
};
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

const ROOT: &str = "identityGovernance/privilegedAccess/group";
const READ: Needs = &[&[
    "PrivilegedAssignmentSchedule.Read.AzureADGroup",
    "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
]];
const WRITE: Needs = &[&[
    "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
    "PrivilegedAssignmentSchedule.Remove.AzureADGroup",
]];

const ELIGIBLE_READ: Needs = &[&[
    "PrivilegedEligibilitySchedule.Read.AzureADGroup",
    "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
]];
const ELIGIBLE_WRITE: Needs = &[&[
    "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
    "PrivilegedEligibilitySchedule.Remove.AzureADGroup",
]];

pub(in super::super) const OPERATIONS: &[Operation] = &[
    get("/identityGovernance/privilegedAccess/group/assignmentSchedules", READ, list_schedules),
    get(
        "/identityGovernance/privilegedAccess/group/assignmentScheduleInstances",
        READ,
        list_instances,
    ),
    get(
        "/identityGovernance/privilegedAccess/group/assignmentScheduleRequests",
        READ,
        requests::list_all,
    ),
    post(
        "/identityGovernance/privilegedAccess/group/assignmentScheduleRequests",
        WRITE,
        requests::create,
    ),
    get(
        "/identityGovernance/privilegedAccess/group/assignmentScheduleRequests/{id}",
        READ,
        requests::get_one,
    ),
    get(
        "/identityGovernance/privilegedAccess/group/eligibilitySchedules",
        ELIGIBLE_READ,
        eligibility::list_schedules,
    ),
    get(
        "/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances",
        ELIGIBLE_READ,
        eligibility::list_instances,
    ),
    get(
        "/identityGovernance/privilegedAccess/group/eligibilityScheduleRequests",
        ELIGIBLE_READ,
        eligibility::list_requests,
    ),
    post(
        "/identityGovernance/privilegedAccess/group/eligibilityScheduleRequests",
        ELIGIBLE_WRITE,
        eligibility::create,
    ),
    get(
        "/identityGovernance/privilegedAccess/group/eligibilityScheduleRequests/{id}",
        ELIGIBLE_READ,
        eligibility::get_request,
    ),
];

fn schedules(context: &Context<'_>) -> Vec<Value> {
    let rows = context.tenant.rows(Table::GroupAssignmentSchedules).map(|(_, row)| row);
    let timed: Vec<_> = rows.filter(|row| is_alive(row, context.now)).cloned().collect();
    let asked = all_requests(context, requests::PREFIX);
    let governed: BTreeSet<_> =
        timed.iter().chain(&asked).map(|row| text(row, "groupId").to_owned()).collect();
    let plain = governed.iter().flat_map(|group| plain(context, group));
    let mut all: Vec<_> = timed.iter().cloned().chain(plain).collect();
    all.sort_by(|left, right| text(left, "id").cmp(text(right, "id")));
    all
}

/// The members of a governed group that no schedule made.
fn plain(context: &Context<'_>, group: &str) -> Vec<Value> {
    let prefix = format!("{group}/");
    let members = context.tenant.rows_under(Table::GroupMembers, &prefix);
    members
        .filter(|(_, row)| text(row, MADE_BY).is_empty())
        .map(|(key, _)| {
            let made_up = Uuid::new_v5(&context.tenant.id, key.as_bytes());
            json!({
                "id": format!("{group}_member_{made_up}"),
                "accessId": "member",
                "assignmentType": "assigned",
                "groupId": group,
                "memberType": "direct",
                "principalId": key[prefix.len()..],
                "scheduleInfo": {
                    "startDateTime": null,
                    "recurrence": null,
                    "expiration": {"type": "noExpiration", "endDateTime": null, "duration": null},
                },
                "status": "Provisioned",
            })
        })
        .collect()
}

fn instances(context: &Context<'_>) -> Vec<Value> {
    let is_current = |row: &Value| window(row).0 <= context.now;
    let current = schedules(context).into_iter().filter(is_current);
    current
        .map(|row| {
            let (start, end) = window(&row);
            let has_start = !text(&row["scheduleInfo"], "startDateTime").is_empty();
            json!({
                "id": row["id"],
                "accessId": "member",
                "assignmentScheduleId": row["id"],
                "assignmentType": "assigned",
                "endDateTime": end.map(moment),
                "groupId": row["groupId"],
                "memberType": "direct",
                "principalId": row["principalId"],
                "startDateTime": has_start.then(|| moment(start)),
            })
        })
        .collect()
}

/// Answers with a collection, which Graph gives only of one group or of one principal.
pub(super) fn listed(
    context: &Context<'_>,
    entity: &'static EntityType,
    (name, items): (&str, Vec<Value>),
) -> Result<Response, Failure> {
    if demanded(context, "groupId")?.is_none() && demanded(context, "principalId")?.is_none() {
        return Err(Failure::new(
            400,
            "MissingParameters",
            "The required parameters GroupId or PrincipalId is missing.",
        ));
    }
    let items = items.into_iter().map(Cow::Owned).collect();
    list(context, Listing { entity, name: format!("{ROOT}/{name}"), items })
}

fn list_schedules(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    listed(context, &SCHEDULE, ("assignmentSchedules", schedules(context)))
}

fn list_instances(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    listed(context, &INSTANCE, ("assignmentScheduleInstances", instances(context)))
}
