//! The embedded, multi-tenant emulator of the part of Entra ID and Microsoft Graph that tenantry
//! touches. It shares no type with the Graph client, so that a mistake in one cannot be excused by
//! the same mistake in the other.

pub mod catalog;
pub mod directory;
pub mod odata;
pub mod store;
pub mod wire;
