//! The form that others read: the Open Cybersecurity Schema Framework 1.8, identity and access
//! management (category 3). Ours stands whole beside it, under `unmapped`; tenantry reads that.

use serde_json::{Map, Value, json};

use super::{Action, Answer, Event, Phase};
use crate::domain::Address;

/// The version of the schema.
const VERSION: &str = "1.8.0";
/// The category: identity and access management.
const CATEGORY: u32 = 3;

/// A class of events; its number is 3000 and the class's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    AccountChange = 3001,
    EntityManagement = 3004,
    UserAccess = 3005,
    GroupManagement = 3006,
}

impl Class {
    const fn name(self) -> &'static str {
        match self {
            Self::AccountChange => "Account Change",
            Self::EntityManagement => "Entity Management",
            Self::UserAccess => "User Access Management",
            Self::GroupManagement => "Group Management",
        }
    }
}

/// The activity that the schema has no number for.
const OTHER: u32 = 99;

/// Returns the class and the activity of a deed; the schema gives both their numbers.
const fn class(action: Action, to_group: bool) -> (Class, u32) {
    match action {
        Action::CreateUser => (Class::AccountChange, 1),
        Action::EnableUser => (Class::AccountChange, 2),
        Action::IssuePassword | Action::ScramblePassword | Action::RotatePassword => {
            (Class::AccountChange, 4)
        }
        Action::DisableUser => (Class::AccountChange, 5),
        Action::DeleteUser => (Class::AccountChange, 6),
        Action::IssuePass => (Class::AccountChange, 10),
        Action::DeleteMethod => (Class::AccountChange, 11),
        Action::Adopt if to_group => (Class::EntityManagement, 3),
        Action::UpdateUser
        | Action::RevokeSessions
        | Action::SetGrant
        | Action::EndGrant
        | Action::OpenPassword
        | Action::Adopt => (Class::AccountChange, OTHER),
        Action::CreateDomain | Action::CreateGroup => (Class::EntityManagement, 1),
        Action::VerifyDomain | Action::UpdateGroup => (Class::EntityManagement, 3),
        Action::DeleteGroup => (Class::EntityManagement, 4),
        Action::AssignRole | Action::AssignRoleUntil | Action::ExtendRole if to_group => {
            (Class::GroupManagement, 1)
        }
        Action::RemoveRole | Action::RemoveRoleSchedule if to_group => (Class::GroupManagement, 2),
        Action::AssignRole | Action::AssignRoleUntil | Action::ExtendRole => (Class::UserAccess, 3),
        Action::RemoveRole | Action::RemoveRoleSchedule | Action::RemoveEligibleRole => {
            (Class::UserAccess, 4)
        }
        Action::AddMember | Action::AddMemberUntil | Action::ExtendMember => {
            (Class::GroupManagement, 3)
        }
        Action::RemoveMember | Action::RemoveMemberSchedule | Action::RemoveEligibleMember => {
            (Class::GroupManagement, 4)
        }
        Action::CheckRole => (Class::UserAccess, OTHER),
        Action::CheckMember => (Class::GroupManagement, OTHER),
    }
}

/// Gives an event the schema's form. Its place in the chain is put in later, under
/// `unmapped.chain`.
pub(super) fn shape(event: &Event, seq: u64) -> serde_json::Result<Value> {
    let (class, activity) =
        class(event.deed.action, matches!(event.target.address, Address::Group(_)));
    let number = class as u32;
    let (status, status_id) = status(event);
    let mut line = json!({
        "activity_id": activity,
        "activity_name": event.deed.action.words(),
        "actor": actor(event),
        "api": api(event),
        "category_name": "Identity & Access Management",
        "category_uid": CATEGORY,
        "class_name": class.name(),
        "class_uid": number,
        "message": message(event),
        "metadata": metadata(event, seq),
        "severity_id": severity(event),
        "status": status,
        "status_id": status_id,
        "time": event.at.as_millisecond(),
        "type_uid": u64::from(number) * 100 + u64::from(activity),
        "unmapped": { "tenantry": serde_json::to_value(event)? },
    });
    if let Some(fields) = line.as_object_mut() {
        fields.extend(subject(event, class));
        let warrant = &event.warrant;
        let ms = |at: Option<jiff::Timestamp>| at.map(|at| json!(at.as_millisecond()));
        put(fields, "start_time", ms(warrant.start));
        put(fields, "end_time", ms(warrant.deadline));
        if let Phase::Outcome { detail, .. } = &event.phase
            && !detail.is_empty()
        {
            put(fields, "status_detail", Some(json!(detail)));
        }
    }
    Ok(line)
}

fn put(fields: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        fields.insert(name.to_owned(), value);
    }
}

fn metadata(event: &Event, seq: u64) -> Value {
    let intent = match &event.phase {
        Phase::Intent => event.id,
        Phase::Outcome { intent, .. } => *intent,
    };
    json!({
        "correlation_uid": intent.to_string(),
        "log_name": "tenantry",
        "product": { "name": "tenantry", "version": event.tool_version },
        "sequence": seq,
        "tenant_uid": event.tenant.id,
        "uid": event.id.to_string(),
        "version": VERSION,
    })
}

fn actor(event: &Event) -> Value {
    let mut actor = Map::new();
    actor.insert("app_name".to_owned(), json!("tenantry"));
    let workload = event.actor.workload;
    put(&mut actor, "app_uid", workload.map(|workload| json!(workload.client_id)));
    let human = event.actor.human.as_ref();
    put(&mut actor, "user", human.map(|name| json!({ "name": name, "type_id": 1 })));
    let run = event.actor.run.as_ref().and_then(|run| run.id.as_ref());
    put(&mut actor, "session", run.map(|id| json!({ "uid": id })));
    Value::Object(actor)
}

fn api(event: &Event) -> Value {
    let mut api = Map::new();
    api.insert("operation".to_owned(), json!(event.deed.action));
    api.insert("service".to_owned(), json!({ "name": "Microsoft Graph" }));
    if let Phase::Outcome { request_id: Some(id), .. } = &event.phase {
        api.insert("request".to_owned(), json!({ "uid": id }));
    }
    Value::Object(api)
}

/// Returns what the class calls the thing that was acted on.
fn subject(event: &Event, class: Class) -> Map<String, Value> {
    let deed = &event.deed;
    let mut fields = Map::new();
    let role = deed.role.map(|role| json!([role]));
    match class {
        Class::AccountChange => put(&mut fields, "user", Some(user(event))),
        Class::UserAccess => {
            put(&mut fields, "user", Some(user(event)));
            put(&mut fields, "privileges", role);
            let scope = deed.scope.as_ref();
            let scope = scope.map(|scope| json!([{ "type": "directory scope", "uid": scope }]));
            put(&mut fields, "resources", scope);
        }
        Class::GroupManagement => {
            // A role given to a group has the group as its principal.
            let id = if role.is_some() { deed.user } else { deed.group };
            put(&mut fields, "group", Some(group(event, id)));
            if role.is_none() {
                put(&mut fields, "user", Some(user(event)));
            }
            put(&mut fields, "privileges", role);
        }
        Class::EntityManagement => {
            let kind = match event.target.address {
                Address::Group(_) => "group",
                _ => "domain",
            };
            let mut entity = Map::new();
            entity.insert("name".to_owned(), json!(event.target.address));
            entity.insert("type".to_owned(), json!(kind));
            put(&mut entity, "uid", event.target.object.map(|id| json!(id)));
            put(&mut fields, "entity", Some(Value::Object(entity)));
            put(&mut fields, "comment", event.warrant.reason.as_ref().map(|why| json!(why)));
        }
    }
    fields
}

fn user(event: &Event) -> Value {
    let name = event.target.user_principal_name.as_ref();
    let name = name.map_or_else(|| json!(event.target.address), |name| json!(name));
    let id = event.deed.user.or(event.target.object);
    // 2 is an administrator.
    let mut user = Map::from_iter([("name".to_owned(), name), ("type_id".to_owned(), json!(2))]);
    put(&mut user, "uid", id.map(|id| json!(id)));
    Value::Object(user)
}

fn group(event: &Event, id: Option<crate::domain::ObjectId>) -> Value {
    id.map_or_else(|| json!({ "name": event.target.address }), |id| json!({ "uid": id }))
}

/// 1 is success, 2 failure, 0 unknown, 99 what the schema has no number for.
const fn status(event: &Event) -> (&'static str, u32) {
    match &event.phase {
        Phase::Intent => ("intent", OTHER),
        Phase::Outcome { answer, password, .. } => {
            let id = match answer {
                Answer::Done | Answer::Found => 1,
                Answer::Refused | Answer::NotFound => 2,
                Answer::Unknown => 0,
                Answer::Waiting => OTHER,
            };
            match password {
                Some(fate) => (fate.words(), id),
                None => (answer.words(), id),
            }
        }
    }
}

/// 1 is informational; 3, medium, where access was given; 4, high, where ending it did not succeed.
const fn severity(event: &Event) -> u32 {
    let action = event.deed.action;
    match &event.phase {
        Phase::Outcome { answer, .. } if answer.took_effect() && action.gives_access() => 3,
        Phase::Outcome { answer, .. } if !answer.took_effect() && action.ends_access() => 4,
        Phase::Intent | Phase::Outcome { .. } => 1,
    }
}

fn message(event: &Event) -> String {
    let (status, _) = status(event);
    let (words, target) = (event.deed.action.words(), &event.target.address);
    format!("{words}, {target} in {}: {status}", event.tenant.name)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::shape;
    use crate::{
        audit::{Answer, fixture},
        domain::DirectoryScope,
        plan::Write,
    };

    fn told(write: &Write, address: &str, answer: Answer) -> Value {
        let mut intent = fixture::event(1, write);
        intent.target.address = address.parse().expect("valid");
        shape(&fixture::outcome(&intent, 2, answer), 2).expect("json")
    }

    #[test]
    fn each_deed_has_its_class_and_activity() {
        let user = fixture::alice();
        let group = "55555555-0000-4000-8000-000000000001".parse().expect("valid");
        let role = "62e90394-69f5-4237-9190-012177145e10".parse().expect("valid");
        let scope = DirectoryScope::Tenant;
        let assign = Write::AssignRole { principal: user.into(), role, scope };
        let table = [
            (Write::DisableUser { user }, "jit/alice", 3001, 5),
            (Write::DeleteUser { user }, "jit/alice", 3001, 6),
            (Write::RevokeSessions { user }, "jit/alice", 3001, 99),
            (Write::DeleteGroup { group }, "groups/Helpdesk", 3004, 4),
            (assign.clone(), "jit/alice", 3005, 3),
            (assign, "groups/Helpdesk", 3006, 1),
            (Write::AddMember { group: group.into(), user: user.into() }, "jit/alice", 3006, 3),
            (Write::RemoveMember { group, user }, "jit/alice", 3006, 4),
        ];
        for (write, address, class, activity) in table {
            let line = told(&write, address, Answer::Done);
            assert_eq!(line["class_uid"], json!(class), "{write:?}");
            assert_eq!(line["activity_id"], json!(activity), "{write:?}");
            assert_eq!(line["type_uid"], json!(class * 100 + activity), "{write:?}");
            assert_eq!((&line["category_uid"], &line["status_id"]), (&json!(3), &json!(1)));
            let thing = match class {
                3001 | 3005 => "user",
                3004 => "entity",
                _ => "group",
            };
            assert!(line[thing].is_object(), "{write:?}");
        }
    }

    #[test]
    fn what_an_auditor_asks_for_has_its_place() {
        let line = told(&Write::DisableUser { user: fixture::alice() }, "jit/alice", Answer::Done);
        assert_eq!(line["user"]["uid"], json!(fixture::ALICE));
        assert_eq!(line["user"]["name"], json!("msp-alice@contoso.example"));
        assert_eq!(line["actor"]["user"]["name"], json!("bob"));
        assert_eq!(line["metadata"]["tenant_uid"], json!(fixture::TENANT));
        assert_eq!(line["metadata"]["correlation_uid"], json!(fixture::id(1).to_string()));
        assert_eq!(line["api"]["request"]["uid"], json!("r-2"));
        assert_eq!(line["end_time"], json!(fixture::at(7_200).as_millisecond()));
        assert_eq!(line["unmapped"]["tenantry"]["warrant"]["ticket"], json!("INC-1234"));
    }

    #[test]
    fn an_end_that_failed_is_severe_and_access_that_was_given_is_noticed() {
        let disable = Write::DisableUser { user: fixture::alice() };
        for (answer, status, severity) in [
            (Answer::Done, 1, 1),
            (Answer::Refused, 2, 4),
            (Answer::Unknown, 0, 4),
            (Answer::NotFound, 2, 4),
        ] {
            let line = told(&disable, "jit/alice", answer);
            assert_eq!(line["status_id"], json!(status), "{answer:?}");
            assert_eq!(line["severity_id"], json!(severity), "{answer:?}");
        }
        let group = "55555555-0000-4000-8000-000000000001".parse().expect("valid");
        let user = fixture::alice();
        let add =
            Write::AddMember { group: crate::plan::Subject::Existing(group), user: user.into() };
        assert_eq!(told(&add, "jit/alice", Answer::Done)["severity_id"], json!(3));
        assert_eq!(told(&add, "jit/alice", Answer::Refused)["severity_id"], json!(1));
    }
}
