//! The directory's rules: what each operation of Microsoft Graph does to a tenant. Everything here
//! is a function of the tenant's tables, the caller, the request and the time; nothing does I/O.
//!
//! Rows hold objects as Graph names their properties. Private ones, which no answer shows, are
//! `sandbox.dns` of a domain (`pending`: its record cannot be found), `sandbox.owners` (principal
//! ids) and `sandbox.secrets` (salted hashes by credential) of an application, `sandbox.linked.*`
//! of a deleted object (what it comes back to), `sandbox.pass` (a salted hash) and `sandbox.used`
//! (when) of a Temporary Access Pass, `sandbox.schedule` of a membership (the schedule that ends
//! it) and `sandbox.began` of a schedule (when it first began). Of the tenant's settings it uses
//! `licences` (`p1`, `p2`), `dns` (by domain, for domains yet to be added),
//! `identitySecurityDefaultsEnforcementPolicy`, `temporaryAccessPass` (the policy),
//! `conditionalAccessPolicies/{id}`, `roleManagementPolicies/{role or group}`, and the requests under
//! `roleAssignmentScheduleRequests/{id}`, `roleEligibilityScheduleRequests/{id}`,
//! `groupAssignmentScheduleRequests/{id}` and `groupEligibilityScheduleRequests/{id}`.

mod administrative_units;
mod answer;
mod applications;
mod asked;
mod authentication;
mod body;
mod collection;
mod context;
mod deleted_items;
mod directory_objects;
mod domains;
mod expansion;
mod extensions;
mod failure;
mod groups;
mod licences;
mod memberships;
mod objects;
mod operation;
mod organization;
mod passwords;
mod path;
mod permission;
mod policies;
mod presentation;
mod privilege;
mod privileged_access;
mod roles;
mod schedules;
mod service_principals;
mod sign_in;
#[cfg(test)]
mod trial;
mod users;

pub use answer::answer;
pub use privileged_access::settle;
pub use roles::tenant_roles;
pub use sign_in::{Credential, identify_user, sign_in};
