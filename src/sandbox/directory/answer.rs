//! The way in: finds the operation, asks for its permissions, runs it.

use jiff::Timestamp;

use super::context::Context;
use super::failure::Failure;
use super::operation::Operation;
use super::{
    administrative_units, applications, deleted_items, directory_objects, domains, groups,
    organization, path, policies, roles, schedules, service_principals, users,
};
use crate::sandbox::store::Tenant;
use crate::sandbox::wire::{Caller, Request, Response};

/// Everything served, group by group.
const OPERATIONS: [&[Operation]; 13] = [
    administrative_units::OPERATIONS,
    applications::OPERATIONS,
    deleted_items::OPERATIONS,
    directory_objects::OPERATIONS,
    domains::OPERATIONS,
    groups::OPERATIONS,
    organization::OPERATIONS,
    policies::OPERATIONS,
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
        let mut context = Context {
            tenant,
            caller,
            request,
            now,
            caught,
        };
        context.require(operation.needs)?;
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
        let unknown = segments
            .get(known)
            .or(segments.last())
            .map_or("", String::as_str);
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
