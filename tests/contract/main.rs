//! Checks requests and answers against Microsoft's contract of Graph: which operations there are,
//! with which success statuses, and what bodies they take and give.
//!
//! The contract is a JSON Schema with `x-operations`, in a folder that the environment variable
//! `TENANTRY_GRAPH_CONTRACT` names; it is no part of this repository, and without it these tests say
//! that they were skipped.

#![expect(clippy::print_stderr, reason = "a check that was skipped must say so")]

mod drive;
mod exchange;
mod operation;
mod recordings;
mod schema;
mod supplement;
