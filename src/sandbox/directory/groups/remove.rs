//! `DELETE /groups/{id}`.

use super::rules;
use crate::sandbox::directory::context::{Context, no_content};
use crate::sandbox::directory::deleted_items;
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::{ObjectKind, identify, text};
use crate::sandbox::directory::roles;
use crate::sandbox::wire::Response;

pub(super) fn remove(context: &mut Context<'_>) -> Result<Response, Failure> {
    let id = identify(context.tenant, ObjectKind::Group, context.key(0))?;
    rules::require_writable(context, &id)?;
    roles::keeps_global_administrator(context, |row| text(row, "principalId") != id)?;
    deleted_items::soft_delete(context, ObjectKind::Group, &id)?;
    Ok(no_content())
}
