//! The lock that makes a comparison and the write upon it one step, between threads and processes.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use super::files::{private, sync_folder};

/// Under this name no object can lie.
pub(super) const LOCK: &str = ".lock";
/// How long another process may hold the folder: each holds it for one write.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(5);

/// Holds a folder for one writer until it is dropped, or the process ends, however it ends.
#[derive(Debug)]
pub(super) struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Waits for the lock of a folder that is there.
    pub(super) fn take(root: &Path) -> io::Result<Self> {
        let file = open(root)?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => {
                    thread::sleep(PAUSE);
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(io::Error::new(
                        io::ErrorKind::WouldBlock,
                        "another process holds its lock",
                    ));
                }
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
    }
}

/// Opens the file that is locked. It is never removed: two processes could then hold two locks.
fn open(root: &Path) -> io::Result<File> {
    let path = root.join(LOCK);
    match std::fs::symlink_metadata(&path) {
        Ok(found) if !found.is_file() => {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "its lock is not a file"));
        }
        _ => {}
    }
    match private(OpenOptions::new().write(true).create_new(true)).open(&path) {
        Ok(file) => {
            sync_folder(root)?;
            Ok(file)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            OpenOptions::new().write(true).open(&path)
        }
        Err(error) => Err(error),
    }
}
