//! The tenants a sandbox begins with: what a seed may say, and how it becomes rows.
//!
//! Rows are Graph's own JSON objects with all properties. Keys that begin with `sandbox.` are
//! private to the sandbox and never answered:
//!
//! | table | key | holds |
//! |---|---|---|
//! | `Applications` | `sandbox.secrets` | `{keyId: {"salt", "sha256"}}` |
//! | `Applications` | `sandbox.certificates` | `{keyId: DER as base64}` |
//! | `Applications` | `sandbox.federated` | `[{name, issuer, subject, audience, publicKey}]` |
//! | `Applications` | `sandbox.owners` | object ids of owners |
//! | `Domains` | `sandbox.dns` | `pending` or `published` |
//!
//! `Settings` holds `licences` (`{"p1", "p2"}`), `dns` (`{domain: "pending" | "published"}`, also for
//! domains that do not exist yet) and the policies that differ from the default
//! (`temporaryAccessPass`, `roleManagementPolicies/{role or group}`) and
//! `conditionalAccessPolicies/{id}`. Memberships hold
//! `{"memberType"}` with the member's `@odata.type`. Object ids are derived from names, so that runs
//! repeat.

mod consent;
mod fresh;
mod membership;
mod plant;
mod plant_access;
mod plant_apps;
mod plant_people;
mod plant_policies;
mod plant_roles;
mod role;
mod rows;
mod spec;
mod spec_access;
mod spec_apps;
mod spec_fresh;
mod spec_people;
mod spec_policies;
mod when;

pub use consent::consent;
pub use membership::SeedMembership;
pub use plant::{SeedError, plant};
pub use role::SeedRole;
pub use spec::{AuthenticationType, Dns, Licence, Seed, SeedDomain, SeedTenant};
pub use spec_access::{SeedAccessPolicy, SeedAccessState, SeedRequirement};
pub use spec_apps::{SeedApp, SeedCertificate, SeedFederated, SeedSecret};
pub use spec_fresh::{FreshTenant, ObservedAccount};
pub use spec_people::{SeedCustomRole, SeedGroup, SeedMarker, SeedPassword, SeedUnit, SeedUser};
pub use spec_policies::{SeedPassPolicy, SeedRule, SeedRules};
pub use when::{When, rfc3339};
