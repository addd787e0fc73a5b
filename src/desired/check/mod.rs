//! What can be told to be wrong without asking anybody: one file per rule.

mod acknowledgements;
mod credentials;
mod domains;
mod duplicate_tenants;
mod emergency_accounts;
mod grants;
mod groups;
mod mappings;
mod no_tenants;
mod not_acted_on;
mod organization;
mod principals;
mod recipients;
mod required;
mod roles;
mod stores;
mod subject;
mod technicians;
mod unused;
mod user_names;
mod windows;

pub(super) use acknowledgements::check_tenants as acknowledged_tenants;
pub(super) use duplicate_tenants::check as duplicate_tenants;
pub(super) use grants::check as grant;
pub(super) use no_tenants::check as no_tenants;
pub(super) use not_acted_on::{check as not_acted_on, rotates};
pub(super) use organization::check as organization;
pub(super) use subject::{Subject, check as tenant};
pub(super) use unused::{Unused, check as unused_keys, of_jit as unused_of_jit};
