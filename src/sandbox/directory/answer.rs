//! The way in: finds the operation, asks for its permissions, runs it.

use jiff::Timestamp;

use super::context::Context;
use super::failure::Failure;
use super::operation::Operation;
use super::{
    administrative_units, applications, authentication, deleted_items, directory_objects, domains,
    groups, organization, path, policies, privileged_access, roles, schedules, service_principals,
    users,
};
use crate::sandbox::store::Tenant;
use crate::sandbox::wire::{Caller, Request, Response};

/// Everything served, group by group.
const OPERATIONS: [&[Operation]; 19] = [
    administrative_units::OPERATIONS,
    applications::OPERATIONS,
    authentication::OPERATIONS,
    authentication::PASS_OPERATIONS,
    deleted_items::OPERATIONS,
    directory_objects::OPERATIONS,
    domains::OPERATIONS,
    groups::OPERATIONS,
    organization::OPERATIONS,
    policies::ACCESS_OPERATIONS,
    policies::AUTHENTICATION_OPERATIONS,
    policies::ROLE_OPERATIONS,
    policies::SECURITY_OPERATIONS,
    privileged_access::OPERATIONS,
    roles::OPERATIONS,
    schedules::OPERATIONS,
    service_principals::OPERATIONS,
    users::OPERATIONS,
    users::MEMBERSHIP_OPERATIONS,
];

/// Answers one request to the directory. What it changes is recorded in the tenant; a refused
/// request changes nothing. Pure but for the ids and salts it makes up.
#[must_use]
pub fn answer(tenant: &mut Tenant, caller: &Caller, request: &Request, now: Timestamp) -> Response {
    let outcome = find(request).and_then(|(operation, caught)| {
        let mut context = Context { tenant, caller, request, now, caught };
        if !context.meets(operation.needs) {
            return Err(operation.refusal());
        }
        privileged_access::settle(context.tenant, now);
        (operation.run)(&mut context)
    });
    outcome.unwrap_or_else(|failure| failure.respond(request, now))
}

/// Finds the operation; of several patterns that fit, the one with the fewest braces.
fn find(request: &Request) -> Result<(&'static Operation, Vec<String>), Failure> {
    let segments = path::split(&request.path);
    let operations = || OPERATIONS.into_iter().flatten();
    let fitting = || {
        operations()
            .filter_map(|operation| Some((operation, path::catch(operation.path, &segments)?)))
    };
    let Some(fewest) = fitting().map(|(_, caught)| caught.len()).min() else {
        let known = operations()
            .map(|operation| path::shared(operation.path, &segments))
            .max()
            .unwrap_or(0);
        let unknown = segments.get(known).or(segments.last()).map_or("", String::as_str);
        let message = format!("Resource not found for the segment '{unknown}'.");
        return Err(Failure::new(400, "BadRequest", message));
    };
    fitting()
        .find(|(operation, caught)| operation.method == request.method && caught.len() == fewest)
        .ok_or_else(|| {
            Failure::new(
                405,
                "Request_BadRequest",
                "Specified HTTP method is not allowed for the request target.",
            )
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::trial::{ALICE, Trial};

    #[test]
    fn unknown_paths_and_methods_are_refused_as_graph_does() {
        let mut trial = Trial::new(&["User.Read.All"]);
        for (method, path, status, message) in [
            ("GET", "/nonsense", 400, "Resource not found for the segment 'nonsense'."),
            ("GET", "/users/x/nonsense", 400, "Resource not found for the segment 'nonsense'."),
            ("GET", "/users/x/memberOf/y/z", 400, "Resource not found for the segment 'y'."),
            ("PUT", "/users", 405, "Specified HTTP method is not allowed for the request target."),
            (
                "DELETE",
                "/users",
                405,
                "Specified HTTP method is not allowed for the request target.",
            ),
        ] {
            let response = trial.ask(method, path, None);
            assert_eq!(response.status, status, "{method} {path}");
            assert_eq!(response.body.unwrap()["error"]["message"], message, "{method} {path}");
        }
    }

    #[test]
    fn errors_have_graphs_form() {
        let mut trial = Trial::new(&[]);
        let response = trial.ask("GET", &format!("/users/{ALICE}"), None);
        assert_eq!(response.status, 403);
        assert_eq!(
            response.body,
            Some(json!({"error": {
                "code": "Authorization_RequestDenied",
                "message": "Insufficient privileges to complete the operation.",
                "innerError": {
                    "date": "2026-11-23T12:00:00",
                    "request-id": "00000000-0000-0000-0000-000000000000",
                    "client-request-id": "mine",
                },
            }}))
        );
    }

    #[test]
    fn every_operation_asks_for_a_permission() {
        let path = |pattern: &str| {
            let segments =
                pattern.split('/').map(|part| if part.starts_with('{') { ALICE } else { part });
            segments.collect::<Vec<_>>().join("/")
        };
        for operation in super::OPERATIONS.into_iter().flatten() {
            let mut trial = Trial::new(&[]);
            trial.tenant.put(
                crate::sandbox::store::Table::DeletedItems,
                ALICE,
                json!({"id": ALICE, "@odata.type": "#microsoft.graph.user", "deletedDateTime": "2026-11-23T11:00:00Z"}),
            );
            trial.tenant.take_recorded();
            let response =
                trial.ask(operation.method, &path(operation.path), Some(json!({"a": 1})));
            assert_eq!(response.status, 403, "{} {}", operation.method, operation.path);
            assert!(
                trial.tenant.take_recorded().is_empty(),
                "{} {}",
                operation.method,
                operation.path
            );
        }
    }

    use proptest::prelude::*;

    fn words() -> impl Strategy<Value = String> {
        let known = prop::sample::select(vec![
            "users",
            "groups",
            "members",
            "$ref",
            "$count",
            "(",
            ")",
            "'",
            "/",
            "=",
            ",",
            "uniqueName='",
            "a@b.c",
            ALICE,
            "domains",
            "directory",
            "deletedItems",
            "microsoft.graph.user",
            "roleManagement",
            "roleAssignments",
            "displayName",
            " eq ",
            " in ",
            "any(x:",
            "not",
            "id",
            "$select",
            "\u{e9}",
            "applications",
            "verify",
            "authentication",
            "methods",
            "temporaryAccessPassMethods",
            "policies",
            "roleManagementPolicyAssignments",
            "scopeId eq '/' and scopeType eq 'DirectoryRole'",
            "policy($expand=rules)",
            "identityGovernance/privilegedAccess/group/assignmentSchedules",
        ]);
        let part = prop_oneof![4 => known.prop_map(str::to_owned), 1 => "\\PC{0,6}"];
        prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

        /// Whatever is asked, there is an answer, and a refusal has Graph's form.
        #[test]
        fn anything_is_answered(
            method in prop::sample::select(vec!["GET", "POST", "PATCH", "DELETE", "PUT"]),
            path in words(), option in prop::sample::select(vec!["$filter", "$select", "$expand", "$orderby", "$search", "$skiptoken"]),
            value in words(), property in words(),
        ) {
            let all: Vec<_> = crate::sandbox::catalog::PERMISSIONS.iter().map(|(name, _)| *name).collect();
            let mut trial = Trial::new(&all);
            let query = format!("/{}?{option}={}", path.replace(['?', '&'], ""), value.replace('&', ""));
            let body = json!({"@odata.id": value, property: [value, null, {"a": 1}]});
            let response = trial.ask(method, &query, Some(body));
            prop_assert!((200..500).contains(&response.status));
            if response.status >= 400 {
                prop_assert!(response.body.unwrap()["error"]["code"].is_string());
            }
        }
    }
}
