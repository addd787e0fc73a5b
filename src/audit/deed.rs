//! What a write does, as an event tells it. This is the one place where a write becomes words of
//! the audit trail: a new kind of write breaks the build here.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use super::Action;
use crate::{
    domain::{DirectoryScope, GrantId, ObjectId, RoleDefinitionId},
    plan::{Attribute, Subject, Write},
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
    /// The grant that is written on the marker or cleared from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grant: Option<GrantId>,
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
    /// The grant on the marker.
    Grant,
    /// Whether roles can be assigned to a group.
    IsAssignableToRole,
    /// Whether a domain is verified.
    IsVerified,
    /// A membership in a group, by its id.
    Membership,
    /// An authentication method, by its id.
    Method,
    /// A role at a scope, by their ids.
    Role,
    /// The immutable key of a group.
    UniqueName,
    /// Until when something lasts.
    Until,
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

    fn new(action: Action) -> Self {
        let fields = BTreeMap::new();
        Self { action, user: None, group: None, role: None, scope: None, grant: None, fields }
    }

    fn user(self, user: impl Into<Subject>) -> Self {
        Self { user: user.into().id(), ..self }
    }

    fn group(self, group: impl Into<Subject>) -> Self {
        Self { group: group.into().id(), ..self }
    }

    fn role(self, role: RoleDefinitionId, scope: &DirectoryScope) -> Self {
        Self { role: Some(role), scope: Some(scope.clone()), ..self }
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
    match write {
        Write::CreateDomain { domain } => {
            Deed::new(Action::CreateDomain).sets(Field::Domain, domain.as_str())
        }
        Write::VerifyDomain { .. } => Deed::new(Action::VerifyDomain).sets(Field::IsVerified, true),
        Write::CreateGroup(group) => Deed::new(Action::CreateGroup)
            .sets(Field::DisplayName, group.display_name.as_str())
            .sets(Field::UniqueName, group.unique_name.as_str())
            .sets(Field::IsAssignableToRole, group.assignable_to_role)
            .sets(Field::Description, json!(group.description)),
        Write::UpdateGroup { group, display_name, description } => {
            let mut deed = Deed::new(Action::UpdateGroup).group(*group);
            if let Some(name) = display_name {
                deed = deed.sets(Field::DisplayName, name.as_str());
            }
            if let Some(text) = description {
                deed = deed.sets(Field::Description, text.as_str());
            }
            deed
        }
        Write::DeleteGroup { group } => Deed::new(Action::DeleteGroup).group(*group),
        Write::CreateUser(user) => Deed::new(Action::CreateUser)
            .sets(Field::UserPrincipalName, user.user_principal_name.as_str())
            .sets(Field::DisplayName, user.display_name.as_str())
            .sets(Field::AccountEnabled, false),
        Write::UpdateUser { user, display_name } => Deed::new(Action::UpdateUser)
            .user(*user)
            .sets(Field::DisplayName, display_name.as_str()),
        Write::DisableUser { user } => {
            Deed::new(Action::DisableUser).user(*user).sets(Field::AccountEnabled, false)
        }
        Write::RevokeSessions { user } => Deed::new(Action::RevokeSessions).user(*user),
        Write::EndGrant { user, grant } => {
            let deed = Deed { grant: grant.clone(), ..Deed::new(Action::EndGrant) };
            deed.user(*user).clears(Field::Grant, json!(grant))
        }
        Write::DeleteUser { user } => Deed::new(Action::DeleteUser).user(*user),
        Write::AssignRole { principal, role, scope } => Deed::new(Action::AssignRole)
            .user(principal.clone())
            .role(*role, scope)
            .sets(Field::Role, held(*role, scope)),
        Write::RemoveRoleAssignment { principal, role, scope, .. } => Deed::new(Action::RemoveRole)
            .user(*principal)
            .role(*role, scope)
            .clears(Field::Role, held(*role, scope)),
        Write::RemoveRoleSchedule { principal, role, scope } => {
            Deed::new(Action::RemoveRoleSchedule)
                .user(*principal)
                .role(*role, scope)
                .clears(Field::Role, held(*role, scope))
        }
        Write::AddMember { group, user } => {
            let deed = Deed::new(Action::AddMember).user(user.clone()).group(group.clone());
            deed.sets(Field::Membership, subject(group))
        }
        Write::RemoveMember { group, user } => Deed::new(Action::RemoveMember)
            .user(*user)
            .group(*group)
            .clears(Field::Membership, group.to_string()),
    }
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
        plan::{Attribute, Subject, Write},
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
}
