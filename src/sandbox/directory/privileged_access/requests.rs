//! `assignmentScheduleRequests` and `eligibilityScheduleRequests` of groups, for members; owners are
//! not served. Requests are kept in the tenant's settings under `groupAssignmentScheduleRequests/{id}`
//! and `groupEligibilityScheduleRequests/{id}`.

use super::settle::{MADE_BY, settle};
use crate::sandbox::directory::context::Context;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::{ObjectKind, canonical, find, is_true, text};
use crate::sandbox::directory::policies::{Level, Rules};
use crate::sandbox::directory::schedules::{Asked, Book, Subject, unsuitable};
use crate::sandbox::directory::{body, groups, privilege};
use crate::sandbox::odata::facts::{
    PRIVILEGED_ACCESS_GROUP_ASSIGNMENT_SCHEDULE_REQUEST,
    PRIVILEGED_ACCESS_GROUP_ELIGIBILITY_SCHEDULE_REQUEST,
};
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

/// Requests about memberships that are held.
pub(super) const ASSIGNMENTS: Book = Book {
    level: Level::Assignment,
    entity: &PRIVILEGED_ACCESS_GROUP_ASSIGNMENT_SCHEDULE_REQUEST,
    name: "identityGovernance/privilegedAccess/group/assignmentScheduleRequests",
    prefix: "groupAssignmentScheduleRequests/",
    table: Table::GroupAssignmentSchedules,
    grant: &[&["PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup"]],
};
/// Requests about memberships that can be activated.
pub(super) const ELIGIBILITIES: Book = Book {
    level: Level::Eligibility,
    entity: &PRIVILEGED_ACCESS_GROUP_ELIGIBILITY_SCHEDULE_REQUEST,
    name: "identityGovernance/privilegedAccess/group/eligibilityScheduleRequests",
    prefix: "groupEligibilityScheduleRequests/",
    table: Table::GroupEligibilitySchedules,
    grant: &[&["PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup"]],
};

/// Does what a posted request about a membership that is held asks.
pub(super) fn assign(context: &mut Context<'_>) -> Result<Response, Failure> {
    let asked = ASSIGNMENTS.read(context)?;
    let mut subject = subject(context, &ASSIGNMENTS, &asked)?;
    let membership = membership(&subject);
    let plain = context.tenant.get(Table::GroupMembers, &membership);
    let is_plain = plain.is_some_and(|row| text(row, MADE_BY).is_empty());
    subject.permanent = is_plain.then(|| (Table::GroupMembers, membership.clone()));
    let done = subject.act(context, asked.action, &asked.body, |context| {
        if groups::leaves_nobody(context, &membership) { Err(Failure::denied()) } else { Ok(()) }
    })?;
    let made = context.tenant.get(Table::GroupMembers, &membership);
    let is_over = made.is_some_and(|row| text(row, MADE_BY) == done.schedule);
    if asked.action == "adminRemove" && is_over && !subject.is_trial {
        context.tenant.remove(Table::GroupMembers, &membership);
    }
    settle(context.tenant, context.now);
    Ok(ASSIGNMENTS.answer(context, &subject, (&asked, &done)))
}

/// Does what a posted request about a membership that can be activated asks.
pub(super) fn make_eligible(context: &mut Context<'_>) -> Result<Response, Failure> {
    let asked = ELIGIBILITIES.read(context)?;
    let subject = subject(context, &ELIGIBILITIES, &asked)?;
    let done = subject.act(context, asked.action, &asked.body, |_| Ok(()))?;
    Ok(ELIGIBILITIES.answer(context, &subject, (&asked, &done)))
}

/// Reads what a request is about.
fn subject(context: &Context<'_>, book: &Book, asked: &Asked) -> Result<Subject, Failure> {
    let (body, label) = (&asked.body, book.entity.label);
    let group = canonical(body::required(body, "groupId", label)?);
    let principal = canonical(body::required(body, "principalId", label)?);
    if !body::required(body, "accessId", label)?.eq_ignore_ascii_case("member") {
        return Err(Failure::invalid("accessId", label));
    }
    check_group(context, &group)?;
    if asked.action != "adminRemove" {
        check_principal(context, &group, &principal)?;
        book.check_holder(context.tenant, &principal)?;
    }
    Ok(Subject {
        table: book.table,
        rules: Rules::of(context.tenant, &group, book.level),
        schedule: format!("{group}_member_{}", asked.id),
        target: vec![
            ("accessId", "member".to_owned()),
            ("groupId", group),
            ("principalId", principal),
        ],
        assigned: (book.level == Level::Assignment).then_some("assigned"),
        direct: "direct",
        permanent: None,
        is_trial: asked.is_trial(),
    })
}

/// Names the membership that a request makes or ends.
fn membership(subject: &Subject) -> String {
    format!("{}/{}", subject.target[1].1, subject.target[2].1)
}

/// Requires a group that Privileged Identity Management can govern: neither dynamic nor
/// synchronised nor a mail-enabled security group, and in no restricted management unit.
fn check_group(context: &Context<'_>, id: &str) -> Result<(), Failure> {
    let group = context.tenant.get(Table::Groups, id).ok_or_else(|| Failure::missing(id))?;
    privilege::require_unrestricted(context, id)?;
    let types = group.get("groupTypes");
    let is_mail_only = is_true(group, "mailEnabled") && !groups::is_type(types, "Unified");
    let is_closed = groups::is_type(types, "DynamicMembership")
        || is_true(group, "onPremisesSyncEnabled")
        || is_mail_only;
    if is_closed { Err(unsuitable()) } else { Ok(()) }
}

fn check_principal(context: &Context<'_>, group: &str, id: &str) -> Result<(), Failure> {
    match find(context.tenant, id) {
        Some((ObjectKind::User | ObjectKind::ServicePrincipal, _)) => Ok(()),
        Some((ObjectKind::Group, _))
            if id != group && !privilege::is_role_assignable(context.tenant, group) =>
        {
            Ok(())
        }
        Some(_) => Err(unsuitable()),
        None => Err(Failure::missing(id)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::super::super::trial::{ALICE, CLOSED, HELD, PLAIN, Trial};
    use super::*;

    const PATH: &str = "/identityGovernance/privilegedAccess/group/assignmentScheduleRequests";
    const INSTANCES: &str =
        "/identityGovernance/privilegedAccess/group/assignmentScheduleInstances";
    const PERMISSIONS: &[&str] = &[
        "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
        "GroupMember.ReadWrite.All",
        "User.ReadWrite.All",
        "Directory.Read.All",
        "RoleManagement.ReadWrite.Directory",
    ];

    fn wish(action: &str, group: &str, duration: &str) -> Value {
        json!({
            "action": action, "accessId": "member", "groupId": group, "principalId": ALICE,
            "justification": "INC-1",
            "scheduleInfo": {"startDateTime": "2026-11-23T12:00:00Z", "expiration": {"type": "afterDuration", "duration": duration}},
        })
    }

    fn code(trial: &mut Trial, wish: Value) -> String {
        let (status, code) = trial.verdict("POST", PATH, Some(wish));
        if status == 201 { "done".to_owned() } else { code }
    }

    fn at(trial: &mut Trial, time: &str) {
        trial.now = format!("2026-11-23T{time}Z").parse().unwrap();
    }

    fn members(trial: &mut Trial, group: &str) -> usize {
        trial.read(&format!("/groups/{group}/members"))["value"].as_array().unwrap().len()
    }

    fn found(trial: &mut Trial, filter: &str) -> Vec<Value> {
        trial.read(&format!("{INSTANCES}?$filter={filter}"))["value"].as_array().unwrap().clone()
    }

    #[test]
    fn a_membership_begins_and_ends_by_itself() {
        let mut trial = Trial::new(PERMISSIONS);
        trial.give(HELD, "Global Reader", "/");
        let made = trial.ask("POST", PATH, Some(wish("adminAssign", HELD, "PT4H")));
        assert_eq!(made.status, 201, "{:?}", made.body);
        let made = made.body.unwrap();
        let id = made["id"].as_str().unwrap();
        assert_eq!(made["targetScheduleId"], format!("{HELD}_member_{id}"));
        assert_eq!((&made["status"], &made["accessId"]), (&json!("Provisioned"), &json!("member")));
        assert_eq!(trial.read(&format!("{PATH}/{id}"))["groupId"], HELD);
        assert_eq!(members(&mut trial, HELD), 1);
        let by_member = found(&mut trial, &format!("principalId eq '{ALICE}'"));
        assert_eq!(by_member[0]["endDateTime"], "2026-11-23T16:00:00Z");
        assert_eq!(found(&mut trial, &format!("groupId eq '{HELD}'")), by_member);
        // The roles of the group are the member's, and make her a privileged target.
        let user = format!("/users/{ALICE}");
        let roles = trial.read(&format!("{user}/transitiveMemberOf"));
        assert_eq!(roles["value"].as_array().unwrap().len(), 2);
        let disable = json!({"accountEnabled": false});
        assert_eq!(trial.ask("PATCH", &user, Some(disable.clone())).status, 403);
        at(&mut trial, "16:00:00");
        assert_eq!(members(&mut trial, HELD), 0);
        assert!(found(&mut trial, &format!("principalId eq '{ALICE}'")).is_empty());
        assert_eq!(trial.ask("PATCH", &user, Some(disable)).status, 204);
    }

    #[test]
    fn what_is_asked_of_a_membership_must_fit_it() {
        let mut trial = Trial::new(PERMISSIONS);
        for (wish, expected) in [
            (wish("adminRemove", PLAIN, "PT4H"), "RoleAssignmentDoesNotExist"),
            (wish("adminExtend", PLAIN, "PT4H"), "RoleAssignmentDoesNotExist"),
            (wish("adminAssign", PLAIN, "PT4M"), "ActiveDurationTooShort"),
            (wish("adminAssign", PLAIN, "P181D"), "RoleAssignmentRequestPolicyValidationFailed"),
            (wish("adminAssign", PLAIN, "PT4H"), "done"),
            (wish("adminAssign", PLAIN, "PT4H"), "RoleAssignmentExists"),
            (wish("adminRemove", PLAIN, "PT4H"), "ActiveDurationTooShort"),
            (wish("adminExtend", PLAIN, "PT6H"), "done"),
        ] {
            let what = wish.to_string();
            assert_eq!(code(&mut trial, wish), expected, "{what}");
        }
        at(&mut trial, "12:05:00");
        assert_eq!(code(&mut trial, wish("adminRemove", PLAIN, "PT4H")), "done");
        assert_eq!(members(&mut trial, PLAIN), 0);
        let mut owner = wish("adminAssign", PLAIN, "PT4H");
        owner["accessId"] = json!("owner");
        assert_eq!(code(&mut trial, owner), "Request_BadRequest");
        let mut trying = wish("adminAssign", PLAIN, "PT4H");
        trying["isValidationOnly"] = json!(true);
        assert_eq!(code(&mut trial, trying), "done");
        assert_eq!(members(&mut trial, PLAIN), 0);
    }

    #[test]
    fn some_groups_are_not_governed() {
        for (property, value) in [
            ("groupTypes", json!(["DynamicMembership"])),
            ("onPremisesSyncEnabled", json!(true)),
            ("mailEnabled", json!(true)),
        ] {
            let mut trial = Trial::new(PERMISSIONS);
            let mut row = trial.tenant.get(Table::Groups, PLAIN).unwrap().clone();
            row[property] = value;
            trial.tenant.put(Table::Groups, PLAIN, row);
            let verdict = code(&mut trial, wish("adminAssign", PLAIN, "PT4H"));
            assert_eq!(verdict, "InvalidRoleAssignmentRequest", "{property}");
        }
        let mut trial = Trial::new(PERMISSIONS);
        trial.join(Table::AdministrativeUnitMembers, CLOSED, PLAIN);
        let verdict = code(&mut trial, wish("adminAssign", PLAIN, "PT4H"));
        assert_eq!(verdict, "Authorization_RequestDenied");
    }

    #[test]
    fn groups_are_members_of_plain_groups_only() {
        let of = |group: &str, member: &str| {
            let mut wish = wish("adminAssign", group, "PT4H");
            wish["principalId"] = json!(member);
            wish
        };
        let mut trial = Trial::new(PERMISSIONS);
        let nobody = Uuid::nil().to_string();
        for (group, member, expected) in [
            (PLAIN, HELD, "done"),
            (PLAIN, PLAIN, "InvalidRoleAssignmentRequest"),
            (HELD, PLAIN, "InvalidRoleAssignmentRequest"),
            (PLAIN, CLOSED, "InvalidRoleAssignmentRequest"),
            (PLAIN, &nobody, "Request_ResourceNotFound"),
            (&nobody, ALICE, "Request_ResourceNotFound"),
        ] {
            assert_eq!(code(&mut trial, of(group, member)), expected, "{member} in {group}");
        }
    }

    #[test]
    fn taking_the_member_out_by_hand_ends_the_schedule() {
        let mut trial = Trial::new(PERMISSIONS);
        assert_eq!(code(&mut trial, wish("adminAssign", PLAIN, "PT4H")), "done");
        let path = format!("/groups/{PLAIN}/members/{ALICE}/$ref");
        assert_eq!(trial.ask("DELETE", &path, None).status, 204);
        assert_eq!(members(&mut trial, PLAIN), 0);
        assert!(found(&mut trial, &format!("groupId eq '{PLAIN}'")).is_empty());
    }

    #[test]
    fn a_deleted_member_does_not_come_back_for_good() {
        let mut trial = Trial::new(PERMISSIONS);
        assert_eq!(code(&mut trial, wish("adminAssign", PLAIN, "PT4H")), "done");
        assert_eq!(trial.ask("DELETE", &format!("/users/{ALICE}"), None).status, 204);
        let restore = format!("/directory/deletedItems/{ALICE}/restore");
        assert_eq!(trial.ask("POST", &restore, None).status, 200);
        assert_eq!(members(&mut trial, PLAIN), 0);
    }

    #[test]
    fn plain_members_of_a_governed_group_have_no_end() {
        let mut trial = Trial::new(PERMISSIONS);
        trial.join(Table::GroupMembers, PLAIN, ALICE);
        let filter = format!("groupId eq '{PLAIN}'");
        assert!(found(&mut trial, &filter).is_empty());
        assert_eq!(code(&mut trial, wish("adminAssign", PLAIN, "PT4H")), "RoleAssignmentExists");
        assert_eq!(code(&mut trial, wish("adminUpdate", PLAIN, "PT4H")), "done");
        assert_eq!(found(&mut trial, &filter)[0]["endDateTime"], "2026-11-23T16:00:00Z");
        trial.join(Table::GroupMembers, PLAIN, super::super::super::trial::ADMIN);
        let ends: Vec<_> =
            found(&mut trial, &filter).iter().map(|row| row["endDateTime"].is_null()).collect();
        assert_eq!(ends.iter().filter(|has_none| **has_none).count(), 1);
        at(&mut trial, "16:00:00");
        assert_eq!(members(&mut trial, PLAIN), 1);
    }

    #[test]
    fn licence_permission_and_filter_are_asked_for() {
        let mut remover = Trial::new(&["PrivilegedAssignmentSchedule.Remove.AzureADGroup"]);
        let verdict = code(&mut remover, wish("adminAssign", PLAIN, "PT4H"));
        assert_eq!(verdict, "Authorization_RequestDenied");
        let verdict = code(&mut remover, wish("adminRemove", PLAIN, "PT4H"));
        assert_eq!(verdict, "RoleAssignmentDoesNotExist");
        let mut trial = Trial::new(PERMISSIONS);
        let verdict = trial.verdict("GET", INSTANCES, None);
        assert_eq!(verdict, (400, "MissingParameters".to_owned()));
        trial.tenant.put(Table::Settings, "licences", json!({"p1": true, "p2": false}));
        for path in [INSTANCES, PATH] {
            assert_eq!(trial.verdict("GET", path, None).1, "AadPremiumLicenseRequired", "{path}");
        }
        let verdict = code(&mut trial, wish("adminAssign", PLAIN, "PT4H"));
        assert_eq!(verdict, "AadPremiumLicenseRequired");
    }
}
