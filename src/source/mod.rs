//! Where text came from: files, positions, values that remember theirs, problems found in them.

mod code;
mod file;
mod files;
mod map;
mod place;
mod problem;
mod secret;
mod spanned;
mod suggest;

pub use code::Code;
pub use file::{FileId, FileKind, SourceFile};
pub use files::{Found, load_files};
pub use map::SourceMap;
pub use place::{Origin, Place, Span};
pub use problem::{Label, Problem, Severity, tidy_problems};
pub use secret::{is_secret_key, looks_like_secret, mask_secrets};
pub use spanned::{Loc, Spanned};
pub use suggest::{nearest, suggestion};
