//! `organization`.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::collection::{Listing, list, one};
use super::context::Context;
use super::failure::Failure;
use super::objects::{canonical, is_true, text};
use super::operation::{Operation, get};
use super::permission::ORGANIZATION_READ;
use crate::sandbox::odata::facts::ORGANIZATION;
use crate::sandbox::store::{Table, Tenant};
use crate::sandbox::wire::Response;

pub(super) const OPERATIONS: &[Operation] = &[
    get("/organization", ORGANIZATION_READ, list_all),
    get("/organization/{id}", ORGANIZATION_READ, get_one),
];

fn list_all(context: &mut Context<'_>) -> Result<Response, Failure> {
    let items =
        context.tenant.rows(Table::Organization).map(|(_, row)| Cow::Borrowed(row)).collect();
    list(context, Listing { entity: &ORGANIZATION, name: "organization".to_owned(), items })
}

fn get_one(context: &mut Context<'_>) -> Result<Response, Failure> {
    let id = canonical(context.key(0));
    let found =
        context.tenant.get(Table::Organization, &id).ok_or_else(|| Failure::missing(&id))?;
    one(context, &ORGANIZATION, "organization", found)
}

/// Returns what `organization` says of the tenant's verified domains.
pub(super) fn verified_domains(tenant: &Tenant) -> Value {
    let domains =
        tenant.rows(Table::Domains).map(|(_, row)| row).filter(|row| is_true(row, "isVerified"));
    domains
        .map(|row| {
            json!({
                "capabilities": "Email, OfficeCommunicationsOnline",
                "isDefault": is_true(row, "isDefault"),
                "isInitial": is_true(row, "isInitial"),
                "name": text(row, "id"),
                "type": text(row, "authenticationType"),
            })
        })
        .collect()
}
