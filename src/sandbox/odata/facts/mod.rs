//! What each served type of Microsoft Graph v1.0 has: its properties, their types, and the queries
//! that its reference page says each supports. Data only.
//!
//! Source: the service's own metadata and the property pages of the API reference, both of 2026-08.

mod administrative_unit;
mod application;
mod group;
mod role;
mod schedule;
mod service_principal;
mod tenant;
mod user;

pub use administrative_unit::{ADMINISTRATIVE_UNIT, DIRECTORY_OBJECT, DIRECTORY_ROLE};
pub use application::{APPLICATION, EXTENSION_PROPERTY};
pub use group::GROUP;
pub use role::{UNIFIED_ROLE_ASSIGNMENT, UNIFIED_ROLE_DEFINITION};
pub use schedule::{
    UNIFIED_ROLE_ASSIGNMENT_SCHEDULE, UNIFIED_ROLE_ASSIGNMENT_SCHEDULE_INSTANCE,
    UNIFIED_ROLE_ASSIGNMENT_SCHEDULE_REQUEST, UNIFIED_ROLE_ELIGIBILITY_SCHEDULE,
    UNIFIED_ROLE_ELIGIBILITY_SCHEDULE_INSTANCE,
};
pub use service_principal::{APP_ROLE_ASSIGNMENT, SERVICE_PRINCIPAL};
pub use tenant::{
    DOMAIN, DOMAIN_DNS_MX_RECORD, DOMAIN_DNS_RECORD, DOMAIN_DNS_TXT_RECORD,
    IDENTITY_SECURITY_DEFAULTS_ENFORCEMENT_POLICY, ORGANIZATION,
};
pub use user::USER;
