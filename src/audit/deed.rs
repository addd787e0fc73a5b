//! What a write does, as an event tells it. This is the one place where a write becomes words of
//! the audit trail: a new kind of write breaks the build here.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use super::Action;
use crate::{
    domain::{
        Address, DirectoryScope, Eligibility, GrantId, GrantStamp, GroupName, ObjectId,
        RoleDefinitionId, RotationRun,
    },
    plan::{
        Adoption, Attribute, CredentialForm, NewGroup, NewSchedule, NewUser, Privilege,
        ScheduleAction, Subject, Write,
    },
};

/// What is done and to whom, with the fields that it touches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Deed {
    /// What is done.
    pub action: Action,
    /// The account it is done to, where it has an id already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<ObjectId>,
    /// The group it is done to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<ObjectId>,
    /// The role that is given or taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RoleDefinitionId>,
    /// Where that role applies.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "scope")]
    pub scope: Option<DirectoryScope>,
    /// Until when what is given lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// The grant that is written on the marker or cleared from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<GrantId>,
    /// The run of a rotation: what the names of the versions end with that it draws.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rotation: Option<RotationRun>,
    /// Before and after of the fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<Field, Edit>,
}

/// A field that an event can tell of. None of them holds a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Field {
    /// Whether an account can sign in.
    AccountEnabled,
    /// A group's description.
    Description,
    /// The name that the directory shows.
    DisplayName,
    /// The name of a domain.
    Domain,
    /// What the marker says of the grant that ended last.
    Ended,
    /// The grant on the marker.
    Grant,
    /// Whether roles can be assigned to a group.
    IsAssignableToRole,
    /// Whether a domain is verified.
    IsVerified,
    /// A membership in a group, by its id.
    Membership,
    /// The address on the marker of an object that is adopted.
    Marker,
    /// An authentication method, by its id.
    Method,
    /// The names of versions of an emergency account's password; never a password.
    PasswordVersion,
    /// A role at a scope, by their ids.
    Role,
    /// The immutable key of a group.
    UniqueName,
    /// The name for signing in.
    UserPrincipalName,
}

impl Field {
    /// Returns the last part of the path that a plan gives the field's attribute.
    const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::AccountEnabled => Some("/accountEnabled"),
            Self::Description => Some("/description"),
            Self::DisplayName => Some("/displayName"),
            Self::Grant => Some("/grant"),
            Self::IsVerified => Some("/isVerified"),
            _ => None,
        }
    }
}

/// What a field held and holds; null where there was or is nothing, or where it is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The value found before.
    pub before: Value,
    /// The value written.
    pub after: Value,
}

impl Deed {
    /// Tells what a write does. What the fields held before is taken from the change's attributes.
    #[must_use]
    pub fn of(write: &Write, attributes: &[Attribute]) -> Self {
        let mut deed = of(write);
        for (field, edit) in deed.fields.iter_mut().filter(|(_, edit)| edit.before.is_null()) {
            let path = field.attribute();
            let told = attributes.iter().find(|told| path.is_some_and(|p| told.path.ends_with(p)));
            if let Some(told) = told {
                edit.before = told.before.clone();
            }
        }
        deed
    }

    pub(super) fn new(action: Action) -> Self {
        Self {
            action,
            user: None,
            group: None,
            role: None,
            scope: None,
            until: None,
            grant: None,
            rotation: None,
            fields: BTreeMap::new(),
        }
    }

    fn user(self, user: impl Into<Subject>) -> Self {
        Self { user: user.into().id(), ..self }
    }

    fn group(self, group: impl Into<Subject>) -> Self {
        Self { group: group.into().id(), ..self }
    }

    fn until(self, until: Timestamp) -> Self {
        Self { until: Some(until), ..self }
    }

    fn gives_role(self, role: RoleDefinitionId, scope: &DirectoryScope) -> Self {
        let deed = Self { role: Some(role), scope: Some(scope.clone()), ..self };
        deed.sets(Field::Role, held(role, scope))
    }

    fn takes_role(self, role: RoleDefinitionId, scope: &DirectoryScope) -> Self {
        let deed = Self { role: Some(role), scope: Some(scope.clone()), ..self };
        deed.clears(Field::Role, held(role, scope))
    }

    fn gives_membership(self, group: &Subject) -> Self {
        self.group(group.clone()).sets(Field::Membership, subject(group))
    }

    fn takes_membership(self, group: ObjectId) -> Self {
        self.group(group).clears(Field::Membership, group.to_string())
    }

    fn sets(mut self, field: Field, after: impl Into<Value>) -> Self {
        self.fields.insert(field, Edit { before: Value::Null, after: after.into() });
        self
    }

    fn clears(mut self, field: Field, before: impl Into<Value>) -> Self {
        self.fields.insert(field, Edit { before: before.into(), after: Value::Null });
        self
    }
}

fn of(write: &Write) -> Deed {
    let new = Deed::new;
    match write {
        Write::CreateDomain { domain } => {
            new(Action::CreateDomain).sets(Field::Domain, domain.as_str())
        }
        Write::VerifyDomain { domain } => new(Action::VerifyDomain)
            .sets(Field::Domain, domain.as_str())
            .sets(Field::IsVerified, true),
        Write::CreateGroup(group) => create_group(group),
        Write::UpdateGroup { group, display_name, description } => {
            update_group(*group, display_name.as_ref(), description.as_ref())
        }
        Write::DeleteGroup { group } => new(Action::DeleteGroup).group(*group),
        Write::CreateUser(user) => create_user(user),
        Write::UpdateUser { user, display_name } => {
            new(Action::UpdateUser).user(*user).sets(Field::DisplayName, display_name.as_str())
        }
        Write::EnableUser { user, until } => enable(user).until(*until),
        Write::EnableEmergency { user } => enable(user),
        Write::DisableUser { user } => {
            new(Action::DisableUser).user(*user).sets(Field::AccountEnabled, false)
        }
        Write::DeleteUser { user } => new(Action::DeleteUser).user(*user),
        Write::RevokeSessions { user } => new(Action::RevokeSessions).user(*user),
        Write::SetGrant { user, stamp } => set_grant(user, stamp),
        Write::EndGrant { user, grant, before } => {
            end_grant(*user, grant.as_ref(), before.as_deref())
        }
        Write::IssueCredential { user, form, until } => credential(user, *form).until(*until),
        Write::ScramblePassword { user } => new(Action::ScramblePassword).user(*user),
        Write::RotatePassword { user, .. } => new(Action::RotatePassword).user(user.clone()),
        Write::MakeRolePermanent { principal, role } => {
            new(Action::AssignRole).user(*principal).gives_role(*role, &DirectoryScope::Tenant)
        }
        Write::DeleteMethod { user, kind, method } => delete_method(*user, kind, method),
        Write::Schedule(schedule) => of_schedule(schedule),
        Write::AssignRole { principal, role, scope } => {
            new(Action::AssignRole).user(principal.clone()).gives_role(*role, scope)
        }
        Write::RemoveRoleAssignment { principal, role, scope, .. } => {
            new(Action::RemoveRole).user(*principal).takes_role(*role, scope)
        }
        Write::RemoveRoleSchedule { principal, role, scope } => {
            new(Action::RemoveRoleSchedule).user(*principal).takes_role(*role, scope)
        }
        Write::AddMember { group, user } => {
            new(Action::AddMember).user(user.clone()).gives_membership(group)
        }
        Write::Adopt(adoption) => adopt(adoption),
        Write::RemoveMember { group, user } => {
            new(Action::RemoveMember).user(*user).takes_membership(*group)
        }
        Write::RemoveEligibility { user, eligibility } => not_eligible(*user, eligibility),
        Write::RemoveMemberSchedule { group, user } => {
            new(Action::RemoveMemberSchedule).user(*user).takes_membership(*group)
        }
    }
}

fn end_grant(user: ObjectId, grant: Option<&GrantId>, before: Option<&str>) -> Deed {
    let deed = Deed { grant: grant.cloned(), ..Deed::new(Action::EndGrant) }.user(user);
    deed.clears(Field::Grant, json!(grant)).clears(Field::Ended, json!(before))
}

fn not_eligible(user: ObjectId, eligibility: &Eligibility) -> Deed {
    match eligibility {
        Eligibility::Role { role, scope } => {
            Deed::new(Action::RemoveEligibleRole).user(user).takes_role(*role, scope)
        }
        Eligibility::Membership { group } => {
            Deed::new(Action::RemoveEligibleMember).user(user).takes_membership(*group)
        }
    }
}

fn delete_method(user: ObjectId, kind: &impl ToString, method: &str) -> Deed {
    let before = json!({ "kind": kind.to_string(), "id": method });
    Deed::new(Action::DeleteMethod).user(user).clears(Field::Method, before)
}

fn enable(user: &Subject) -> Deed {
    Deed::new(Action::EnableUser).user(user.clone()).sets(Field::AccountEnabled, true)
}

fn create_group(group: &NewGroup) -> Deed {
    Deed::new(Action::CreateGroup)
        .sets(Field::DisplayName, group.display_name.as_str())
        .sets(Field::UniqueName, group.unique_name.as_str())
        .sets(Field::IsAssignableToRole, group.assignable_to_role)
        .sets(Field::Description, json!(group.description))
}

fn update_group(group: ObjectId, name: Option<&GroupName>, description: Option<&String>) -> Deed {
    let mut deed = Deed::new(Action::UpdateGroup).group(group);
    if let Some(name) = name {
        deed = deed.sets(Field::DisplayName, name.as_str());
    }
    if let Some(text) = description {
        deed = deed.sets(Field::Description, text.as_str());
    }
    deed
}

fn create_user(user: &NewUser) -> Deed {
    Deed::new(Action::CreateUser)
        .sets(Field::UserPrincipalName, user.user_principal_name.as_str())
        .sets(Field::DisplayName, user.display_name.as_str())
        .sets(Field::AccountEnabled, false)
}

fn adopt(adoption: &Adoption) -> Deed {
    let deed = Deed::new(Action::Adopt);
    let deed = match adoption.address {
        Address::Group(_) => deed.group(adoption.object),
        _ => deed.user(adoption.object),
    };
    deed.sets(Field::Marker, adoption.address.to_string())
}

fn set_grant(user: &Subject, stamp: &GrantStamp) -> Deed {
    let deed = Deed { grant: Some(stamp.id.clone()), ..Deed::new(Action::SetGrant) };
    deed.user(user.clone()).until(stamp.deadline).sets(Field::Grant, stamp.to_string())
}

/// Tells that a credential was made, and of which form; its value has no place in an event.
fn credential(user: &Subject, form: CredentialForm) -> Deed {
    match form {
        CredentialForm::Pass { minutes, once } => {
            let pass = json!({ "kind": "Temporary Access Pass", "minutes": minutes, "once": once });
            Deed::new(Action::IssuePass).user(user.clone()).sets(Field::Method, pass)
        }
        CredentialForm::Password => Deed::new(Action::IssuePassword).user(user.clone()),
    }
}

fn of_schedule(schedule: &NewSchedule) -> Deed {
    let user = schedule.principal.clone();
    let deed = match &schedule.privilege {
        Privilege::Role { role, scope } => {
            let action = match schedule.action {
                ScheduleAction::Validate => Action::CheckRole,
                ScheduleAction::Assign => Action::AssignRoleUntil,
                ScheduleAction::Extend => Action::ExtendRole,
            };
            Deed::new(action).user(user).gives_role(*role, scope)
        }
        Privilege::Membership { group } => {
            let action = match schedule.action {
                ScheduleAction::Validate => Action::CheckMember,
                ScheduleAction::Assign => Action::AddMemberUntil,
                ScheduleAction::Extend => Action::ExtendMember,
            };
            Deed::new(action).user(user).gives_membership(group)
        }
    };
    deed.until(schedule.end)
}

fn held(role: RoleDefinitionId, scope: &DirectoryScope) -> String {
    format!("{role} at {scope}")
}

fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Existing(id) => id.to_string(),
        Subject::Created(address) => address.to_string(),
    }
}

/// Reads a scope back as it was written.
fn scope<'de, D: Deserializer<'de>>(de: D) -> Result<Option<DirectoryScope>, D::Error> {
    Ok(Some(DirectoryScope::observed(&String::deserialize(de)?)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Action, Deed, Field};
    use crate::{
        domain::{Address, DirectoryScope, ObjectId},
        plan::{Attribute, CredentialForm, NewSchedule, Privilege, ScheduleAction, Subject, Write},
    };

    const ALICE: &str = "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f";
    const ROLE: &str = "62e90394-69f5-4237-9190-012177145e10";

    fn alice() -> ObjectId {
        ALICE.parse().expect("valid")
    }

    #[test]
    fn a_deed_names_whom_it_concerns_and_what_was_before() {
        let write = Write::DisableUser { user: alice() };
        let before = Attribute {
            path: "/accountEnabled".to_owned(),
            before: json!(true),
            after: json!(false),
            note: None,
        };
        let deed = Deed::of(&write, &[before]);
        assert_eq!((deed.action, deed.user), (Action::DisableUser, Some(alice())));
        let edit = &deed.fields[&Field::AccountEnabled];
        assert_eq!((&edit.before, &edit.after), (&json!(true), &json!(false)));
        let edit = &Deed::of(&write, &[]).fields[&Field::AccountEnabled];
        assert_eq!(edit.before, Value::Null, "what is not known is not told");
    }

    #[test]
    fn what_is_taken_was_before_and_what_is_given_is_after() {
        let scope = DirectoryScope::Tenant;
        let role = ROLE.parse().expect("valid");
        let held = json!(format!("{ROLE} at /"));
        let given = Write::AssignRole { principal: alice().into(), role, scope: scope.clone() };
        let taken = Write::RemoveRoleSchedule { principal: alice(), role, scope: scope.clone() };
        for (write, before, after) in [(given, &Value::Null, &held), (taken, &held, &Value::Null)] {
            let deed = Deed::of(&write, &[]);
            assert_eq!((deed.role, deed.scope.as_ref()), (Some(role), Some(&scope)));
            let edit = &deed.fields[&Field::Role];
            assert_eq!((&edit.before, &edit.after), (before, after));
        }
    }

    #[test]
    fn what_is_not_made_yet_has_no_id() {
        let address: Address = "groups/Helpdesk".parse().expect("valid");
        let write = Write::AddMember { group: Subject::Created(address), user: alice().into() };
        let deed = Deed::of(&write, &[]);
        assert_eq!((deed.group, deed.user), (None, Some(alice())));
        assert_eq!(deed.fields[&Field::Membership].after, json!("groups/Helpdesk"));
    }

    #[test]
    fn a_time_bound_privilege_tells_its_end_and_a_question_gives_nothing() {
        let group = Subject::Existing(ROLE.parse().expect("valid"));
        let role =
            Privilege::Role { role: ROLE.parse().expect("valid"), scope: DirectoryScope::Tenant };
        let end = "2026-11-23T11:00:00Z".parse().expect("valid");
        let table = [
            (ScheduleAction::Validate, role.clone(), Action::CheckRole),
            (ScheduleAction::Assign, role.clone(), Action::AssignRoleUntil),
            (ScheduleAction::Extend, role, Action::ExtendRole),
            (
                ScheduleAction::Assign,
                Privilege::Membership { group: group.clone() },
                Action::AddMemberUntil,
            ),
            (ScheduleAction::Extend, Privilege::Membership { group }, Action::ExtendMember),
        ];
        for (action, privilege, expected) in table {
            let write = Write::Schedule(NewSchedule {
                action,
                principal: alice().into(),
                privilege,
                start: "2026-11-23T09:00:00Z".parse().expect("valid"),
                end,
                justification: String::new(),
                ticket: None,
            });
            let deed = Deed::of(&write, &[]);
            assert_eq!((deed.action, deed.until), (expected, Some(end)));
            assert_eq!(deed.action.gives_access(), action != ScheduleAction::Validate);
        }
    }

    #[test]
    fn a_grant_and_a_pass_tell_their_deadline() {
        let stamp = "inc-1 2026-11-23T09:00:00Z 2026-11-23T11:00:00Z";
        let parsed: crate::domain::GrantStamp = stamp.parse().expect("valid");
        let until = parsed.deadline;
        let deed = Deed::of(&Write::SetGrant { user: alice().into(), stamp: parsed }, &[]);
        assert_eq!((deed.until, deed.grant.expect("a grant").as_str()), (Some(until), "inc-1"));
        assert_eq!(deed.fields[&Field::Grant].after, json!(stamp));
        let form = CredentialForm::Pass { minutes: 60, once: true };
        let pass = Write::IssueCredential { user: alice().into(), form, until };
        let deed = Deed::of(&pass, &[]);
        assert_eq!((deed.action, deed.until), (Action::IssuePass, Some(until)));
        let end = Write::EndGrant { user: alice(), grant: None, before: Some(stamp.to_owned()) };
        assert_eq!(Deed::of(&end, &[]).fields[&Field::Ended].before, json!(stamp));
    }
}
