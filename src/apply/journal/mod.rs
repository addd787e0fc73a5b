//! The journal: what a run was about to send and what became of it, durably, one file for each
//! run. It holds no secret, since writes hold none.

mod entry;
mod folder;
mod read;
mod write;

pub use entry::{Addressed, Line, RunEnd, Scope};
pub use folder::{Folder, Unfinished};
pub use read::{History, OpenIntent};
pub use write::Journal;
