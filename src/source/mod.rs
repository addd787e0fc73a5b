//! Where text came from: files, positions, values that remember theirs, problems found in them.

mod code;
mod cover;
mod file;
mod files;
mod map;
mod place;
mod problem;
mod scan;
mod secret;
mod spanned;
mod suggest;

pub use code::Code;
pub use cover::ShownText;
pub use file::{FileId, FileKind, SourceFile};
pub use files::{Found, load_files};
pub use map::SourceMap;
pub use place::{Origin, Place, Span};
pub use problem::{Label, Problem, Severity, tidy_problems};
pub use scan::find_secrets;
pub use secret::{
    is_credential_word, is_secret_key, looks_like_secret, may_be_secret, may_be_shown,
};
pub use spanned::{Loc, Spanned};
pub use suggest::{nearest, suggestion};
