//! A plan as text: what changes, why, where in the files, and how risky, in 80 columns.

mod attribute;
mod change;
mod finding;
mod fold;
mod guards;
mod page;
mod summary;

#[cfg(test)]
pub(super) mod sample;
#[cfg(test)]
mod tests;

pub(super) use finding::cause;
pub use page::plan_text;
