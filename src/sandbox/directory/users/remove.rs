//! `DELETE /users/{id}`.

use crate::sandbox::directory::context::{Context, no_content};
use crate::sandbox::directory::failure::Failure;
use crate::sandbox::directory::objects::{ObjectKind, identify};
use crate::sandbox::directory::{deleted_items, privilege, roles};
use crate::sandbox::wire::Response;

pub(super) fn remove(context: &mut Context<'_>) -> Result<Response, Failure> {
    let id = identify(context.tenant, ObjectKind::User, context.key(0))?;
    privilege::require_unrestricted(context, &id)?;
    privilege::require_for_sensitive(context, &id, false)?;
    roles::require_another_global_administrator(context, &id)?;
    deleted_items::soft_delete(context, ObjectKind::User, &id)?;
    Ok(no_content())
}

#[cfg(test)]
mod tests {
    use super::super::super::trial::{ADMIN, ALICE, HELD, PRINCIPAL, Trial};
    use crate::sandbox::store::Table;

    #[test]
    fn the_last_global_administrator_stays() {
        let mut trial = Trial::new(&["User.ReadWrite.All"]);
        trial.give(PRINCIPAL, "Global Administrator", "/");
        let path = format!("/users/{ADMIN}");
        assert_eq!(trial.ask("DELETE", &path, None).status, 400);
        trial.give(HELD, "Global Administrator", "/");
        assert_eq!(trial.ask("DELETE", &path, None).status, 400);
        trial.join(Table::GroupMembers, HELD, ALICE);
        assert_eq!(trial.ask("DELETE", &path, None).status, 204);
        assert_eq!(trial.ask("DELETE", &format!("/users/{ALICE}"), None).status, 400);
    }
}
