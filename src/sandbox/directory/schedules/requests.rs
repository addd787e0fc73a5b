//! `roleAssignmentScheduleRequests` and `roleEligibilityScheduleRequests`. Requests are kept in the
//! tenant's settings under these names.

use super::book::{Asked, Book};
use super::subject::Subject;
use crate::sandbox::directory::context::Context;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::canonical;
use crate::sandbox::directory::permission::{ELIGIBILITY_REQUESTS_GRANT, SCHEDULE_REQUESTS_GRANT};
use crate::sandbox::directory::policies::{Level, Rules};
use crate::sandbox::directory::{body, roles};
use crate::sandbox::odata::facts::{
    UNIFIED_ROLE_ASSIGNMENT_SCHEDULE_REQUEST, UNIFIED_ROLE_ELIGIBILITY_SCHEDULE_REQUEST,
};
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

/// Requests about roles that are held.
pub(super) const ASSIGNMENTS: Book = Book {
    level: Level::Assignment,
    entity: &UNIFIED_ROLE_ASSIGNMENT_SCHEDULE_REQUEST,
    name: "roleManagement/directory/roleAssignmentScheduleRequests",
    prefix: "roleAssignmentScheduleRequests/",
    table: Table::RoleAssignmentSchedules,
    grant: SCHEDULE_REQUESTS_GRANT,
};
/// Requests about roles that can be activated.
pub(super) const ELIGIBILITIES: Book = Book {
    level: Level::Eligibility,
    entity: &UNIFIED_ROLE_ELIGIBILITY_SCHEDULE_REQUEST,
    name: "roleManagement/directory/roleEligibilityScheduleRequests",
    prefix: "roleEligibilityScheduleRequests/",
    table: Table::RoleEligibilitySchedules,
    grant: ELIGIBILITY_REQUESTS_GRANT,
};

/// Does what a posted request asks.
pub(super) fn create(context: &mut Context<'_>, book: &Book) -> Result<Response, Failure> {
    let asked = book.read(context)?;
    let subject = subject(context, book, &asked)?;
    let done = subject.act(context, asked.action, &asked.body, |context| match book.level {
        Level::Assignment => roles::keeps_global_administrator(context, |row| !subject.is_of(row)),
        Level::Eligibility => Ok(()),
    })?;
    Ok(book.answer(context, &subject, (&asked, &done)))
}

/// Reads what a request is about. Where it is not about ending something, the role must be one that
/// can be given, the principal one that can hold it, and the scope there.
fn subject(context: &Context<'_>, book: &Book, asked: &Asked) -> Result<Subject, Failure> {
    let (body, label) = (&asked.body, book.entity.label);
    let role = canonical(body::required(body, "roleDefinitionId", label)?);
    let principal = canonical(body::required(body, "principalId", label)?);
    let scope = roles::normal_scope(body::text(body, "directoryScopeId").unwrap_or("/"));
    if asked.action != "adminRemove" {
        roles::check_parts(context.tenant, &role, &principal)?;
        roles::check_scope(context.tenant, &scope)?;
        book.check_holder(context.tenant, &principal)?;
    }
    let mut subject = Subject {
        table: book.table,
        rules: Rules::of(context.tenant, &role, book.level),
        target: vec![
            ("roleDefinitionId", role),
            ("principalId", principal),
            ("directoryScopeId", scope),
        ],
        assigned: (book.level == Level::Assignment).then_some("Assigned"),
        direct: "Direct",
        schedule: asked.id.clone(),
        permanent: None,
        is_trial: asked.is_trial(),
    };
    if book.level == Level::Assignment {
        let mut plain = context.tenant.rows(Table::RoleAssignments);
        let found = plain.find(|(_, row)| subject.is_of(row)).map(|(key, _)| key.to_owned());
        subject.permanent = found.map(|key| (Table::RoleAssignments, key));
    }
    Ok(subject)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::super::trial::{ADMIN, ALICE, Trial, UNIT, role};
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

    fn at(trial: &mut Trial, time: &str) {
        trial.now = format!("2026-11-23T{time}Z").parse().unwrap();
    }

    #[test]
    fn extending_and_renewing_want_an_assignment_of_their_kind() {
        let mut trial = Trial::new(&["RoleManagement.ReadWrite.Directory"]);
        let code = |trial: &mut Trial, action: &str, duration: &str| {
            trial.verdict("POST", PATH, Some(wish(action, duration)))
        };
        let refused = |code: &str| (400, code.to_owned());
        let done = (201, String::new());
        for action in ["adminUpdate", "adminExtend", "adminRenew", "adminRemove"] {
            let verdict = code(&mut trial, action, "PT4H");
            assert_eq!(verdict, refused("RoleAssignmentDoesNotExist"), "{action}");
        }
        assert_eq!(code(&mut trial, "selfActivate", "PT4H"), refused("Request_BadRequest"));
        assert_eq!(code(&mut trial, "adminassign", "PT2H"), done);
        assert_eq!(code(&mut trial, "adminRenew", "PT4H"), refused("RoleAssignmentExists"));
        assert_eq!(
            code(&mut trial, "adminExtend", "PT1H"),
            refused("InvalidRoleAssignmentRequest")
        );
        assert_eq!(code(&mut trial, "adminExtend", "PT3H"), done);
        let instances = trial.read(&format!("{INSTANCES}?$filter=principalId eq '{ALICE}'"));
        assert_eq!(instances["value"][0]["endDateTime"], "2026-11-23T15:00:00Z");
        // The five minutes count from when the assignment began, whatever changed it since.
        at(&mut trial, "12:05:00");
        assert_eq!(code(&mut trial, "adminUpdate", "PT1H"), done);
        assert_eq!(code(&mut trial, "adminRemove", "PT1H"), done);
        assert_eq!(code(&mut trial, "adminAssign", "PT1H"), done);
        at(&mut trial, "14:00:00");
        assert_eq!(code(&mut trial, "adminExtend", "PT4H"), refused("RoleAssignmentDoesNotExist"));
        assert_eq!(code(&mut trial, "adminRenew", "PT4H"), done);
        assert_eq!(count(&mut trial, INSTANCES), 1);
    }

    #[test]
    fn what_begins_later_is_granted_until_then() {
        let mut trial = Trial::new(&["RoleManagement.ReadWrite.Directory"]);
        let mut later = wish("adminAssign", "PT1H");
        later["scheduleInfo"]["startDateTime"] = json!("2026-11-23T18:00:00Z");
        let made = trial.ask("POST", PATH, Some(later)).body.unwrap();
        assert_eq!(made["status"], "Granted");
        let path = format!("{PATH}/{}", made["id"].as_str().unwrap());
        assert_eq!(count(&mut trial, INSTANCES), 0);
        assert_eq!(count(&mut trial, "/roleManagement/directory/roleAssignments"), 0);
        assert_eq!(count(&mut trial, "/roleManagement/directory/roleAssignmentSchedules"), 1);
        at(&mut trial, "18:00:00");
        assert_eq!(trial.read(&path)["status"], "Provisioned");
        assert_eq!(count(&mut trial, "/roleManagement/directory/roleAssignments"), 1);
        at(&mut trial, "19:00:00");
        assert_eq!(count(&mut trial, INSTANCES), 0);
    }

    #[test]
    fn the_roles_own_policy_judges() {
        let mut trial = Trial::new(&["RoleManagement.ReadWrite.Directory"]);
        let rules = json!({
            "isExpirationRequired": true, "maximumDuration": "PT2H", "enabledRules": ["Ticketing"],
        });
        let key = format!("roleManagementPolicies/{}", role("Global Reader"));
        trial.tenant.put(Table::Settings, key, rules);
        let message = |trial: &mut Trial, wish: Value| {
            let body = trial.ask("POST", PATH, Some(wish)).body.unwrap();
            body["error"]["message"].as_str().unwrap_or_default().to_owned()
        };
        let failed = r#"The following policy rules failed: ["ExpirationRule","TicketingRule"]"#;
        assert_eq!(message(&mut trial, wish("adminAssign", "PT4H")), failed);
        let mut ticketed = wish("adminAssign", "PT2H");
        ticketed["ticketInfo"] = json!({"ticketNumber": "INC-1", "ticketSystem": "desk"});
        assert_eq!(message(&mut trial, ticketed), "");
    }

    #[test]
    fn a_scope_is_kept_apart_from_the_tenant() {
        let mut trial = Trial::new(&["RoleManagement.ReadWrite.Directory"]);
        let mut scoped = wish("adminAssign", "PT4H");
        scoped["directoryScopeId"] = json!(format!("/administrativeUnits/{UNIT}"));
        assert_eq!(trial.ask("POST", PATH, Some(scoped.clone())).status, 201);
        assert_eq!(trial.ask("POST", PATH, Some(wish("adminAssign", "PT4H"))).status, 201);
        assert_eq!(
            trial.verdict("POST", PATH, Some(scoped)),
            (400, "RoleAssignmentExists".to_owned())
        );
        assert_eq!(count(&mut trial, INSTANCES), 2);
        assert_eq!(count(&mut trial, "/roleManagement/directory/roleAssignments"), 2);
    }

    #[test]
    fn a_permanent_assignment_can_be_given_an_end() {
        let mut trial = Trial::new(&["RoleManagement.ReadWrite.Directory"]);
        trial.give(ALICE, "Global Reader", "/");
        assert_eq!(
            trial.verdict("POST", PATH, Some(wish("adminAssign", "PT4H"))),
            (400, "RoleAssignmentExists".to_owned())
        );
        assert_eq!(trial.ask("POST", PATH, Some(wish("adminUpdate", "PT4H"))).status, 201);
        at(&mut trial, "16:00:00");
        assert_eq!(count(&mut trial, "/roleManagement/directory/roleAssignments"), 0);
    }
}
