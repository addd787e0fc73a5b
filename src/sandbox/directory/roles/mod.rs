//! Directory roles: their definitions, and who holds which.

mod active;
mod assignments;
mod definitions;

pub use active::tenant_roles;
pub(super) use active::{
    Held, after, assignments, global_administrators, held, is_global_administration, window,
};
pub(super) use assignments::{
    OPERATIONS, assignment_id, check_parts, check_scope, keeps_global_administrator, normal_scope,
    require_another_global_administrator,
};
pub(super) use definitions::definition;
