//! A pure model of what writes do to a tenant. Guards foresee with it, the laws prove with it, and
//! tests carry plans out in it; it is no second opinion on Graph, only on the planner.

mod groups;
mod outcome;
mod passwords;
mod roles;
mod sight;
mod time;
mod users;
mod write;

pub use outcome::{Modelled, apply_change, apply_plan};
pub use sight::sight;
pub use time::elapse;
pub use write::{apply_step, created_id};
