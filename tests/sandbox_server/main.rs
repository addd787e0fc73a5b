//! Drives a running sandbox over TLS as any client would: sign-in, batches, durability, faults.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

mod assertions;
mod bench;
mod faults;
mod grants;
mod graph;
mod read_set;
mod sign_in;
mod state;
