//! The tenant's policies: security defaults, authentication methods, and what Privileged Identity
//! Management asks of a request.

mod authentication_methods;
mod pass_policy;
mod role_management;
mod rules;
mod security_defaults;

pub(super) use authentication_methods::OPERATIONS as AUTHENTICATION_OPERATIONS;
pub(super) use pass_policy::PassPolicy;
pub(super) use role_management::{OPERATIONS as ROLE_OPERATIONS, policy};
pub(super) use rules::{Rules, rules};
pub(super) use security_defaults::OPERATIONS as SECURITY_OPERATIONS;
