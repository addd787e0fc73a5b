//! What a store says of one emergency account: the versions of its password, which of them is in
//! force, and who may set the next. It holds no secret.

mod form;
#[cfg(test)]
mod laws;
mod record;
mod transition;
mod version;

pub use form::LedgerError;
pub use record::Ledger;
pub use transition::{Misstep, NewPending, Proof, Retention};
pub use version::{Claim, LedgerVersion, VersionState};
