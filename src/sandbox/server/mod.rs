//! The running sandbox: one TLS listener on loopback that plays the sign-in host, Microsoft
//! Graph, the management host as far as clients ask for it, and the control endpoints.

mod authority;
mod error;
mod front;
mod http;
mod options;
mod route;
mod running;

pub use error::SandboxError;
pub use options::Options;
pub use running::{Running, Sandbox};

pub(crate) use http::{Arrived, Cut, Reply, read_target};
