//! `roleEligibilityScheduleRequests`. Requests are kept in the tenant's settings under
//! `roleEligibilityScheduleRequests/{id}`.

use std::borrow::Cow;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::eligibility::PREFIX as SCHEDULES;
use super::paper;
use super::reading::named;
use super::subject::{Subject, action};
use crate::sandbox::directory::collection::{Listing, created, list, one};
use crate::sandbox::directory::context::Context;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::canonical;
use crate::sandbox::directory::permission::ELIGIBILITY_REQUESTS_GRANT;
use crate::sandbox::directory::policies::Rules;
use crate::sandbox::directory::{body, licences, roles};
use crate::sandbox::odata::facts::UNIFIED_ROLE_ELIGIBILITY_SCHEDULE_REQUEST as REQUEST;
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

const PREFIX: &str = "roleEligibilityScheduleRequests/";
const NAME: &str = "roleManagement/directory/roleEligibilityScheduleRequests";

pub(super) fn list_all(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let items = paper::all(context, PREFIX).into_iter().map(Cow::Owned).collect();
    list(context, Listing { entity: &REQUEST, name: NAME.to_owned(), items })
}

pub(super) fn get_one(context: &mut Context<'_>) -> Result<Response, Failure> {
    licences::require_p2(context.tenant)?;
    let found = named(context, paper::all(context, PREFIX))?;
    one(context, &REQUEST, NAME, &found)
}

pub(super) fn create(context: &mut Context<'_>) -> Result<Response, Failure> {
    let body = context.body()?;
    let asked = body::text(&body, "action").unwrap_or_default();
    if !asked.eq_ignore_ascii_case("adminRemove") {
        context.require(ELIGIBILITY_REQUESTS_GRANT)?;
    }
    licences::require_p2(context.tenant)?;
    body::check(context.tenant, &REQUEST, &body)?;
    let action = action(body::required(&body, "action", REQUEST.label)?, REQUEST.label)?;
    let id = Uuid::new_v4().to_string();
    let subject = subject(context, &body, (&id, action))?;
    let done = subject.act(context, action, &body, |_| Ok(()))?;
    let row = paper::write(context, (PREFIX, &id), &subject, (&body, &done));
    Ok(created(context, &REQUEST, NAME, &row))
}

/// Reads what a request is about, as for an active assignment.
fn subject(
    context: &Context<'_>,
    body: &Map<String, Value>,
    (id, action): (&str, &str),
) -> Result<Subject, Failure> {
    let role = canonical(body::required(body, "roleDefinitionId", REQUEST.label)?);
    let principal = canonical(body::required(body, "principalId", REQUEST.label)?);
    let scope = roles::normal_scope(body::text(body, "directoryScopeId").unwrap_or("/"));
    if action != "adminRemove" {
        roles::check_parts(context.tenant, &role, &principal)?;
        roles::check_scope(context.tenant, &scope)?;
    }
    Ok(Subject {
        table: (Table::Settings, SCHEDULES),
        rules: Rules::of_eligibility(),
        target: vec![
            ("roleDefinitionId", role),
            ("principalId", principal),
            ("directoryScopeId", scope),
        ],
        labels: ["Assigned", "Direct"],
        schedule: id.to_owned(),
        permanent: None,
        is_trial: body.get("isValidationOnly") == Some(&Value::Bool(true)),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::trial::{ALICE, Trial, role};
    use super::*;

    const PATH: &str = "/roleManagement/directory/roleEligibilityScheduleRequests";
    const INSTANCES: &str = "/roleManagement/directory/roleEligibilityScheduleInstances";

    fn wish(action: &str) -> Value {
        json!({
            "action": action, "roleDefinitionId": role("Global Reader"), "directoryScopeId": "/",
            "principalId": ALICE, "scheduleInfo": {
                "startDateTime": "2026-11-23T12:00:00Z", "expiration": {"type": "noExpiration"},
            },
        })
    }

    fn eligible(trial: &mut Trial) -> usize {
        let found = trial.read(&format!("{INSTANCES}?$filter=principalId eq '{ALICE}'"));
        found["value"].as_array().unwrap().len()
    }

    #[test]
    fn somebody_becomes_eligible_and_stops_being_so() {
        let mut trial = Trial::new(&["RoleManagement.ReadWrite.Directory", "User.ReadWrite.All"]);
        let code = |trial: &mut Trial, action: &str| {
            let (status, code) = trial.verdict("POST", PATH, Some(wish(action)));
            if status == 201 { "done".to_owned() } else { code }
        };
        assert_eq!(code(&mut trial, "adminRemove"), "RoleAssignmentDoesNotExist");
        assert_eq!(code(&mut trial, "adminAssign"), "done");
        assert_eq!(code(&mut trial, "adminAssign"), "RoleAssignmentExists");
        assert_eq!(eligible(&mut trial), 1);
        let active = "/roleManagement/directory/roleAssignmentScheduleInstances";
        let active = trial.read(&format!("{active}?$filter=principalId eq '{ALICE}'"));
        assert_eq!(active["value"], json!([]), "an eligibility is no assignment");
        assert_eq!(code(&mut trial, "adminRemove"), "ActiveDurationTooShort");
        trial.now = "2026-11-23T12:05:00Z".parse().unwrap();
        assert_eq!(code(&mut trial, "adminRemove"), "done");
        assert_eq!(eligible(&mut trial), 0);
        assert_eq!(code(&mut trial, "adminAssign"), "done");
        assert_eq!(trial.ask("DELETE", &format!("/users/{ALICE}"), None).status, 204);
        assert_eq!(eligible(&mut trial), 0, "it ends with the account");
    }

    #[test]
    fn licence_and_permission_are_asked_for() {
        let mut remover = Trial::new(&["RoleEligibilitySchedule.Remove.Directory"]);
        let verdict = |trial: &mut Trial, action| trial.verdict("POST", PATH, Some(wish(action))).1;
        assert_eq!(verdict(&mut remover, "adminAssign"), "Authorization_RequestDenied");
        assert_eq!(verdict(&mut remover, "adminRemove"), "RoleAssignmentDoesNotExist");
        let mut trial = Trial::new(&["RoleEligibilitySchedule.ReadWrite.Directory"]);
        trial.tenant.put(Table::Settings, "licences", json!({"p1": true, "p2": false}));
        assert_eq!(verdict(&mut trial, "adminAssign"), "AadPremiumLicenseRequired");
    }
}
