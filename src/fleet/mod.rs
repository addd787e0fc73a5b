//! Many futures: how many at once, what becomes of one that panics, in which order their results
//! come, how they are stopped. Knows nothing of what they do.

mod each;
mod stop;

pub use each::{Ended, Fleet, OnStop};
pub use stop::Stop;
