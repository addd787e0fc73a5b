//! Adoption: objects that are declared, are there already and bear no marker get it, and nothing
//! else of them is changed.
//!
//! Whatever is not certainly what is meant, or would come to surprise somebody once it is ours, is
//! refused with the way out: an adopted object is one that tenantry acts on from then on.

mod account;
mod check;
mod declared;
mod group;
mod plan;
#[cfg(test)]
mod table;

pub use declared::is_declared;
pub(crate) use plan::plan;
