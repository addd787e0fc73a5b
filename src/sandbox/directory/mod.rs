//! The directory's rules: what each operation of Microsoft Graph does to a tenant. Everything here
//! is a function of the tenant's tables, the caller, the request and the time; nothing does I/O.
//!
//! Rows hold objects as Graph names their properties. Private ones, which no answer shows, are
//! `sandbox.dns` of a domain (`pending`: its record cannot be found), `sandbox.owners` (principal
//! ids) and `sandbox.secrets` (salted hashes by credential) of an application, and
//! `sandbox.linked.*` of a deleted object (what it comes back to). Of the tenant's settings it uses
//! `licences` (`p1`, `p2`), `dns` (by domain, for domains yet to be added),
//! `identitySecurityDefaultsEnforcementPolicy`, `roleAssignmentScheduleRequests/{id}` and
//! `roleEligibilitySchedules/{id}`.

mod administrative_units;
mod answer;
mod applications;
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
mod roles;
mod schedules;
mod service_principals;
#[cfg(test)]
mod trial;
mod users;

pub use answer::answer;
