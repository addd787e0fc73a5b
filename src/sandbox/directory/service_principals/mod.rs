//! `servicePrincipals` and the app roles granted to and by them.

mod app_roles;
mod principals;

pub(super) use app_roles::{granted_by, granted_to};
pub(super) use principals::OPERATIONS;
