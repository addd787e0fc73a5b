//! Privileged Identity Management: time-bound assignments of directory roles, and roles that can be
//! activated; and what requests for those of groups share with them.

mod book;
mod eligibility;
mod paper;
mod reading;
mod requests;
mod subject;
mod timing;

pub(super) use book::{Asked, Book};
pub(super) use paper::all as all_requests;
pub(super) use reading::{OPERATIONS, is_alive};
pub(super) use subject::Subject;
pub(super) use timing::unsuitable;
