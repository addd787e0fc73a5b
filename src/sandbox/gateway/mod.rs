//! The Graph host up to the directory's rules: tokens, `$batch`, headers, and the difficulties
//! that were asked for.

mod batch;
mod bearer;
mod fate;
mod host;
mod item;
mod perform;
mod problem;

pub(crate) use host::serve;
pub(crate) use problem::{http_date, retry_after};
