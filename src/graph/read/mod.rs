//! The read side: what is asked of a tenant, what to ask next, and how the answers become an
//! observed tenant. Only `observe` and `look` talk to Graph; everything else is pure.

mod access;
mod ask;
mod assemble;
mod convert;
mod first;
mod follow_up;
mod look;
mod observe;
mod replies;
mod sign_in;

pub(super) use ask::{Ask, Marker};
pub(super) use assemble::verification_record;
pub(super) use convert::{decode_all, decode_one};
pub(super) use look::look;
pub(super) use observe::observe;
