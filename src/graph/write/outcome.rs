//! What the answer to a write means.

use crate::{
    apply::WriteError,
    domain::ObjectId,
    graph::{
        failure::{Failure, GraphProblem},
        transport::Answer,
    },
    plan::Write,
};

/// What a write came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is done, or was so already.
    Done,
    /// It is done and made this object.
    Created(ObjectId),
    /// The object with this key was there already and was updated.
    Updated,
    /// The domain's record is not there yet.
    Unverified,
    /// The marker's extensions are not known to the server yet, moments after they were defined.
    NoExtensions(WriteError),
}

/// Judges what became of a write.
pub(super) fn judge(write: &Write, sent: Result<Answer, Failure>) -> Result<Outcome, WriteError> {
    let answer = match sent {
        Ok(answer) => answer,
        Err(Failure::SignIn(refusal)) => {
            return Err(WriteError::NotSent { message: refusal.message });
        }
        Err(Failure::NotSent(message)) => return Err(WriteError::NotSent { message }),
        Err(Failure::Cut { message, request_id }) => {
            return Err(WriteError::Ambiguous { message, request_id });
        }
    };
    if (200..300).contains(&answer.status) {
        return success(write, &answer);
    }
    let problem = GraphProblem::read(&answer.body);
    let request_id = answer.request_id().or_else(|| problem.request_id.clone());
    if is_so_already(write, answer.status, &problem) {
        return Ok(Outcome::Done);
    }
    match answer.status {
        400 if matches!(write, Write::VerifyDomain { .. }) => Ok(Outcome::Unverified),
        400 if says(&problem, "extension properties are not available") => {
            Ok(Outcome::NoExtensions(refused(answer.status, problem, request_id)))
        }
        // Graph says so of objects that were made moments ago.
        400 if says(&problem, "objects being referenced don't exist")
            || says(&problem, "not a valid reference update") =>
        {
            Err(WriteError::NotFound { message: problem.message, request_id })
        }
        404 => Err(WriteError::NotFound { message: explained(&problem, 404), request_id }),
        429 => Err(WriteError::NotSent { message: "throttled until patience ran out".to_owned() }),
        408 | 500..=599 => {
            Err(WriteError::Ambiguous { message: explained(&problem, answer.status), request_id })
        }
        status => Err(refused(status, problem, request_id)),
    }
}

fn success(write: &Write, answer: &Answer) -> Result<Outcome, WriteError> {
    let unusable = |what: &str| WriteError::Ambiguous {
        message: format!("the answer {what}"),
        request_id: answer.request_id(),
    };
    match write {
        Write::CreateGroup(_) if answer.status == 204 => Ok(Outcome::Updated),
        Write::CreateGroup(_) | Write::CreateUser(_) => {
            let body: serde_json::Value =
                serde_json::from_slice(&answer.body).map_err(|_| unusable("is not whole"))?;
            let id = body["id"].as_str().and_then(|id| id.parse().ok());
            id.map(Outcome::Created).ok_or_else(|| unusable("does not name the new object"))
        }
        Write::VerifyDomain { .. } => {
            let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            Ok(if body["isVerified"] == false { Outcome::Unverified } else { Outcome::Done })
        }
        _ => Ok(Outcome::Done),
    }
}

/// Returns whether a refusal says that nothing is left to do.
fn is_so_already(write: &Write, status: u16, problem: &GraphProblem) -> bool {
    match write {
        Write::DeleteGroup { .. }
        | Write::DeleteUser { .. }
        | Write::DeleteMethod { .. }
        | Write::RemoveRoleAssignment { .. }
        | Write::RemoveMember { .. }
            if status == 404 =>
        {
            true
        }
        Write::RemoveMember { .. } => {
            status == 400 && says(problem, "removed object references do not exist")
        }
        Write::AddMember { .. } => {
            status == 400 && says(problem, "added object references already exist")
        }
        Write::AssignRole { .. } => {
            problem.code == "RoleAssignmentExists"
                || (matches!(status, 400 | 409)
                    && (problem.has_detail("ConflictingObjects")
                        || says(problem, "a conflicting object with")))
        }
        Write::RemoveRoleSchedule { .. }
        | Write::RemoveMemberSchedule { .. }
        | Write::RemoveEligibility { .. } => problem.code == "RoleAssignmentDoesNotExist",
        Write::CreateDomain { .. } => problem.has_conflict("id"),
        _ => false,
    }
}

fn says(problem: &GraphProblem, words: &str) -> bool {
    problem.message.to_ascii_lowercase().contains(words)
}

fn explained(problem: &GraphProblem, status: u16) -> String {
    if problem.message.is_empty() {
        format!("no explanation ({status})")
    } else {
        problem.message.clone()
    }
}

fn refused(status: u16, problem: GraphProblem, request_id: Option<String>) -> WriteError {
    let message = explained(&problem, status);
    WriteError::Refused { status, code: problem.code, message, request_id }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderMap, HeaderValue};
    use serde_json::{Value, json};

    use super::{Outcome, judge};
    use crate::{
        apply::WriteError,
        domain::{DirectoryScope, GLOBAL_ADMINISTRATOR},
        graph::{failure::Failure, transport::Answer},
        plan::{NewUser, Subject, Write},
    };

    const ID: &str = "11111111-0000-4000-8000-000000000001";

    #[expect(clippy::unnecessary_wraps, reason = "it stands for an exchange that could fail")]
    fn answer(status: u16, body: &Value) -> Result<Answer, Failure> {
        let mut headers = HeaderMap::new();
        headers.insert("request-id", HeaderValue::from_static("r-1"));
        Ok(Answer { status, headers, body: body.to_string().into() })
    }

    fn error(code: &str, message: &str) -> Value {
        json!({"error": {"code": code, "message": message}})
    }

    fn new_user() -> Write {
        Write::CreateUser(NewUser {
            address: "jit/alice".parse().unwrap(),
            installation: "northwind-msp".parse().unwrap(),
            user_principal_name: "a@contoso.onmicrosoft.com".parse().unwrap(),
            display_name: "Alice".parse().unwrap(),
            mail_nickname: "a".to_owned(),
        })
    }

    fn add() -> Write {
        let id = Subject::Existing(ID.parse().unwrap());
        Write::AddMember { group: id.clone(), user: id }
    }

    #[test]
    fn what_is_so_already_is_done() {
        let id = || ID.parse().unwrap();
        let (role, scope) = (GLOBAL_ADMINISTRATOR, DirectoryScope::Tenant);
        let gone = error("Request_ResourceNotFound", "Resource does not exist.");
        let table = [
            (Write::RemoveMember { group: id(), user: id() }, 404, gone.clone()),
            (Write::DeleteUser { user: id() }, 404, gone.clone()),
            (Write::DeleteGroup { group: id() }, 404, gone.clone()),
            (
                Write::RemoveRoleAssignment {
                    assignment: "a".to_owned(),
                    principal: id(),
                    role,
                    scope: scope.clone(),
                },
                404,
                gone,
            ),
            (
                Write::RemoveMember { group: id(), user: id() },
                400,
                error(
                    "Request_BadRequest",
                    "One or more removed object references do not exist for the following modified properties: 'members'.",
                ),
            ),
            (
                add(),
                400,
                error(
                    "Request_BadRequest",
                    "One or more added object references already exist for the following modified properties: 'members'.",
                ),
            ),
            (
                Write::AssignRole {
                    principal: Subject::Existing(id()),
                    role,
                    scope: scope.clone(),
                },
                400,
                error(
                    "Request_BadRequest",
                    "A conflicting object with one or more of the specified property values is present in the directory.",
                ),
            ),
            (
                Write::RemoveRoleSchedule { principal: id(), role, scope: scope.clone() },
                400,
                error("RoleAssignmentDoesNotExist", "The Role assignment does not exist."),
            ),
            (
                Write::CreateDomain { domain: "contoso.com".parse().unwrap() },
                400,
                json!({"error": {"code": "Request_BadRequest", "message": "x", "details": [{"code": "ObjectConflict", "target": "id"}]}}),
            ),
        ];
        for (write, status, body) in table {
            assert_eq!(judge(&write, answer(status, &body)), Ok(Outcome::Done), "{write:?}");
        }
    }

    #[test]
    fn the_rest_tells_whether_it_happened() {
        let is_ambiguous = |result: &Result<Outcome, WriteError>| {
            matches!(result, Err(WriteError::Ambiguous { .. }))
        };
        let gone = error("Request_ResourceNotFound", "x");
        let disable = || Write::DisableUser { user: ID.parse().unwrap() };
        assert!(matches!(judge(&disable(), answer(404, &gone)), Err(WriteError::NotFound { .. })));
        let fresh = error(
            "Request_BadRequest",
            "The source resource object or one of the objects being referenced don't exist.",
        );
        assert!(matches!(judge(&add(), answer(400, &fresh)), Err(WriteError::NotFound { .. })));
        for status in [500, 502, 503, 504, 408] {
            assert!(is_ambiguous(&judge(&disable(), answer(status, &json!({})))), "{status}");
        }
        let cut = Failure::Cut { message: "reset".to_owned(), request_id: None };
        assert!(is_ambiguous(&judge(&disable(), Err(cut))));
        let never = judge(&disable(), Err(Failure::NotSent("refused".to_owned())));
        assert!(matches!(never, Err(WriteError::NotSent { .. })));
        assert!(matches!(
            judge(&disable(), answer(429, &json!({}))),
            Err(WriteError::NotSent { .. })
        ));
        for status in [301, 400, 401, 403, 409, 412] {
            let result = judge(&disable(), answer(status, &error("Code", "Words.")));
            let expected = WriteError::Refused {
                status,
                code: "Code".to_owned(),
                message: "Words.".to_owned(),
                request_id: Some("r-1".to_owned()),
            };
            assert_eq!(result, Err(expected));
        }
    }

    #[test]
    fn creations_name_what_they_made() {
        assert_eq!(
            judge(&new_user(), answer(201, &json!({"id": ID}))),
            Ok(Outcome::Created(ID.parse().unwrap()))
        );
        let unnamed = judge(&new_user(), answer(201, &json!({})));
        assert!(
            matches!(unnamed, Err(WriteError::Ambiguous { .. })),
            "it exists, but which is it?"
        );
        let early = error(
            "Request_BadRequest",
            "The following extension properties are not available: extension_x.",
        );
        assert!(matches!(judge(&new_user(), answer(400, &early)), Ok(Outcome::NoExtensions(_))));
        let verify = Write::VerifyDomain { domain: "contoso.com".parse().unwrap() };
        assert_eq!(judge(&verify, answer(200, &json!({"isVerified": true}))), Ok(Outcome::Done));
        assert_eq!(
            judge(&verify, answer(400, &error("Request_BadRequest", "x"))),
            Ok(Outcome::Unverified)
        );
        assert!(judge(&verify, answer(403, &error("Authorization_RequestDenied", "x"))).is_err());
    }
}
