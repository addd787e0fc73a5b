//! `DELETE /users/{id}`.

use crate::sandbox::directory::context::{Context, no_content};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::{ObjectKind, identify, text};
use crate::sandbox::directory::{deleted_items, privilege, roles};
use crate::sandbox::wire::Response;

pub(super) fn remove(context: &mut Context<'_>) -> Result<Response, Failure> {
    let id = identify(context.tenant, ObjectKind::User, context.key(0))?;
    privilege::require_unrestricted(context, &id)?;
    privilege::require_for_sensitive(context, &id, false)?;
    roles::keeps_global_administrator(context, |row| text(row, "principalId") != id)?;
    deleted_items::soft_delete(context, ObjectKind::User, &id)?;
    Ok(no_content())
}
