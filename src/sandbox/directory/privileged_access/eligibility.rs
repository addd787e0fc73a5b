//! Memberships that somebody may take up: `eligibilitySchedules`, their instances and requests, for
//! members; owners are not served. They lie in the tenant's settings under
//! `groupEligibilitySchedules/{id}`, the requests under `groupEligibilityScheduleRequests/{id}`.

use std::borrow::Cow;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::reading::listed;
use super::requests::{check_group, check_principal};
use crate::sandbox::directory::collection::{Listing, created, list, one};
use crate::sandbox::directory::context::{Context, moment};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::canonical;
use crate::sandbox::directory::permission::Needs;
use crate::sandbox::directory::policies::Rules;
use crate::sandbox::directory::roles::window;
use crate::sandbox::directory::schedules::{
    Subject, action, all_requests, is_alive, named, write_request,
};
use crate::sandbox::directory::{body, licences};
use crate::sandbox::odata::facts::{
    PRIVILEGED_ACCESS_GROUP_ELIGIBILITY_SCHEDULE as SCHEDULE,
    PRIVILEGED_ACCESS_GROUP_ELIGIBILITY_SCHEDULE_INSTANCE as INSTANCE,
    PRIVILEGED_ACCESS_GROUP_ELIGIBILITY_SCHEDULE_REQUEST as REQUEST,
};
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

/// How the rows of the tenant's settings that hold eligibilities begin.
const PREFIX: &str = "groupEligibilitySchedules/";
const REQUESTS: &str = "groupEligibilityScheduleRequests/";
const NAME: &str = "identityGovernance/privilegedAccess/group/eligibilityScheduleRequests";
/// What anything but an end takes.
const GRANT: Needs = &[&["PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup"]];

fn schedules(context: &Context<'_>) -> Vec<Value> {
    let rows = context.tenant.rows_under(Table::Settings, PREFIX).map(|(_, row)| row);
    rows.filter(|row| is_alive(row, context.now)).cloned().collect()
}

fn instances(context: &Context<'_>) -> Vec<Value> {
    let current = schedules(context).into_iter().filter(|row| window(row).0 <= context.now);
    current
        .map(|row| {
            let (start, end) = window(&row);
            json!({
                "id": row["id"],
                "accessId": "member",
                "eligibilityScheduleId": row["id"],
                "endDateTime": end.map(moment),
                "groupId": row["groupId"],
                "memberType": "direct",
                "principalId": row["principalId"],
                "startDateTime": moment(start),
            })
        })
        .collect()
}

pub(super) fn list_schedules(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    listed(context, &SCHEDULE, ("eligibilitySchedules", schedules(context)))
}

pub(super) fn list_instances(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    listed(context, &INSTANCE, ("eligibilityScheduleInstances", instances(context)))
}

pub(super) fn list_requests(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let items = all_requests(context, REQUESTS).into_iter().map(Cow::Owned).collect();
    list(context, Listing { entity: &REQUEST, name: NAME.to_owned(), items })
}

pub(super) fn get_request(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let found = named(context, all_requests(context, REQUESTS))?;
    one(context, &REQUEST, NAME, &found)
}

pub(super) fn create(context: &mut Context<'_>) -> Result<Response, Failure> {
    let body = context.body()?;
    let asked = body::text(&body, "action").unwrap_or_default();
    if !asked.eq_ignore_ascii_case("adminRemove") {
        context.require(GRANT)?;
    }
    licences::require_p2(context.tenant)?;
    body::check(context.tenant, &REQUEST, &body)?;
    let action = action(body::required(&body, "action", REQUEST.label)?, REQUEST.label)?;
    let id = Uuid::new_v4().to_string();
    let subject = subject(context, &body, (&id, action))?;
    let done = subject.act(context, action, &body, |_| Ok(()))?;
    let row = write_request(context, (REQUESTS, &id), &subject, (&body, &done));
    Ok(created(context, &REQUEST, NAME, &row))
}

/// Reads what a request is about, as for an active membership.
fn subject(
    context: &Context<'_>,
    body: &Map<String, Value>,
    (id, action): (&str, &str),
) -> Result<Subject, Failure> {
    let group = canonical(body::required(body, "groupId", REQUEST.label)?);
    let principal = canonical(body::required(body, "principalId", REQUEST.label)?);
    if !body::required(body, "accessId", REQUEST.label)?.eq_ignore_ascii_case("member") {
        return Err(Failure::invalid("accessId", REQUEST.label));
    }
    check_group(context, &group)?;
    if action != "adminRemove" {
        check_principal(context, &group, &principal)?;
    }
    Ok(Subject {
        table: (Table::Settings, PREFIX),
        rules: Rules::of_eligibility(),
        schedule: format!("{group}_member_{id}"),
        target: vec![
            ("accessId", "member".to_owned()),
            ("groupId", group),
            ("principalId", principal),
        ],
        labels: ["assigned", "direct"],
        permanent: None,
        is_trial: body.get("isValidationOnly") == Some(&Value::Bool(true)),
    })
}

/// Takes every eligibility that `is_gone` picks away for good.
pub(super) fn forget(tenant: &mut crate::sandbox::store::Tenant, is_gone: impl Fn(&Value) -> bool) {
    let gone = tenant.rows_under(Table::Settings, PREFIX).filter(|(_, row)| is_gone(row));
    let gone: Vec<String> = gone.map(|(key, _)| key.to_owned()).collect();
    for key in gone {
        tenant.remove(Table::Settings, &key);
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::trial::{ALICE, PLAIN, Trial};
    use super::*;

    const PATH: &str = "/identityGovernance/privilegedAccess/group/eligibilityScheduleRequests";
    const INSTANCES: &str =
        "/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances";

    fn wish(action: &str) -> Value {
        json!({
            "action": action, "accessId": "member", "groupId": PLAIN, "principalId": ALICE,
            "scheduleInfo": {
                "startDateTime": "2026-11-23T12:00:00Z", "expiration": {"type": "noExpiration"},
            },
        })
    }

    fn eligible(trial: &mut Trial) -> usize {
        let found = trial.read(&format!("{INSTANCES}?$filter=principalId eq '{ALICE}'"));
        found["value"].as_array().unwrap().len()
    }

    #[test]
    fn somebody_may_take_up_a_membership_until_it_is_taken_away() {
        let mut trial = Trial::new(&[
            "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup",
            "GroupMember.Read.All",
            "User.ReadWrite.All",
        ]);
        let code = |trial: &mut Trial, action: &str| {
            let (status, code) = trial.verdict("POST", PATH, Some(wish(action)));
            if status == 201 { "done".to_owned() } else { code }
        };
        assert_eq!(code(&mut trial, "adminRemove"), "RoleAssignmentDoesNotExist");
        assert_eq!(code(&mut trial, "adminAssign"), "done");
        assert_eq!(code(&mut trial, "adminAssign"), "RoleAssignmentExists");
        assert_eq!(eligible(&mut trial), 1);
        let members = trial.read(&format!("/groups/{PLAIN}/members"));
        assert_eq!(members["value"], json!([]), "an eligibility is no membership");
        assert_eq!(code(&mut trial, "adminRemove"), "ActiveDurationTooShort");
        trial.now = "2026-11-23T12:05:00Z".parse().unwrap();
        assert_eq!(code(&mut trial, "adminRemove"), "done");
        assert_eq!(eligible(&mut trial), 0);
        assert_eq!(code(&mut trial, "adminAssign"), "done");
        assert_eq!(trial.ask("DELETE", &format!("/users/{ALICE}"), None).status, 204);
        assert_eq!(eligible(&mut trial), 0, "it ends with the account");
    }

    #[test]
    fn licence_permission_and_filter_are_asked_for() {
        let mut remover = Trial::new(&["PrivilegedEligibilitySchedule.Remove.AzureADGroup"]);
        let verdict = |trial: &mut Trial, action| trial.verdict("POST", PATH, Some(wish(action))).1;
        assert_eq!(verdict(&mut remover, "adminAssign"), "Authorization_RequestDenied");
        assert_eq!(verdict(&mut remover, "adminRemove"), "RoleAssignmentDoesNotExist");
        let mut trial = Trial::new(&["PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup"]);
        let missing = trial.verdict("GET", INSTANCES, None);
        assert_eq!(missing, (400, "MissingParameters".to_owned()));
        trial.tenant.put(Table::Settings, "licences", json!({"p1": true, "p2": false}));
        assert_eq!(verdict(&mut trial, "adminAssign"), "AadPremiumLicenseRequired");
    }
}
