//! What is meant: defaults and profiles merged, references resolved, every value with its origin.
//! A `Desired` is closed: whatever it refers to exists in it.

mod access;
mod account;
mod check;
mod context;
mod decided;
mod digest;
mod ending;
mod grant_file;
mod jit_meaning;
mod load;
mod merge;
mod organization;
mod organization_file;
mod organization_meaning;
mod parallel;
mod resolve;
mod store;
mod tenant;
mod tenant_file;
mod tenant_meaning;
mod user_name;

pub use access::{AccessScope, CoveringMapping, DesiredAccess, RoleGrant};
pub use account::{DesiredAccount, DesiredEmergencyAccount, DesiredJit, Manage};
pub use decided::Decided;
pub use ending::{
    Ending, EndingTenant, Legible, LegibleOrganization, Nameless, Unreachable, load_for_ending,
    load_texts_for_ending,
};
pub use load::{Loaded, Unreadable, load, load_texts};
pub use organization::{
    Acknowledgement, Desired, DesiredGrant, DesiredOrganization, GuardSettings, Technician,
    TenantSet,
};
use resolve::resolve;
pub use store::{DesiredAudit, DesiredStore};
pub use tenant::{DesiredAuth, DesiredDomain, DesiredGroup, DesiredTenant};

pub use crate::domain::{CredentialSource, FederatedSource, SecretSource};
pub use crate::spec::{Engine, Fallback, Provision, SignIn, TenantState};
