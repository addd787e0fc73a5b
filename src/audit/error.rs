//! Why the audit trail was not written or read, and what to do.

use std::{io, path::PathBuf};

use super::ChainId;
use crate::storage::StorageError;

/// Says why an event is not in the audit trail, or why the trail could not be read. Every message
/// ends with what to do.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// A file cannot be written; the event is not in the trail.
    #[error("the audit trail cannot be written to {}: {source}; {}", path.display(), advice(source))]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file cannot be read.
    #[error("the audit trail cannot be read from {}: {source}; {}", path.display(), advice(source))]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The object store failed; the event may be in the trail only where it says so.
    #[error("the audit trail: {0}; see that the store answers and that it may be written to")]
    Store(#[from] StorageError),
    /// Others wrote to the same chain all the time.
    #[error("others write to the audit trail {chain} all the time; run again when they are done")]
    Busy {
        /// The chain.
        chain: ChainId,
    },
    /// The event has no form as JSON.
    #[error("the event cannot be written as JSON: {0}; report this as a bug")]
    Form(#[from] serde_json::Error),
}

fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space there",
        io::ErrorKind::PermissionDenied => {
            "let the account that tenantry runs as read and write there"
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            "name a folder that can be written to under `audit` in tenantry.yaml"
        }
        io::ErrorKind::NotADirectory
        | io::ErrorKind::IsADirectory
        | io::ErrorKind::AlreadyExists => "something else is in the way there: move it",
        _ => "see that the folder is there and can be written to",
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::AuditError;

    #[test]
    fn a_failure_says_what_to_do() {
        let table = [
            (io::ErrorKind::StorageFull, "free some space"),
            (io::ErrorKind::PermissionDenied, "read and write"),
            (io::ErrorKind::ReadOnlyFilesystem, "under `audit`"),
            (io::ErrorKind::TimedOut, "see that"),
        ];
        for (kind, advice) in table {
            let error = AuditError::Write { path: "audit/x".into(), source: kind.into() };
            let text = error.to_string();
            assert!(text.contains("audit/x") && text.contains(advice), "{text}");
        }
    }
}
