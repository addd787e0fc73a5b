//! The state's file: an append-only log of lines, made durable before an answer is given.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::StoreError;
use super::folded::Folded;

/// A log that grows beyond this many bytes, and beyond twice its size after the last compaction,
/// is compacted.
const COMPACT_FROM: u64 = 32 * 1024 * 1024;

/// A point in the log; what was written before it is durable once [`Log::settle`] returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ticket(u64);

/// The open log.
#[derive(Debug)]
pub(crate) struct Log {
    path: PathBuf,
    end: Mutex<End>,
    syncing: Mutex<()>,
    synced: AtomicU64,
    failed: AtomicBool,
}

#[derive(Debug)]
struct End {
    file: Arc<File>,
    written: u64,
    bytes: u64,
    compacted_bytes: u64,
}

impl Log {
    /// Opens a log for appending; makes an empty one, readable by its owner alone, where there is
    /// none.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let file = options()
            .append(true)
            .open(path)
            .map_err(|error| StoreError::io(path, "opening", error))?;
        let bytes = file.metadata().map_err(|error| StoreError::io(path, "reading", error))?.len();
        let end = End { file: Arc::new(file), written: 0, bytes, compacted_bytes: bytes };
        Ok(Self {
            path: path.to_owned(),
            end: Mutex::new(end),
            syncing: Mutex::new(()),
            synced: AtomicU64::new(0),
            failed: AtomicBool::new(false),
        })
    }

    /// Hands lines to the operating system, which keeps them when this process is killed.
    ///
    /// # Errors
    /// Fails when the disk refuses; from then on every call fails, since the file may end in half
    /// a line.
    pub(crate) fn append(&self, lines: &[u8]) -> Result<Ticket, StoreError> {
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        if self.failed.load(Ordering::Acquire) {
            return Err(StoreError::Failed);
        }
        (&*end.file).write_all(lines).map_err(|error| {
            self.failed.store(true, Ordering::Release);
            StoreError::io(&self.path, "writing", error)
        })?;
        end.written += 1;
        end.bytes += lines.len() as u64;
        let ticket = Ticket(end.written);
        if end.bytes > COMPACT_FROM.max(2 * end.compacted_bytes) {
            self.compact(&mut end)?;
        }
        Ok(ticket)
    }

    /// Waits until everything up to a ticket is on the disk. Calls that wait together share one
    /// `fsync`.
    pub(crate) fn settle(&self, ticket: Ticket) -> Result<(), StoreError> {
        let durable = || self.synced.load(Ordering::Acquire) >= ticket.0;
        if durable() {
            return Ok(());
        }
        let _turn = self.syncing.lock().unwrap_or_else(PoisonError::into_inner);
        if durable() {
            return Ok(());
        }
        let (file, written) = {
            let end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
            (Arc::clone(&end.file), end.written)
        };
        file.sync_data().map_err(|error| {
            self.failed.store(true, Ordering::Release);
            StoreError::io(&self.path, "flushing", error)
        })?;
        self.synced.store(written, Ordering::Release);
        Ok(())
    }

    /// Ends the log: what is handed to it from now on fails.
    pub(crate) fn close(&self) {
        let _end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        self.failed.store(true, Ordering::Release);
    }

    /// Replaces the log by its own summary. Writers wait meanwhile.
    fn compact(&self, end: &mut End) -> Result<(), StoreError> {
        Folded::read(&self.path)?.rewrite(&self.path)?;
        let file = options()
            .append(true)
            .open(&self.path)
            .map_err(|error| StoreError::io(&self.path, "opening", error))?;
        let bytes =
            file.metadata().map_err(|error| StoreError::io(&self.path, "reading", error))?.len();
        end.file = Arc::new(file);
        end.bytes = bytes;
        end.compacted_bytes = bytes;
        Ok(())
    }
}

/// How the state's files are made: mode 0600, since they hold hashes of secrets and private keys.
pub(crate) fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
