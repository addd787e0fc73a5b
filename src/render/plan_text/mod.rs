//! A plan as text: what changes, why, where in the files, and how risky, in 80 columns.

mod attribute;
mod change;
mod document;
mod finding;
mod fold;
mod guards;
mod page;
mod summary;

#[cfg(test)]
pub(super) mod sample;
#[cfg(test)]
mod tests;

pub use document::document_text;
pub(super) use finding::cause;
pub(super) use page::heading;
pub use page::plan_text;
