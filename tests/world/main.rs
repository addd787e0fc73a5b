//! The built binary against embedded and served tenants: the examples, tenants that fail, kills at
//! every write, and the silence about secrets.

mod eligible;
mod endings;
mod examples;
mod faults;
pub(crate) mod grants;
mod import;
mod kept;
mod kill;
mod kill_grant;
mod laps;
mod laps_beside;
mod laps_cloud;
mod laps_plan;
mod laps_refused;
mod laps_rekey;
mod laps_shown;
mod laps_trail;
mod laps_unread;
mod search;
mod secrets;
mod support;
mod town;
mod trail;
