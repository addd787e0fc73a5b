//! The embedded, multi-tenant emulator of the part of Entra ID and Microsoft Graph that tenantry
//! touches. It shares no type with the Graph client, so that a mistake in one cannot be excused by
//! the same mistake in the other.

pub mod catalog;
pub mod clock;
mod control;
mod counts;
pub mod directory;
pub mod faults;
mod gateway;
mod login;
pub mod odata;
mod record;
pub mod secret;
pub mod seed;
pub mod server;
pub mod store;
pub mod wire;
mod world;

pub use counts::{Tally, TenantTally};
pub use seed::Seed;
pub use server::{Options, Running, Sandbox, SandboxError};
pub use store::reset;
