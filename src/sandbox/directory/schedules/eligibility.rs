//! `roleEligibilitySchedules` and `roleEligibilityScheduleInstances`: roles that can be activated.
//! What has ended is in neither.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::reading::{is_alive, named};
use crate::sandbox::directory::collection::{Listing, list, one};
use crate::sandbox::directory::context::{Context, moment};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::licences;
use crate::sandbox::directory::objects::text;
use crate::sandbox::directory::roles::{assignment_id, window};
use crate::sandbox::odata::facts::{
    UNIFIED_ROLE_ELIGIBILITY_SCHEDULE, UNIFIED_ROLE_ELIGIBILITY_SCHEDULE_INSTANCE,
};
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

const SCHEDULES: &str = "roleManagement/directory/roleEligibilitySchedules";
const INSTANCES: &str = "roleManagement/directory/roleEligibilityScheduleInstances";

fn schedules(context: &Context<'_>) -> Vec<Value> {
    let rows = context.tenant.rows(Table::RoleEligibilitySchedules).map(|(_, row)| row);
    rows.filter(|row| is_alive(row, context.now)).cloned().collect()
}

fn instances(context: &Context<'_>) -> Vec<Value> {
    let rows = schedules(context).into_iter().filter(|row| window(row).0 <= context.now);
    rows.map(|row| {
        let (role, principal, scope) = (
            text(&row, "roleDefinitionId"),
            text(&row, "principalId"),
            text(&row, "directoryScopeId"),
        );
        let (start, end) = window(&row);
        json!({
            "id": format!("{}-e", assignment_id(role, principal, scope)),
            "appScopeId": null,
            "directoryScopeId": scope,
            "endDateTime": end.map(moment),
            "memberType": "Direct",
            "principalId": principal,
            "roleDefinitionId": role,
            "roleEligibilityScheduleId": row["id"],
            "startDateTime": moment(start),
        })
    })
    .collect()
}

pub(super) fn list_schedules(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let items = schedules(context).into_iter().map(Cow::Owned).collect();
    list(
        context,
        Listing { entity: &UNIFIED_ROLE_ELIGIBILITY_SCHEDULE, name: SCHEDULES.to_owned(), items },
    )
}

pub(super) fn get_schedule(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let found = named(context, schedules(context))?;
    one(context, &UNIFIED_ROLE_ELIGIBILITY_SCHEDULE, SCHEDULES, &found)
}

pub(super) fn list_instances(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let items = instances(context).into_iter().map(Cow::Owned).collect();
    list(
        context,
        Listing {
            entity: &UNIFIED_ROLE_ELIGIBILITY_SCHEDULE_INSTANCE,
            name: INSTANCES.to_owned(),
            items,
        },
    )
}

pub(super) fn get_instance(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let found = named(context, instances(context))?;
    one(context, &UNIFIED_ROLE_ELIGIBILITY_SCHEDULE_INSTANCE, INSTANCES, &found)
}

#[cfg(test)]
mod tests {
    use super::super::super::trial::{ALICE, PRINCIPAL, Trial, role};
    use super::*;

    const REQUESTS: &str = "/roleManagement/directory/roleEligibilityScheduleRequests";

    fn wish(action: &str, principal: &str) -> Value {
        json!({
            "action": action, "roleDefinitionId": role("Global Reader"), "directoryScopeId": "/",
            "principalId": principal, "scheduleInfo": {"expiration": {"type": "noExpiration"}},
        })
    }

    fn count(trial: &mut Trial, path: &str) -> usize {
        let path = format!("/{path}?$filter=principalId eq '{ALICE}'");
        trial.read(&path)["value"].as_array().unwrap().len()
    }

    #[test]
    fn a_role_can_be_activated_until_that_is_ended() {
        let mut trial = Trial::new(&["RoleManagement.ReadWrite.Directory"]);
        let refused = |code: &str| (400, code.to_owned());
        let ask = |trial: &mut Trial, wish| trial.verdict("POST", REQUESTS, Some(wish));
        let verdict = ask(&mut trial, wish("adminRemove", ALICE));
        assert_eq!(verdict, refused("RoleAssignmentDoesNotExist"));
        let verdict = ask(&mut trial, wish("adminAssign", PRINCIPAL));
        assert_eq!(verdict, refused("InvalidRoleAssignmentRequest"));
        let mut trying = wish("adminAssign", ALICE);
        trying["isValidationOnly"] = json!(true);
        assert_eq!(ask(&mut trial, trying).0, 201);
        assert_eq!(count(&mut trial, SCHEDULES), 0);
        let made = trial.ask("POST", REQUESTS, Some(wish("adminAssign", ALICE))).body.unwrap();
        assert_eq!(made["status"], "Provisioned");
        let path = format!("{REQUESTS}/{}", made["id"].as_str().unwrap());
        assert_eq!(trial.read(&path)["targetScheduleId"], made["id"]);
        let verdict = ask(&mut trial, wish("adminAssign", ALICE));
        assert_eq!(verdict, refused("RoleAssignmentExists"));
        assert_eq!([count(&mut trial, SCHEDULES), count(&mut trial, INSTANCES)], [1, 1]);
        assert_eq!(count(&mut trial, "roleManagement/directory/roleAssignments"), 0);
        let verdict = ask(&mut trial, wish("adminRemove", ALICE));
        assert_eq!(verdict, refused("ActiveDurationTooShort"));
        trial.now = "2026-11-23T12:05:00Z".parse().unwrap();
        let made = trial.ask("POST", REQUESTS, Some(wish("adminRemove", ALICE))).body.unwrap();
        assert_eq!(made["status"], "Revoked");
        assert_eq!([count(&mut trial, SCHEDULES), count(&mut trial, INSTANCES)], [0, 0]);
    }

    #[test]
    fn one_permission_only_ends_and_the_licence_is_asked_for() {
        let mut remover = Trial::new(&["RoleEligibilitySchedule.Remove.Directory"]);
        let verdict = remover.verdict("POST", REQUESTS, Some(wish("adminAssign", ALICE)));
        assert_eq!(verdict, (403, "Authorization_RequestDenied".to_owned()));
        let verdict = remover.verdict("POST", REQUESTS, Some(wish("adminRemove", ALICE)));
        assert_eq!(verdict.1, "RoleAssignmentDoesNotExist");
        remover.tenant.put(Table::Settings, "licences", json!({"p1": true, "p2": false}));
        let verdict = remover.verdict("POST", REQUESTS, Some(wish("adminRemove", ALICE)));
        assert_eq!(verdict.1, "AadPremiumLicenseRequired");
    }

    #[test]
    fn a_deleted_user_can_activate_nothing() {
        let mut trial = Trial::new(&["RoleManagement.ReadWrite.Directory", "User.ReadWrite.All"]);
        assert_eq!(trial.ask("POST", REQUESTS, Some(wish("adminAssign", ALICE))).status, 201);
        assert_eq!(trial.ask("DELETE", &format!("/users/{ALICE}"), None).status, 204);
        assert_eq!(count(&mut trial, SCHEDULES), 0);
    }
}
