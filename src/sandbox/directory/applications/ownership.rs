//! Which application a path names, and whether the caller may see or change it.

use serde_json::Value;

use crate::sandbox::directory::context::Context;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::memberships::application_owners;
use crate::sandbox::directory::objects::{ObjectKind, identify};
use crate::sandbox::directory::permission::Needs;
use crate::sandbox::store::Table;

/// Finds the application that the path names. A caller without one of the broad permissions must
/// own it.
pub(super) fn named(context: &Context<'_>, broad: Needs) -> Result<(String, Value), Failure> {
    let id = identify(context.tenant, ObjectKind::Application, context.key(0))?;
    let row = context
        .tenant
        .get(Table::Applications, &id)
        .cloned()
        .ok_or_else(|| Failure::missing(&id))?;
    let caller = context.caller.principal_id.to_string();
    if context.meets(broad) || application_owners(&row).contains(&caller) {
        return Ok((id, row));
    }
    Err(Failure::denied())
}
