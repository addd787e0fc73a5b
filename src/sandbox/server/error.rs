//! Why a sandbox did not start.

use std::path::PathBuf;

use crate::sandbox::seed::SeedError;
use crate::sandbox::store::StoreError;

/// A sandbox could not be started.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The state could not be opened or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The seed contradicts itself.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// Nothing can listen on the port.
    #[error("the sandbox cannot listen on 127.0.0.1:{port}: {source}")]
    Listen {
        /// The port asked for.
        port: u16,
        /// Why.
        source: std::io::Error,
    },
    /// A file could not be written.
    #[error("the sandbox cannot write {path}: {source}")]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The throw-away certificates could not be made.
    #[error("the sandbox cannot make its certificates: {reason}")]
    Certificates {
        /// Why.
        reason: String,
    },
}
