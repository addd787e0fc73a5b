//! JIT accounts: made ahead, held to their mappings inside their window, ended outside it.
//!
//! # What is taken away inside a window
//!
//! The directory does not say who gave what, and two promises pull at it: a mapping that no longer
//! gives a role must take it away at the next apply, and what others gave is only reported unless
//! `removeUnmanaged` says otherwise. The line is drawn where leaving something is worse than
//! taking it:
//!
//! - A directory role over the tenant or an administrative unit is always exact. Taking one away
//!   only ever lowers rights, and a role that the file no longer names anywhere is exactly the one
//!   that a reviewer believes to be gone.
//! - A group is exact where a mapping of this tenant names it, where tenantry owns it, or where
//!   roles can be assigned to it (it is a role by another way).
//! - Anything else is somebody else's: other groups, since leaving one can also take an account
//!   out of a policy that restrains it, and roles over a single object. It is reported, and taken
//!   away with `removeUnmanaged`.
//!
//! What an account may take up by itself (PIM) is treated like what it holds.
//!
//! Outside a window an owned account has nothing, whoever gave it.

mod account;
mod alike;
mod converge;
mod create;
mod credential;
mod declared;
mod doubt;
mod eligible;
mod end;
mod engine;
mod extend;
mod grants;
mod laps;
mod methods;
pub(super) mod note;
mod open;
mod plan;
mod report;
mod strip;
mod window;
mod wishes;

pub(super) use create::nickname;
pub(crate) use eligible::name as eligible_name;
pub(crate) use grants::due;
pub(crate) use plan::plan;
