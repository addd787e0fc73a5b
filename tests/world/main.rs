//! The built binary against embedded and served tenants: the examples, tenants that fail, kills at
//! every write, and the silence about secrets.

mod examples;
mod faults;
mod grants;
mod import;
mod kill;
mod kill_grant;
mod laps;
mod search;
mod secrets;
mod support;
mod town;
mod trail;
