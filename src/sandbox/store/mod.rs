//! What the sandbox keeps: tenants as tables of JSON objects, and every change to them as a record
//! that is durable before it is answered.

mod entry;
mod error;
mod folded;
mod lock;
mod log;
mod state;
mod tables;

pub use error::StoreError;
pub use lock::StateLock;
pub use state::{Store, Unsettled, reset};
pub use tables::{Mutation, Table, Tenant};

pub(crate) use entry::Keys;
