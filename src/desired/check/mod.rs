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
mod organization;
mod overlaps;
mod principals;
mod recipients;
mod required;
mod roles;
mod stores;
mod subject;
mod technicians;
mod user_names;
mod windows;

pub(super) use acknowledgements::check_tenants as acknowledged_tenants;
pub(super) use credentials::is_usable as is_usable_credential;
pub(super) use duplicate_tenants::check as duplicate_tenants;
pub(super) use grants::check as grant;
pub(super) use no_tenants::check as no_tenants;
pub(super) use organization::check as organization;
pub(super) use overlaps::check as overlapping_grants;
pub(super) use recipients::is_recipient;
pub(super) use subject::{Subject, check as tenant};
