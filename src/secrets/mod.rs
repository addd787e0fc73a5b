//! Secrets that tenantry makes. A secret has no form that can be shown, logged or copied; what
//! leaves the process is sealed to the keys of people.

mod credential;
mod identity;
mod keep;
#[cfg(test)]
pub(crate) mod keys;
mod open;
mod password;
mod recipients;
mod seal;
mod sealed;

pub use credential::Credential;
pub use identity::{Identity, IdentityError};
pub use keep::{Envelopes, Keep, KeepError, Kept};
pub use open::{OpenError, open};
pub use password::{NoRandomness, Password};
pub use recipients::Recipients;
pub use seal::{SealError, seal};
pub use sealed::Sealed;
