//! The control endpoints under `/sandbox/v1`: what was asked, the time, the difficulties, and
//! whole tenants, for assertions.

mod endpoints;
mod routes;

pub(crate) use endpoints::{metadata, subscriptions};
pub(crate) use routes::serve;
