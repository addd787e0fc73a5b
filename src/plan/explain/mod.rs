//! Why a technician has access in a tenant, or has not: what the files say, what the plan of a grant
//! would say, and what is there now. Nothing here decides: it asks those who do.

mod explanation;
mod files;
mod found;
mod question;
mod reasons;
#[cfg(test)]
mod table;

pub use explanation::{
    Answer, Ending, Explanation, Given, LiveAccess, LiveAccount, LiveThing, Obstacle, Through,
    Weighed,
};
pub use question::{explain, needs_to_explain, unexplained};
