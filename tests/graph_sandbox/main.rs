//! The Graph adapter against the sandbox over TLS, and against a server that lies.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

mod bench;
mod faults;
mod liar;
mod lies;
mod looks;
mod permissions;
mod reading;
mod rotation;
mod sign_in;
mod silence;
mod writes;
