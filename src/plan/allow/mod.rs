//! A saved plan as an allow-list. What is done is always derived anew from configuration and live
//! state; the file only says which of it somebody agreed to, so that editing it gains nothing.

mod allowance;
mod compare;

#[cfg(test)]
mod table;

pub use allowance::{Allowance, TenantAllowance, Unusable};
pub use compare::compare;
