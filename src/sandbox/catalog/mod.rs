//! Microsoft's own facts that the sandbox needs: built-in directory roles and application
//! permissions. Data only; nothing here decides.

mod permissions;
mod roles;

pub use permissions::{GRAPH_APP_ID, PERMISSIONS, permission_id, permission_name};
pub use roles::{BUILT_IN_ROLES, BuiltInRole, role};
