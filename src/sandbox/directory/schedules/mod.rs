//! Privileged Identity Management: time-bound assignments of directory roles, and what requests for
//! those of groups share with them.

mod eligibility;
mod eligibility_requests;
mod paper;
mod reading;
mod requests;
mod subject;
mod timing;

pub(super) use eligibility::PREFIX as ELIGIBILITIES;
pub(super) use paper::{all as all_requests, write as write_request};
pub(super) use reading::{OPERATIONS, is_alive, named};
pub(super) use subject::{Subject, action};
pub(super) use timing::unsuitable;
