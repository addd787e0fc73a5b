//! The directory's rules: what each operation of Microsoft Graph does to a tenant. Everything here
//! is a function of the tenant's tables, the caller, the request and the time; nothing does I/O.

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
