//! Strict `OData` as Microsoft Graph's directory speaks it: which properties a type has, which query
//! each supports, and how a query is read, checked and applied. It knows JSON objects and nothing
//! of tenants.

mod check;
mod entity;
pub mod facts;
mod filter;
mod matches;
mod options;
mod order;
mod parse;
mod problem;
mod search;

pub use check::{Rules, check};
pub use entity::{EntityType, Kind, Property};
pub use filter::{Comparison, Filter, Literal};
pub use matches::matches;
pub use options::{Expand, Options, check_navigation, is_selectable};
pub use order::{Order, compare};
pub use parse::parse;
pub use problem::Problem;
pub use search::Search;
