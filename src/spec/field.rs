//! Keys that may be left out.

use crate::source::Spanned;

/// A key that may be left out; where it is written, it has a value and a position.
pub type Field<T> = Option<Spanned<T>>;
