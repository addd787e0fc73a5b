//! What each write looks like as a request (Graph, the reference page of each operation).

use bytes::Bytes;
use reqwest::Method;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::{
    domain::{
        ADDRESS, Address, ENDED, Eligibility, EndStamp, GRANT, GrantId, INSTALLATION, ObjectId,
        RoleDefinitionId,
    },
    graph::{
        odata::{literal, segment},
        read::Marker,
    },
    plan::{
        Adoption, CredentialForm, NewGroup, NewSchedule, NewUser, Privilege, ScheduleAction,
        Subject, Write,
    },
    secrets::Password,
};

/// A request that writes, without host and token.
pub(super) struct Draft {
    pub(super) method: Method,
    /// Relative to Graph's version.
    pub(super) path: String,
    /// The body; it may hold a password, so its memory is overwritten.
    pub(super) body: Option<Bytes>,
    /// Whether a missing object is to be created by its key.
    pub(super) creates_if_missing: bool,
    /// The password in the body, where somebody is to be given it.
    pub(super) password: Option<Password>,
}

/// What a request needs to know beside the write.
pub(super) struct Surroundings<'a> {
    pub(super) marker: &'a Marker,
    /// Graph with its version: references to objects name its own host.
    pub(super) graph: &'a str,
    /// The time by the server's clock.
    pub(super) now: jiff::Timestamp,
}

const ASSIGNMENTS: &str = "/roleManagement/directory/roleAssignments";
const SCHEDULE_REQUESTS: &str = "/roleManagement/directory/roleAssignmentScheduleRequests";
const GROUP_SCHEDULE_REQUESTS: &str =
    "/identityGovernance/privilegedAccess/group/assignmentScheduleRequests";
const ROLE_ELIGIBILITY_REQUESTS: &str = "/roleManagement/directory/roleEligibilityScheduleRequests";
const GROUP_ELIGIBILITY_REQUESTS: &str =
    "/identityGovernance/privilegedAccess/group/eligibilityScheduleRequests";
/// What the audit log of the tenant shows as the reason.
const JUSTIFICATION: &str = "tenantry ends this access";
/// The same, where an emergency account is repaired.
const EMERGENCY: &str = "tenantry keeps this emergency account ready";

impl Draft {
    fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), body: None, creates_if_missing: false, password: None }
    }

    fn with(self, body: &Value) -> Self {
        Self { body: Some(body.to_string().into()), ..self }
    }

    /// Writes a request down.
    ///
    /// # Errors
    ///
    /// Says why it cannot be made: a subject that does not exist, or no randomness for a password.
    pub(super) fn of(write: &Write, around: &Surroundings<'_>) -> Result<Self, String> {
        let (post, patch, delete) = (Method::POST, Method::PATCH, Method::DELETE);
        let user_path = |id: &ObjectId| format!("/users/{id}");
        Ok(match write {
            Write::CreateDomain { domain } => {
                Self::new(post, "/domains").with(&json!({ "id": domain }))
            }
            Write::VerifyDomain { domain } => Self::new(post, format!("/domains/{domain}/verify")),
            Write::CreateGroup(group) => new_group(group, around),
            Write::UpdateGroup { group, display_name, description } => {
                let mut body = json!({});
                if let Some(name) = display_name {
                    body["displayName"] = json!(name);
                }
                if let Some(text) = description {
                    body["description"] = json!(text);
                }
                Self::new(patch, format!("/groups/{group}")).with(&body)
            }
            Write::DeleteGroup { group } => Self::new(delete, format!("/groups/{group}")),
            Write::CreateUser(user) => new_user(user, around)?,
            Write::UpdateUser { user, display_name } => {
                Self::new(patch, user_path(user)).with(&json!({ "displayName": display_name }))
            }
            Write::DisableUser { user } => {
                Self::new(patch, user_path(user)).with(&json!({ "accountEnabled": false }))
            }
            Write::RevokeSessions { user } => {
                Self::new(post, format!("/users/{user}/revokeSignInSessions"))
            }
            Write::EndGrant { user, grant, before } => {
                let body = ended(grant.as_ref(), before.as_deref(), around);
                Self::new(patch, user_path(user)).with(&body)
            }
            Write::SetGrant { user, stamp } => {
                let mut body = json!({});
                body[around.marker.extension(GRANT)] = json!(stamp.to_string());
                Self::new(patch, user_path(&existing(user)?)).with(&body)
            }
            // Apart from any password: one refusal must not carry the other down.
            Write::EnableUser { user, .. } | Write::EnableEmergency { user } => {
                Self::new(patch, user_path(&existing(user)?))
                    .with(&json!({ "accountEnabled": true }))
            }
            Write::RotatePassword { .. } => {
                return Err("a password is set only by way of its store".to_owned());
            }
            Write::MakeRolePermanent { principal, role } => permanent((*principal, *role), around),
            Write::IssueCredential { user, form, .. } => credential(existing(user)?, *form)?,
            Write::ScramblePassword { user } => new_password(*user)?.0,
            Write::DeleteMethod { user, kind, method: found } => {
                let below = kind.collection().ok_or("nothing deletes such a method")?;
                let id = segment(found);
                Self::new(delete, format!("/users/{user}/authentication/{below}/{id}"))
            }
            Write::Schedule(new) => schedule(new, around)?,
            Write::RemoveMemberSchedule { group, user } => Self::new(post, GROUP_SCHEDULE_REQUESTS)
                .with(&json!({
                    "action": "adminRemove",
                    "accessId": "member",
                    "justification": JUSTIFICATION,
                    "principalId": user,
                    "groupId": group,
                })),
            Write::RemoveEligibility { user, eligibility } => {
                no_longer_eligible(*user, eligibility)
            }
            Write::DeleteUser { user } => Self::new(delete, user_path(user)),
            Write::AssignRole { principal, role, scope } => {
                Self::new(post, ASSIGNMENTS).with(&json!({
                    "@odata.type": "#microsoft.graph.unifiedRoleAssignment",
                    "roleDefinitionId": role,
                    "principalId": existing(principal)?,
                    "directoryScopeId": scope,
                }))
            }
            Write::RemoveRoleAssignment { assignment, .. } => {
                Self::new(delete, format!("{ASSIGNMENTS}/{}", segment(assignment)))
            }
            Write::RemoveRoleSchedule { principal, role, scope } => {
                Self::new(post, SCHEDULE_REQUESTS).with(&json!({
                    "action": "adminRemove",
                    "justification": JUSTIFICATION,
                    "roleDefinitionId": role,
                    "principalId": principal,
                    "directoryScopeId": scope,
                }))
            }
            Write::AddMember { group, user } => {
                let reference = format!("{}/directoryObjects/{}", around.graph, existing(user)?);
                Self::new(post, format!("/groups/{}/members/$ref", existing(group)?))
                    .with(&json!({ "@odata.id": reference }))
            }
            Write::Adopt(adoption) => adopt(adoption, around),
            // Without `/$ref` this would delete the user.
            Write::RemoveMember { group, user } => {
                Self::new(delete, format!("/groups/{group}/members/{user}/$ref"))
            }
        })
    }
}

fn no_longer_eligible(user: ObjectId, eligibility: &Eligibility) -> Draft {
    let mut body = json!({
        "action": "adminRemove",
        "justification": JUSTIFICATION,
        "principalId": user,
    });
    let path = match eligibility {
        Eligibility::Role { role, scope } => {
            body["roleDefinitionId"] = json!(role);
            body["directoryScopeId"] = json!(scope);
            ROLE_ELIGIBILITY_REQUESTS
        }
        Eligibility::Membership { group } => {
            body["accessId"] = json!("member");
            body["groupId"] = json!(group);
            GROUP_ELIGIBILITY_REQUESTS
        }
    };
    Draft::new(Method::POST, path).with(&body)
}

fn second(at: jiff::Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_second(at.as_second()).unwrap_or(at)
}

/// PIM takes the end from an assignment that has one.
fn permanent((principal, role): (ObjectId, RoleDefinitionId), around: &Surroundings<'_>) -> Draft {
    Draft::new(Method::POST, SCHEDULE_REQUESTS).with(&json!({
        "action": "adminUpdate",
        "justification": EMERGENCY,
        "roleDefinitionId": role,
        "principalId": principal,
        "directoryScopeId": "/",
        "scheduleInfo": {
            "startDateTime": second(around.now),
            "expiration": { "type": "noExpiration" },
        },
    }))
}

/// Sets the two values that make an object ours and nothing else.
fn adopt(adoption: &Adoption, around: &Surroundings<'_>) -> Draft {
    let mut body = json!({});
    body[around.marker.extension(INSTALLATION)] = json!(adoption.installation);
    body[around.marker.extension(ADDRESS)] = json!(adoption.address);
    let collection = match adoption.address {
        Address::Group(_) => "groups",
        _ => "users",
    };
    Draft::new(Method::PATCH, format!("/{collection}/{}", adoption.object)).with(&body)
}

fn existing(subject: &Subject) -> Result<ObjectId, String> {
    subject.id().ok_or_else(|| "what the write refers to does not exist yet".to_owned())
}

fn new_group(group: &NewGroup, around: &Surroundings<'_>) -> Draft {
    let mut body = json!({
        "displayName": group.display_name,
        "mailEnabled": false,
        "mailNickname": group.mail_nickname,
        "securityEnabled": true,
    });
    if let Some(description) = &group.description {
        body["description"] = json!(description);
    }
    // Asked for only where it is wanted, since asking takes a further permission.
    if group.assignable_to_role {
        body["isAssignableToRole"] = json!(true);
    }
    body[around.marker.extension(INSTALLATION)] = json!(group.installation);
    body[around.marker.extension(ADDRESS)] = json!(group.address);
    let path = format!("/groups(uniqueName={})", segment(&literal(&group.unique_name)));
    Draft { creates_if_missing: true, ..Draft::new(Method::PATCH, path).with(&body) }
}

fn new_user(user: &NewUser, around: &Surroundings<'_>) -> Result<Draft, String> {
    let password = Password::generate().map_err(|error| error.to_string())?;
    let text = |value: &dyn ToString| Value::String(value.to_string()).to_string();
    // Written by hand, so that the password stands in no place that is not overwritten.
    let mut body = Zeroizing::new(Vec::with_capacity(4096));
    let fields: [(&str, String); 5] = [
        ("userPrincipalName", text(&user.user_principal_name)),
        ("displayName", text(&user.display_name)),
        ("mailNickname", text(&user.mail_nickname)),
        (&around.marker.extension(INSTALLATION), text(&user.installation)),
        (&around.marker.extension(ADDRESS), text(&user.address)),
    ];
    body.extend_from_slice(br#"{"accountEnabled":false"#);
    for (name, value) in fields {
        body.extend_from_slice(format!(r#","{name}":{value}"#).as_bytes());
    }
    body.extend_from_slice(
        br#","passwordProfile":{"forceChangePasswordNextSignIn":false,"password":""#,
    );
    // The alphabet of passwords has nothing that JSON escapes.
    body.extend_from_slice(password.expose().as_bytes());
    body.extend_from_slice(br#""}}"#);
    let body = Some(Bytes::from_owner(body));
    Ok(Draft { body, ..Draft::new(Method::POST, "/users") })
}

/// Makes a password and the request that sets it. Written by hand, so that the password stands in
/// no place that is not overwritten.
fn new_password(user: ObjectId) -> Result<(Draft, Password), String> {
    let password = Password::generate().map_err(|error| error.to_string())?;
    let mut body = Zeroizing::new(Vec::with_capacity(256));
    body.extend_from_slice(
        br#"{"passwordProfile":{"forceChangePasswordNextSignIn":false,"password":""#,
    );
    // The alphabet of passwords has nothing that JSON escapes.
    body.extend_from_slice(password.expose().as_bytes());
    body.extend_from_slice(br#""}}"#);
    let body = Some(Bytes::from_owner(body));
    Ok((Draft { body, ..Draft::new(Method::PATCH, format!("/users/{user}")) }, password))
}

fn credential(user: ObjectId, form: CredentialForm) -> Result<Draft, String> {
    match form {
        CredentialForm::Pass { minutes, once } => {
            let path = format!("/users/{user}/authentication/temporaryAccessPassMethods");
            Ok(Draft::new(Method::POST, path)
                .with(&json!({ "lifetimeInMinutes": minutes, "isUsableOnce": once })))
        }
        CredentialForm::Password => {
            let (draft, password) = new_password(user)?;
            Ok(Draft { password: Some(password), ..draft })
        }
    }
}

/// PIM lets what should have begun already begin now, so the length is counted from now.
fn schedule(new: &NewSchedule, around: &Surroundings<'_>) -> Result<Draft, String> {
    let start = new.start.max(second(around.now));
    let length = new.end.duration_since(start);
    let action = match new.action {
        ScheduleAction::Validate | ScheduleAction::Assign => "adminAssign",
        ScheduleAction::Extend => "adminUpdate",
    };
    let mut body = json!({
        "action": action,
        "justification": new.justification,
        "principalId": existing(&new.principal)?,
        "scheduleInfo": {
            "startDateTime": start,
            "expiration": { "type": "afterDuration", "duration": length.to_string() },
        },
    });
    if let Some(ticket) = &new.ticket {
        body["ticketInfo"] = json!({ "ticketNumber": ticket });
    }
    if new.action == ScheduleAction::Validate {
        body["isValidationOnly"] = json!(true);
    }
    Ok(match &new.privilege {
        Privilege::Role { role, scope } => {
            body["roleDefinitionId"] = json!(role);
            body["directoryScopeId"] = json!(scope);
            Draft::new(Method::POST, SCHEDULE_REQUESTS).with(&body)
        }
        Privilege::Membership { group } => {
            body["accessId"] = json!("member");
            body["groupId"] = json!(existing(group)?);
            Draft::new(Method::POST, GROUP_SCHEDULE_REQUESTS).with(&body)
        }
    })
}

/// Clears the grant and stamps its end, to the second.
fn ended(grant: Option<&GrantId>, before: Option<&str>, around: &Surroundings<'_>) -> Value {
    let stamp = EndStamp::after(before, grant.cloned(), second(around.now));
    let mut body = json!({});
    body[around.marker.extension(GRANT)] = Value::Null;
    body[around.marker.extension(ENDED)] = json!(stamp.to_string());
    body
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Draft, Surroundings};
    use crate::{
        domain::{DirectoryScope, Eligibility, GLOBAL_ADMINISTRATOR},
        graph::read::Marker,
        plan::{NewGroup, NewUser, Subject, Write},
    };

    const ID: &str = "11111111-0000-4000-8000-000000000001";
    const OTHER: &str = "22222222-0000-4000-8000-000000000002";
    const EXTENSION: &str = "extension_7d1e0000000040008000000000000001";

    fn draft(write: &Write) -> (String, Value, bool) {
        let app = "7d1e0000-0000-4000-8000-000000000001".parse().unwrap();
        let installation = "northwind-msp".parse().unwrap();
        let around = Surroundings {
            marker: &Marker { client_id: app, extensions_of: app, installation },
            graph: "https://localhost:8443/v1.0",
            now: "2026-11-23T10:00:00.75Z".parse().unwrap(),
        };
        let draft = Draft::of(write, &around).unwrap();
        let body = draft.body.map_or(Value::Null, |body| serde_json::from_slice(&body).unwrap());
        (format!("{} {}", draft.method, draft.path), body, draft.creates_if_missing)
    }

    fn user() -> Write {
        Write::CreateUser(NewUser {
            address: "jit/alice".parse().unwrap(),
            installation: "northwind-msp".parse().unwrap(),
            user_principal_name: "msp-alice@contoso.onmicrosoft.com".parse().unwrap(),
            display_name: "Alice \"A\" (MSP)".parse().unwrap(),
            mail_nickname: "msp-alice".to_owned(),
        })
    }

    #[test]
    fn a_new_account_is_disabled_marked_and_has_a_password_nobody_knows() {
        let (line, body, _) = draft(&user());
        assert_eq!(line, "POST /users");
        let password = body["passwordProfile"]["password"].as_str().unwrap();
        assert_eq!(password.len(), 32);
        assert_eq!(
            body,
            json!({
                "accountEnabled": false,
                "userPrincipalName": "msp-alice@contoso.onmicrosoft.com",
                "displayName": "Alice \"A\" (MSP)",
                "mailNickname": "msp-alice",
                format!("{EXTENSION}_tenantryInstallation"): "northwind-msp",
                format!("{EXTENSION}_tenantryAddress"): "jit/alice",
                "passwordProfile": {"forceChangePasswordNextSignIn": false, "password": password},
            })
        );
        assert_ne!(draft(&user()).1["passwordProfile"], body["passwordProfile"]);
    }

    #[test]
    fn a_new_group_is_made_by_its_key() {
        let group = Write::CreateGroup(NewGroup {
            address: "groups/Ops".parse().unwrap(),
            installation: "northwind-msp".parse().unwrap(),
            unique_name: "tenantry.northwind-msp.ops".to_owned(),
            display_name: "Ops".parse().unwrap(),
            description: None,
            mail_nickname: "ops".to_owned(),
            assignable_to_role: true,
        });
        let (line, body, creates) = draft(&group);
        assert_eq!(line, "PATCH /groups(uniqueName=%27tenantry.northwind-msp.ops%27)");
        assert!(creates);
        assert_eq!(
            body,
            json!({
                "displayName": "Ops", "mailEnabled": false, "mailNickname": "ops", "securityEnabled": true,
                "isAssignableToRole": true,
                format!("{EXTENSION}_tenantryInstallation"): "northwind-msp",
                format!("{EXTENSION}_tenantryAddress"): "groups/Ops",
            })
        );
    }

    #[test]
    fn every_other_write_is_this_one_request() {
        let id = || ID.parse().unwrap();
        let other = || Subject::Existing(OTHER.parse().unwrap());
        let scope = DirectoryScope::AdministrativeUnit(OTHER.parse().unwrap());
        let role = GLOBAL_ADMINISTRATOR;
        let domain = || "admin.contoso.com".parse().unwrap();
        let table = [
            (
                Write::CreateDomain { domain: domain() },
                "POST /domains".to_owned(),
                json!({"id": "admin.contoso.com"}),
            ),
            (
                Write::VerifyDomain { domain: domain() },
                "POST /domains/admin.contoso.com/verify".to_owned(),
                Value::Null,
            ),
            (
                Write::UpdateGroup {
                    group: id(),
                    display_name: None,
                    description: Some("x".to_owned()),
                },
                format!("PATCH /groups/{ID}"),
                json!({"description": "x"}),
            ),
            (Write::DeleteGroup { group: id() }, format!("DELETE /groups/{ID}"), Value::Null),
            (
                Write::UpdateUser { user: id(), display_name: "A".parse().unwrap() },
                format!("PATCH /users/{ID}"),
                json!({"displayName": "A"}),
            ),
            (
                Write::DisableUser { user: id() },
                format!("PATCH /users/{ID}"),
                json!({"accountEnabled": false}),
            ),
            (
                Write::RevokeSessions { user: id() },
                format!("POST /users/{ID}/revokeSignInSessions"),
                Value::Null,
            ),
            (
                Write::EndGrant { user: id(), grant: None, before: None },
                format!("PATCH /users/{ID}"),
                json!({
                    format!("{EXTENSION}_tenantryGrant"): null,
                    format!("{EXTENSION}_tenantryEnded"): "- 2026-11-23T10:00:00Z",
                }),
            ),
            (Write::DeleteUser { user: id() }, format!("DELETE /users/{ID}"), Value::Null),
            (
                Write::AssignRole { principal: other(), role, scope: scope.clone() },
                "POST /roleManagement/directory/roleAssignments".to_owned(),
                json!({
                    "@odata.type": "#microsoft.graph.unifiedRoleAssignment",
                    "roleDefinitionId": role, "principalId": OTHER,
                    "directoryScopeId": format!("/administrativeUnits/{OTHER}"),
                }),
            ),
            (
                Write::RemoveRoleAssignment {
                    assignment: "a-_1".to_owned(),
                    principal: id(),
                    role,
                    scope,
                },
                "DELETE /roleManagement/directory/roleAssignments/a-_1".to_owned(),
                Value::Null,
            ),
            (
                Write::RemoveRoleSchedule { principal: id(), role, scope: DirectoryScope::Tenant },
                "POST /roleManagement/directory/roleAssignmentScheduleRequests".to_owned(),
                json!({
                    "action": "adminRemove", "justification": "tenantry ends this access",
                    "roleDefinitionId": role, "principalId": ID, "directoryScopeId": "/",
                }),
            ),
            (
                Write::AddMember { group: Subject::Existing(id()), user: other() },
                format!("POST /groups/{ID}/members/$ref"),
                json!({"@odata.id": format!("https://localhost:8443/v1.0/directoryObjects/{OTHER}")}),
            ),
            (
                Write::RemoveMember { group: id(), user: OTHER.parse().unwrap() },
                format!("DELETE /groups/{ID}/members/{OTHER}/$ref"),
                Value::Null,
            ),
        ];
        for (write, line, body) in table {
            assert_eq!(draft(&write), (line, body, false), "{write:?}");
        }
    }

    #[test]
    fn what_may_be_taken_up_is_taken_by_a_request_to_pim() {
        let id = || ID.parse().unwrap();
        let role = GLOBAL_ADMINISTRATOR;
        let table = [
            (
                Write::RemoveEligibility {
                    user: id(),
                    eligibility: Eligibility::Role { role, scope: DirectoryScope::Tenant },
                },
                "POST /roleManagement/directory/roleEligibilityScheduleRequests".to_owned(),
                json!({
                    "action": "adminRemove", "justification": "tenantry ends this access",
                    "roleDefinitionId": role, "principalId": ID, "directoryScopeId": "/",
                }),
            ),
            (
                Write::RemoveEligibility {
                    user: id(),
                    eligibility: Eligibility::Membership { group: id() },
                },
                "POST /identityGovernance/privilegedAccess/group/eligibilityScheduleRequests"
                    .to_owned(),
                json!({
                    "action": "adminRemove", "justification": "tenantry ends this access",
                    "accessId": "member", "principalId": ID, "groupId": ID,
                }),
            ),
        ];
        for (write, request, body) in table {
            assert_eq!(draft(&write), (request, body, false), "{write:?}");
        }
    }
}
