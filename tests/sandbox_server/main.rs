//! Drives a running sandbox over TLS as any client would: sign-in, batches, durability, faults.

mod assertions;
mod bench;
mod faults;
mod graph;
mod sign_in;
mod state;
