//! Exactly what may be written: the types of the configuration's files, how they are read, and
//! their JSON Schemas. Nothing here decides what anything means.
//!
//! A file becomes a [`node::Node`] tree that two readers agree on ([`tree::parse`]); trees are
//! laid over each other by `desired`; a tree becomes a `…Spec` ([`decode`]). None of the types is
//! flattened, untagged or internally tagged, since positions get lost on those ways.

mod auth;
mod decode;
mod deserializer;
mod dialect;
mod directory;
mod fault;
mod field;
mod grant;
mod guards;
mod jit;
mod laps;
mod mapping;
pub mod node;
mod organization;
mod role;
pub mod schema;
mod second;
mod settings;
mod store;
mod structure;
mod technician;
mod tenant;
mod tenants;
pub mod tree;
mod when;
mod zone;

pub use auth::{
    AuthSettingsSpec, AuthSpec, CertificateSpec, CredentialSpec, FederatedSpec,
    ManagedIdentitySpec, PlanAuthSpec, SecretSpec,
};
pub use directory::{DomainSpec, GroupSpec};
pub use field::Field;
pub use grant::GrantSpec;
pub use guards::{AcknowledgementSpec, GuardsSpec};
pub use jit::{Fallback, JitSpec, MappingMode, Provision, SignIn};
pub use laps::{LapsAccountSpec, LapsSpec, ManageMode};
pub use mapping::{Engine, GroupMappingSpec};
pub use organization::OrganizationSpec;
pub use role::{RoleSpec, ScopedRoleSpec};
pub use settings::SettingsSpec;
pub use store::{AuditSpec, StoreSpec};
pub use structure::{Decoded, Removed, decode};
pub use technician::{TechnicianSpec, TechnicianState};
pub use tenant::{TenantSpec, TenantState};
pub use tenants::TenantsSpec;
pub use when::When;
