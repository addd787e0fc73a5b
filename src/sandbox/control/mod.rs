//! The control endpoints under `/sandbox/v1`: what was asked, the time, the difficulties, what
//! accounts can do, and whole tenants, for assertions.

mod accounts;
mod endpoints;
mod routes;

pub(crate) use endpoints::{metadata, subscriptions};
pub(crate) use routes::serve;
