//! Reading users, and the operations that the other files of this room do.

use std::borrow::Cow;

use super::{activity, create, remove, update};
use crate::sandbox::directory::collection::{Listing, count, list, one};
use crate::sandbox::directory::context::Context;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::{ObjectKind, identify};
use crate::sandbox::directory::operation::{Operation, delete, get, patch, post};
use crate::sandbox::directory::permission::{
    NOTHING, USER_CREATE, USER_DELETE, USER_READ, USER_REVOKE,
};
use crate::sandbox::odata::facts::USER;
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

pub(in super::super) const OPERATIONS: &[Operation] = &[
    get("/users", USER_READ, list_all),
    get("/users/$count", USER_READ, count_all),
    post("/users", USER_CREATE, create::create),
    get("/users/{id}", USER_READ, get_one),
    // Each property of a user has permissions of its own.
    patch("/users/{id}", NOTHING, update::update),
    delete("/users/{id}", USER_DELETE, remove::remove),
    post("/users/{id}/revokeSignInSessions", USER_REVOKE, update::revoke),
];

fn all<'a>(context: &'a Context<'_>) -> Listing<'a> {
    let items = context.tenant.rows(Table::Users).map(|(_, row)| Cow::Borrowed(row)).collect();
    Listing { entity: &USER, name: "users".to_owned(), items }
}

fn list_all(context: &mut Context<'_>) -> Result<Response, Failure> {
    activity::require(context)?;
    list(context, all(context))
}

fn count_all(context: &mut Context<'_>) -> Result<Response, Failure> {
    count(context, all(context))
}

fn get_one(context: &mut Context<'_>) -> Result<Response, Failure> {
    activity::require(context)?;
    let id = identify(context.tenant, ObjectKind::User, context.key(0))?;
    let found = context.tenant.get(Table::Users, &id).ok_or_else(|| Failure::missing(&id))?;
    one(context, &USER, "users", found)
}
