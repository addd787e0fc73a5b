//! Microsoft's own facts that the sandbox needs: built-in directory roles, application permissions
//! and kinds of authentication methods. Data only; nothing here decides.

mod methods;
mod permissions;
mod roles;

pub use methods::{METHOD_KINDS, MethodKind, method_kind};
pub use permissions::{GRAPH_APP_ID, PERMISSIONS, permission_id, permission_name};
pub use roles::{BUILT_IN_ROLES, BuiltInRole, role};
