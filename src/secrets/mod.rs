//! Secrets that tenantry makes. A secret has no form that can be shown, logged or copied.

mod password;

pub use password::Password;
