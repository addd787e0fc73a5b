//! What is meant: defaults and profiles merged, references resolved, every value with its origin.
//! A `Desired` is closed: whatever it refers to exists in it.

mod access;
mod account;
mod organization;
mod tenant;

pub use access::{AccessScope, DesiredAccess, RoleGrant};
pub use account::{DesiredAccount, DesiredEmergencyAccount, DesiredJit};
pub use organization::{
    Acknowledgement, Desired, DesiredGrant, DesiredOrganization, GuardSettings, Technician, TenantSet,
};
pub use tenant::{
    DesiredAuth, DesiredDomain, DesiredGroup, DesiredTenant,
};
pub use crate::domain::{CredentialSource, FederatedSource, SecretSource};
pub use crate::spec::{Engine, Fallback, Provision, SignIn, TenantState};
