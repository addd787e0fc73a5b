//! Names in the configuration, resolved against what the tenant has.

mod group;
mod role;
mod wanted;

pub(crate) use role::{Found, role, scope_name};
pub(crate) use wanted::{Wanted, wanted};
