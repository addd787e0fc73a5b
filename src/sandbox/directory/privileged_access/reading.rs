//! `identityGovernance/privilegedAccess/group`: schedules and instances. Once a group is governed
//! there, its plain members appear among the assignments too, without an end.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use super::requests::{ASSIGNMENTS, ELIGIBILITIES, assign, make_eligible};
use super::settle::MADE_BY;
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
    PRIVILEGED_ACCESS_GROUP_ELIGIBILITY_SCHEDULE as ELIGIBILITY,
    PRIVILEGED_ACCESS_GROUP_ELIGIBILITY_SCHEDULE_INSTANCE as ELIGIBILITY_INSTANCE,
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
    get("/identityGovernance/privilegedAccess/group/assignmentScheduleRequests", READ, |context| {
        ASSIGNMENTS.list(context)
    }),
    post("/identityGovernance/privilegedAccess/group/assignmentScheduleRequests", WRITE, assign),
    get(
        "/identityGovernance/privilegedAccess/group/assignmentScheduleRequests/{id}",
        READ,
        |context| ASSIGNMENTS.get(context),
    ),
    get(
        "/identityGovernance/privilegedAccess/group/eligibilitySchedules",
        ELIGIBLE_READ,
        list_eligibilities,
    ),
    get(
        "/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances",
        ELIGIBLE_READ,
        list_eligibility_instances,
    ),
    get(
        "/identityGovernance/privilegedAccess/group/eligibilityScheduleRequests",
        ELIGIBLE_READ,
        |context| ELIGIBILITIES.list(context),
    ),
    post(
        "/identityGovernance/privilegedAccess/group/eligibilityScheduleRequests",
        ELIGIBLE_WRITE,
        make_eligible,
    ),
    get(
        "/identityGovernance/privilegedAccess/group/eligibilityScheduleRequests/{id}",
        ELIGIBLE_READ,
        |context| ELIGIBILITIES.get(context),
    ),
];

/// The schedules that have not ended.
fn living(context: &Context<'_>, table: Table) -> Vec<Value> {
    let rows = context.tenant.rows(table).map(|(_, row)| row);
    rows.filter(|row| is_alive(row, context.now)).cloned().collect()
}

fn schedules(context: &Context<'_>) -> Vec<Value> {
    let timed = living(context, Table::GroupAssignmentSchedules);
    let asked = all_requests(context, ASSIGNMENTS.prefix);
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

/// Makes instances of the schedules that have begun; the property `names` tells the schedule.
fn instances(context: &Context<'_>, schedules: Vec<Value>, names: &str) -> Vec<Value> {
    let is_current = |row: &Value| window(row).0 <= context.now;
    let current = schedules.into_iter().filter(is_current);
    current
        .map(|row| {
            let (start, end) = window(&row);
            let has_start = !text(&row["scheduleInfo"], "startDateTime").is_empty();
            let mut instance = json!({
                "id": row["id"],
                "accessId": "member",
                "endDateTime": end.map(moment),
                "groupId": row["groupId"],
                "memberType": "direct",
                "principalId": row["principalId"],
                "startDateTime": has_start.then(|| moment(start)),
            });
            instance[names] = row["id"].clone();
            if let Some(kind) = row.get("assignmentType") {
                instance["assignmentType"] = kind.clone();
            }
            instance
        })
        .collect()
}

/// Answers with a collection, which Graph gives only of one group or of one principal.
fn listed(
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
    let items = instances(context, schedules(context), "assignmentScheduleId");
    listed(context, &INSTANCE, ("assignmentScheduleInstances", items))
}

fn list_eligibilities(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let items = living(context, Table::GroupEligibilitySchedules);
    listed(context, &ELIGIBILITY, ("eligibilitySchedules", items))
}

fn list_eligibility_instances(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let items = living(context, Table::GroupEligibilitySchedules);
    let items = instances(context, items, "eligibilityScheduleId");
    listed(context, &ELIGIBILITY_INSTANCE, ("eligibilityScheduleInstances", items))
}

#[cfg(test)]
mod tests {
    use super::super::super::trial::{ALICE, PLAIN, Trial};
    use super::*;

    fn wish(action: &str) -> Value {
        json!({
            "action": action, "accessId": "member", "groupId": PLAIN, "principalId": ALICE,
            "scheduleInfo": {"expiration": {"type": "afterDuration", "duration": "P30D"}},
        })
    }

    #[test]
    fn a_membership_can_be_activated_until_that_is_ended() {
        let mut trial = Trial::new(&[
            "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
            "GroupMember.Read.All",
        ]);
        let requests = format!("/{ROOT}/eligibilityScheduleRequests");
        let made = trial.ask("POST", &requests, Some(wish("adminAssign")));
        assert_eq!(made.status, 201, "{:?}", made.body);
        let id = made.body.unwrap()["id"].as_str().unwrap().to_owned();
        assert_eq!(trial.read(&format!("{requests}/{id}"))["groupId"], PLAIN);
        let again = trial.verdict("POST", &requests, Some(wish("adminAssign")));
        assert_eq!(again, (400, "RoleAssignmentExists".to_owned()));
        let of = |kind: &str| format!("/{ROOT}/{kind}?$filter=principalId eq '{ALICE}'");
        let instance = trial.read(&of("eligibilityScheduleInstances"))["value"][0].clone();
        assert_eq!(
            (&instance["eligibilityScheduleId"], &instance["endDateTime"]),
            (&json!(format!("{PLAIN}_member_{id}")), &json!("2026-12-23T12:00:00Z"))
        );
        assert_eq!(trial.read(&format!("/groups/{PLAIN}/members"))["value"], json!([]));
        trial.now = "2026-11-23T12:05:00Z".parse().unwrap();
        assert_eq!(trial.ask("POST", &requests, Some(wish("adminRemove"))).status, 201);
        for kind in ["eligibilitySchedules", "eligibilityScheduleInstances"] {
            assert_eq!(trial.read(&of(kind))["value"], json!([]), "{kind}");
            let bare = trial.verdict("GET", &format!("/{ROOT}/{kind}"), None);
            assert_eq!(bare, (400, "MissingParameters".to_owned()), "{kind}");
        }
    }

    #[test]
    fn a_deleted_group_leaves_nothing_to_activate_and_one_permission_only_ends() {
        let write = "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup";
        let mut trial = Trial::new(&[write, "Group.ReadWrite.All"]);
        let requests = format!("/{ROOT}/eligibilityScheduleRequests");
        assert_eq!(trial.ask("POST", &requests, Some(wish("adminAssign"))).status, 201);
        assert_eq!(trial.ask("DELETE", &format!("/groups/{PLAIN}"), None).status, 204);
        assert_eq!(trial.tenant.rows(Table::GroupEligibilitySchedules).count(), 0);
        let mut remover = Trial::new(&["PrivilegedEligibilitySchedule.Remove.AzureADGroup"]);
        let verdict = remover.verdict("POST", &requests, Some(wish("adminAssign")));
        assert_eq!(verdict, (403, "Authorization_RequestDenied".to_owned()));
        let verdict = remover.verdict("POST", &requests, Some(wish("adminRemove")));
        assert_eq!(verdict, (400, "RoleAssignmentDoesNotExist".to_owned()));
    }
}
