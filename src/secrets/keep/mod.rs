//! Where the versions of an emergency account's password are kept: sealed envelopes that are never
//! overwritten, and beside them the ledger that says which of them is in force.
//!
//! | object | holds | written |
//! |---|---|---|
//! | `{tenant id}/{account}/{rotation id}.age` | one password, sealed by age | once, where nothing is |
//! | `{tenant id}/{account}/ledger.json` | the ledger: no secret | over the version that was read |

mod envelopes;
mod error;
mod port;
#[cfg(test)]
mod table;

pub use envelopes::Envelopes;
pub use error::KeepError;
pub use port::{Keep, Kept};
