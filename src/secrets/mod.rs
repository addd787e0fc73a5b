//! Secrets that tenantry makes. A secret has no form that can be shown, logged or copied.

mod credential;
mod password;

pub use credential::Credential;
pub use password::Password;
