//! The tenant's policies: security defaults, Conditional Access, authentication methods, and what
//! Privileged Identity Management asks of a request.

mod authentication_methods;
mod conditional_access;
mod pass_policy;
mod role_management;
mod rules;
mod security_defaults;

pub(super) use authentication_methods::OPERATIONS as AUTHENTICATION_OPERATIONS;
pub(super) use conditional_access::{OPERATIONS as ACCESS_OPERATIONS, Strength, is_kept_out};
pub(super) use pass_policy::PassPolicy;
pub(super) use role_management::{OPERATIONS as ROLE_OPERATIONS, policy};
pub(super) use rules::{Level, Rules, rules};
pub(super) use security_defaults::OPERATIONS as SECURITY_OPERATIONS;
