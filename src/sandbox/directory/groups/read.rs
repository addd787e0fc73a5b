//! Reading groups and what is around them, and the operations that the other files of this room do.

use std::borrow::Cow;

use serde_json::Value;

use super::{create, links, remove, update};
use crate::sandbox::directory::collection::{Listing, count, list, one};
use crate::sandbox::directory::context::Context;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::memberships;
use crate::sandbox::directory::objects::{ObjectKind, identify, text};
use crate::sandbox::directory::operation::{Operation, delete, get, patch, post};
use crate::sandbox::directory::permission::{
    GROUP_CREATE, GROUP_DELETE, GROUP_MEMBER_OF, GROUP_READ, MEMBERS_READ, MEMBERS_WRITE, NOTHING,
    OWNERS_WRITE,
};
use crate::sandbox::odata::Problem;
use crate::sandbox::odata::facts::{DIRECTORY_OBJECT, GROUP};
use crate::sandbox::store::Table;
use crate::sandbox::wire::Response;

pub(in super::super) const OPERATIONS: &[Operation] = &[
    get("/groups", GROUP_READ, list_all),
    get("/groups/$count", GROUP_READ, |context| count(context, all(context))),
    post("/groups", GROUP_CREATE, create::create),
    get("/groups/{id}", GROUP_READ, get_one),
    // Creating, updating and adding members take different permissions.
    patch("/groups/{id}", NOTHING, update::update),
    delete("/groups/{id}", GROUP_DELETE, remove::remove),
    get("/groups/{id}/members", MEMBERS_READ, |context| show(context, Around::Members)),
    get("/groups/{id}/members/$count", MEMBERS_READ, |context| tally(context, Around::Members)),
    get("/groups/{id}/members/microsoft.graph.user", MEMBERS_READ, |context| {
        cast(context, Around::Members, ObjectKind::User)
    }),
    post("/groups/{id}/members/$ref", MEMBERS_WRITE, |context| links::add(context, links::MEMBERS)),
    delete("/groups/{id}/members/{member}/$ref", MEMBERS_WRITE, |context| {
        links::remove(context, links::MEMBERS)
    }),
    get("/groups/{id}/transitiveMembers", MEMBERS_READ, |context| {
        show(context, Around::TransitiveMembers)
    }),
    get("/groups/{id}/transitiveMembers/$count", MEMBERS_READ, |context| {
        tally(context, Around::TransitiveMembers)
    }),
    get("/groups/{id}/transitiveMembers/microsoft.graph.user", MEMBERS_READ, |context| {
        cast(context, Around::TransitiveMembers, ObjectKind::User)
    }),
    get("/groups/{id}/transitiveMembers/microsoft.graph.group", MEMBERS_READ, |context| {
        cast(context, Around::TransitiveMembers, ObjectKind::Group)
    }),
    get("/groups/{id}/owners", MEMBERS_READ, |context| show(context, Around::Owners)),
    post("/groups/{id}/owners/$ref", OWNERS_WRITE, |context| links::add(context, links::OWNERS)),
    delete("/groups/{id}/owners/{owner}/$ref", OWNERS_WRITE, |context| {
        links::remove(context, links::OWNERS)
    }),
    get("/groups/{id}/memberOf", GROUP_MEMBER_OF, |context| show(context, Around::MemberOf)),
    get("/groups/{id}/transitiveMemberOf", GROUP_MEMBER_OF, |context| {
        show(context, Around::TransitiveMemberOf)
    }),
];

/// A navigation from a group.
#[derive(Debug, Clone, Copy)]
enum Around {
    Members,
    TransitiveMembers,
    Owners,
    MemberOf,
    TransitiveMemberOf,
}

fn all<'a>(context: &'a Context<'_>) -> Listing<'a> {
    let items = context.tenant.rows(Table::Groups).map(|(_, row)| Cow::Borrowed(row)).collect();
    Listing { entity: &GROUP, name: "groups".to_owned(), items }
}

fn list_all(context: &mut Context<'_>) -> Result<Response, Failure> {
    list(context, all(context))
}

fn get_one(context: &mut Context<'_>) -> Result<Response, Failure> {
    let id = identify(context.tenant, ObjectKind::Group, context.key(0))?;
    let found = context.tenant.get(Table::Groups, &id).ok_or_else(|| Failure::missing(&id))?;
    one(context, &GROUP, "groups", found)
}

fn around(context: &Context<'_>, what: Around) -> Result<Vec<Value>, Failure> {
    let id = identify(context.tenant, ObjectKind::Group, context.key(0))?;
    let tenant = &*context.tenant;
    let mut found = match what {
        Around::Members => memberships::under(tenant, Table::GroupMembers, &id),
        Around::TransitiveMembers => {
            memberships::objects(tenant, memberships::transitive_members(tenant, &id))
        }
        Around::Owners => memberships::owners(tenant, &id),
        Around::MemberOf => memberships::of(tenant, context.now, &id),
        Around::TransitiveMemberOf => memberships::transitive(tenant, context.now, &id),
    };
    found.sort_by(|left, right| text(left, "id").cmp(text(right, "id")));
    Ok(found)
}

fn mixed(found: Vec<Value>) -> Listing<'static> {
    let items = found.into_iter().map(Cow::Owned).collect();
    Listing { entity: &DIRECTORY_OBJECT, name: "directoryObjects".to_owned(), items }
}

fn show(context: &mut Context<'_>, what: Around) -> Result<Response, Failure> {
    let found = around(context, what)?;
    list(context, mixed(found))
}

fn tally(context: &mut Context<'_>, what: Around) -> Result<Response, Failure> {
    let found = around(context, what)?;
    count(context, mixed(found))
}

/// Casts are advanced queries.
fn cast(context: &mut Context<'_>, what: Around, kind: ObjectKind) -> Result<Response, Failure> {
    if !context.has_header("consistencylevel", "eventual") {
        return Err(Problem::needs_advanced("cast").into());
    }
    let odata_type = kind.odata_type();
    let mut found = around(context, what)?;
    found.retain(|object| text(object, "@odata.type") == odata_type);
    let items = found.into_iter().map(Cow::Owned).collect();
    let name = format!("{}s", kind.entity().name);
    list(context, Listing { entity: kind.entity(), name, items })
}
