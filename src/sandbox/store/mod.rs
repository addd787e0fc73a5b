//! What the sandbox keeps: tenants as tables of JSON objects, and every change to them as a record.

mod tables;

pub use tables::{Mutation, Table, Tenant};
