//! Why something was not kept.

use crate::storage::StorageError;

/// Says what became of an operation on the place where an account's versions are kept. It never
/// holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeepError {
    /// Somebody else wrote first; nothing was written.
    #[error("somebody else wrote meanwhile")]
    LostRace,
    /// It was not done, for this reason.
    #[error("{0}")]
    Failed(String),
    /// It may have been done, now or later.
    #[error("{0}")]
    Unknown(String),
}

impl From<StorageError> for KeepError {
    fn from(error: StorageError) -> Self {
        if error.is_lost_race() {
            Self::LostRace
        } else if error.is_unknown() {
            Self::Unknown(error.to_string())
        } else {
            Self::Failed(error.to_string())
        }
    }
}
