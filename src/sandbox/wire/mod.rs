//! Requests and responses between the sandbox's server and its directory: plain values, no HTTP
//! library, so that every rule of the directory is a function of values.

mod message;

pub use message::{Caller, Request, Response};
