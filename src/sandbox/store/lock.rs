//! The lock that serialises commands which embed the same state.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::StoreError;

/// Holds a state for one process until it is dropped (or the process ends, however it ends).
#[derive(Debug)]
pub struct StateLock {
    _file: File,
}

impl StateLock {
    /// Takes the lock of a state, waiting for at most `patience`.
    ///
    /// The lock lies in a file beside the state, since the state itself is replaced when it is
    /// compacted.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process keeps it for longer than that.
    pub fn take(state: &Path, patience: Duration) -> Result<Self, StoreError> {
        let path = lock_path(state);
        if let Some(directory) = path.parent() {
            std::fs::create_dir_all(directory)
                .map_err(|error| StoreError::io(directory, "creating the directory", error))?;
        }
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| StoreError::io(&path, "opening the lock", error))?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if start.elapsed() < patience => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(StoreError::Locked { path: state.to_owned() });
                }
                Err(TryLockError::Error(error)) => {
                    return Err(StoreError::io(&path, "locking", error));
                }
            }
        }
    }
}

fn lock_path(state: &Path) -> PathBuf {
    let mut name = state.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    state.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_state_is_refused_until_it_is_let_go() {
        let directory = tempfile::tempdir().unwrap();
        let state = directory.path().join("deep/state.ndjson");
        let held = StateLock::take(&state, Duration::ZERO).unwrap();
        let refused = StateLock::take(&state, Duration::from_millis(30));
        assert!(matches!(refused, Err(StoreError::Locked { .. })));
        drop(held);
        assert!(StateLock::take(&state, Duration::ZERO).is_ok());
    }
}
