//! A store in a local folder: one file for each object, private, durable, and never half written.

mod backend;
mod files;
mod lock;
mod path;

pub(super) use backend::Folder;
