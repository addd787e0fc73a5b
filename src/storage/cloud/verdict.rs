//! What an error of the library means.

use std::error::Error;

use super::failure::{Class, Failure};
use crate::storage::StorageError;

/// What an operation came to that did not succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The condition was not fulfilled.
    Conflict,
    /// There is no such object.
    Absent,
    /// Anything else.
    Failed(Failure),
}

impl Verdict {
    /// Reads an error. Of the library's own words nothing is kept: they could hold an address with
    /// a signature in it.
    pub(super) fn of(error: &object_store::Error) -> Self {
        match error {
            object_store::Error::AlreadyExists { .. }
            | object_store::Error::Precondition { .. } => Self::Conflict,
            object_store::Error::NotFound { .. } => Self::Absent,
            _ => Self::Failed(failure(error)),
        }
    }
}

/// Finds what the door said. Where it said nothing, a request may have succeeded and its answer
/// may have made no sense.
fn failure(error: &object_store::Error) -> Failure {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(failure) = error.downcast_ref::<Failure>() {
            return failure.clone();
        }
        next = error.source();
    }
    Failure::new(Class::Doubtful, "its answer or its credential made no sense")
}

/// Words a failure of something that writes nothing, or wrote nothing.
pub(super) fn not_done(name: &str, failure: Failure) -> StorageError {
    let (name, cause) = (name.to_owned(), failure.cause);
    match failure.class {
        Class::Refused => StorageError::Refused { name, cause },
        Class::Unfit => StorageError::Unfit { name, cause },
        Class::Undone | Class::Again | Class::Doubtful => StorageError::Unavailable { name, cause },
    }
}
