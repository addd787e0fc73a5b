//! A saved plan as an allow-list. What is done is always derived anew from configuration and live
//! state; the file only says which of it somebody agreed to, so that editing it gains nothing.
//!
//! What a file and a run have to have in common:
//!
//! - Every tenant of the file, by name and id, is among those selected; else nothing is done at
//!   all ([`same_tenants`]). The run may select more: there nothing is done.
//! - The configuration is the one that the file was made of, or it leads to the same changes, one
//!   for one; else nothing is done at all ([`Allowance::same_configuration`]).
//! - Under the same configuration a change that is due no more counts as done, and one that the
//!   file does not hold is left. A change that the file does hold and that is left makes the run
//!   partial, and so does whatever is left in a tenant that the file did not know completely.

mod allowance;
mod compare;
mod fit;

#[cfg(test)]
mod table;

pub use allowance::{Allowance, TenantAllowance, Unusable};
pub use compare::compare;
pub use fit::same_tenants;
