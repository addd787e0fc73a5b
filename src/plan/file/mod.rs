//! The published form of a plan: JSON, version 1.0. A new minor version only adds; a new major
//! version is refused.
//!
//! The digest covers the format's version, the configuration's digest, the tenants' ids and the
//! changes, and neither times nor counts nor versions nor positions in files: the same decisions
//! have the same digest whenever and by whichever version they are made. No type here can hold a
//! secret.

mod change;
mod digest;
mod document;
mod gives;
mod group_key;
mod of;
mod parse;
mod preconditions;
mod remark;
#[cfg(test)]
mod table;
mod validity;

pub use change::{DocumentChange, DocumentPlace, DocumentSource};
pub use document::{
    ActionCounts, CauseCounts, DocumentTenant, PlanDocument, SourceState, Summary, TenantCounts,
};
pub(crate) use of::change;
pub use of::{Meta, RequestCounts};
pub use parse::PlanFileError;
pub use remark::{
    DocumentDiagnostic, DocumentGuard, DocumentLookAlike, DocumentOrphan, DocumentScheduled,
};
pub(crate) use validity::valid_until;
pub use validity::{MAXIMUM_AGE, ValidUntilReason};
