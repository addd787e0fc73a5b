//! All tenants, in memory and, where a path was given, in a file that outlives the process.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use uuid::Uuid;

use super::entry::{Content, Entry, Keys, VERSION};
use super::folded::{Folded, FoldedTenant, sync_directory};
use super::log::{Log, Ticket};
use super::{StateLock, StoreError, Tenant};

/// Every tenant the sandbox holds.
#[derive(Debug, Default)]
pub struct Store {
    tenants: RwLock<BTreeMap<Uuid, Arc<Mutex<Shelf>>>>,
    file: Option<StateFile>,
    keys: Mutex<Keys>,
    clock_milliseconds: i64,
}

#[derive(Debug)]
struct StateFile {
    path: PathBuf,
    log: Log,
    lock: Mutex<Option<StateLock>>,
}

/// A tenant as it lies in memory.
#[derive(Debug)]
enum Shelf {
    Folded(FoldedTenant),
    Open(Tenant),
}

/// A change that was made and is not yet promised to last; [`Store::settle`] waits for that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[must_use = "an answer may be given only once the change is durable"]
pub struct Unsettled(Option<Ticket>);

impl Store {
    /// Opens the state in a file, made where there is none, and holds its lock.
    ///
    /// # Errors
    /// Fails when another process keeps the state for longer than `patience`, and when the file
    /// cannot be read or written.
    pub fn open(path: &Path, patience: Duration) -> Result<Self, StoreError> {
        let lock = StateLock::take(path, patience)?;
        let mut folded = Folded::read(path)?;
        if folded.lengthy {
            folded.rewrite(path)?;
            folded = Folded::read(path)?;
        }
        let is_new = folded.whole_bytes == 0;
        cut_torn_line(path, folded.whole_bytes)?;
        let log = Log::open(path)?;
        if is_new {
            let ticket = log.append(&Entry::general(Content::Version(VERSION)).to_line())?;
            log.settle(ticket)?;
            sync_directory(path).map_err(|error| StoreError::io(path, "creating", error))?;
        }
        let shelve = |(id, tenant)| (id, Arc::new(Mutex::new(Shelf::Folded(tenant))));
        Ok(Self {
            tenants: RwLock::new(folded.tenants.into_iter().map(shelve).collect()),
            file: Some(StateFile { path: path.to_owned(), log, lock: Mutex::new(Some(lock)) }),
            keys: Mutex::new(folded.keys),
            clock_milliseconds: folded.clock,
        })
    }

    /// Lists the tenants' ids in order.
    #[must_use]
    pub fn ids(&self) -> Vec<Uuid> {
        self.tenants.read().unwrap_or_else(PoisonError::into_inner).keys().copied().collect()
    }

    /// Tells whether a tenant is there.
    #[must_use]
    pub fn contains(&self, id: Uuid) -> bool {
        self.tenants.read().unwrap_or_else(PoisonError::into_inner).contains_key(&id)
    }

    /// Adds a tenant, or puts it in the place of the one with its id.
    ///
    /// # Errors
    /// Fails when the state's file cannot be written.
    pub fn add(&self, tenant: Tenant) -> Result<Unsettled, StoreError> {
        let id = tenant.id;
        let line = Entry::of(id, Content::Snapshot(tenant.clone())).to_line();
        let ticket = self.append(&line)?;
        let place = Arc::new(Mutex::new(Shelf::Open(tenant)));
        self.tenants.write().unwrap_or_else(PoisonError::into_inner).insert(id, place);
        Ok(ticket)
    }

    /// Lets a function see and change a tenant, and hands what it changed to the log before
    /// anyone else can see it. Returns `None` for a tenant that is not there.
    ///
    /// # Errors
    /// Fails when the state's file cannot be read or written.
    pub fn with<T>(
        &self,
        id: Uuid,
        act: impl FnOnce(&mut Tenant) -> T,
    ) -> Result<Option<(T, Unsettled)>, StoreError> {
        let Some(place) = self.place(id) else { return Ok(None) };
        let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
        let tenant = self.unfold(&mut place, id)?;
        let result = act(tenant);
        let recorded = tenant.take_recorded();
        if recorded.is_empty() {
            return Ok(Some((result, Unsettled(None))));
        }
        let ticket = self.append(&Entry::of(id, Content::Changes(recorded)).to_line())?;
        Ok(Some((result, ticket)))
    }

    /// Waits until a change is on the disk.
    ///
    /// # Errors
    /// Fails when the disk refuses: the change must then not be answered for.
    pub async fn settle(self: &Arc<Self>, change: Unsettled) -> Result<(), StoreError> {
        let (Some(ticket), Some(_)) = (change.0, &self.file) else { return Ok(()) };
        let store = Arc::clone(self);
        let settled = tokio::task::spawn_blocking(move || store.settle_now(ticket)).await;
        settled.unwrap_or(Err(StoreError::Failed))
    }

    /// Waits on this thread until a change is on the disk.
    ///
    /// # Errors
    /// As [`Self::settle`].
    pub fn settle_blocking(&self, change: Unsettled) -> Result<(), StoreError> {
        change.0.map_or(Ok(()), |ticket| self.settle_now(ticket))
    }

    /// Returns the clock's offset as it was when the state was opened, in milliseconds.
    #[must_use]
    pub fn clock_milliseconds(&self) -> i64 {
        self.clock_milliseconds
    }

    /// Keeps an offset of the clock.
    ///
    /// # Errors
    /// Fails when the state's file cannot be written.
    pub fn keep_clock(&self, milliseconds: i64) -> Result<Unsettled, StoreError> {
        self.append(&Entry::general(Content::Clock(milliseconds)).to_line())
    }

    /// Returns the kept keys; empty ones where none were kept.
    pub(crate) fn keys(&self) -> Keys {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes the kept keys.
    pub(crate) fn keep_keys(
        &self,
        change: impl FnOnce(&mut Keys),
    ) -> Result<Unsettled, StoreError> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut keys);
        self.append(&Entry::general(Content::Keys(keys.clone())).to_line())
    }

    /// Tells whether what happens outlives the process.
    #[must_use]
    pub fn is_durable(&self) -> bool {
        self.file.is_some()
    }

    /// Lets go of the state's file: nothing more is written, and another command may take it.
    pub fn close(&self) {
        if let Some(file) = &self.file {
            file.log.close();
            drop(file.lock.lock().unwrap_or_else(PoisonError::into_inner).take());
        }
    }

    fn place(&self, id: Uuid) -> Option<Arc<Mutex<Shelf>>> {
        self.tenants.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }

    fn unfold<'a>(&self, place: &'a mut Shelf, id: Uuid) -> Result<&'a mut Tenant, StoreError> {
        if let Shelf::Folded(lines) = place {
            let path = self.file.as_ref().map_or(Path::new(""), |file| file.path.as_path());
            *place = Shelf::Open(lines.unfold(path, id)?);
        }
        match place {
            Shelf::Open(tenant) => Ok(tenant),
            Shelf::Folded(_) => Err(StoreError::Failed),
        }
    }

    fn append(&self, line: &[u8]) -> Result<Unsettled, StoreError> {
        let ticket = self.file.as_ref().map(|file| file.log.append(line)).transpose()?;
        Ok(Unsettled(ticket))
    }

    fn settle_now(&self, ticket: Ticket) -> Result<(), StoreError> {
        self.file.as_ref().map_or(Ok(()), |file| file.log.settle(ticket))
    }
}

/// Forgets a state: the next start begins with its seed. Returns whether there was one.
///
/// # Errors
/// Fails when another process holds the state or the file cannot be removed.
pub fn reset(path: &Path) -> Result<bool, StoreError> {
    let _lock = StateLock::take(path, Duration::ZERO)?;
    match std::fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(StoreError::io(path, "removing", error)),
    }
}

fn cut_torn_line(path: &Path, whole_bytes: u64) -> Result<(), StoreError> {
    let failed = |error| StoreError::io(path, "mending the last line", error);
    match std::fs::OpenOptions::new().write(true).open(path) {
        Ok(file) => file.set_len(whole_bytes).map_err(failed),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::os::unix::fs::PermissionsExt as _;

    use serde_json::json;

    use super::*;
    use crate::sandbox::store::Table;

    fn open(path: &Path) -> Store {
        Store::open(path, Duration::ZERO).unwrap()
    }

    fn write(store: &Store, id: Uuid, key: &str) {
        let change = |tenant: &mut Tenant| tenant.put(Table::Users, key, json!({ "id": key }));
        let ((), change) = store.with(id, change).unwrap().unwrap();
        store.settle_blocking(change).unwrap();
    }

    fn users(store: &Store, id: Uuid) -> Vec<String> {
        let read =
            |tenant: &mut Tenant| tenant.rows(Table::Users).map(|row| row.0.to_owned()).collect();
        store.with(id, read).unwrap().unwrap().0
    }

    #[test]
    fn what_was_settled_is_there_again_and_a_torn_line_is_not() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("state.ndjson");
        let id = Uuid::from_u128(1);
        let store = open(&path);
        let _ = store.add(Tenant::new(id)).unwrap();
        write(&store, id, "a");
        write(&store, id, "b");
        let _ = store.keep_clock(-5).unwrap();
        drop(store);
        let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(br#"{"tenant":"00000000-0000-0000-0000-000000000001","chan"#).unwrap();
        drop(file);
        let store = open(&path);
        assert_eq!(users(&store, id), ["a", "b"]);
        assert_eq!(store.clock_milliseconds(), -5);
        write(&store, id, "c");
        drop(store);
        assert_eq!(users(&open(&path), id), ["a", "b", "c"]);
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn compaction_keeps_what_the_log_said() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("state.ndjson");
        let id = Uuid::from_u128(1);
        let store = open(&path);
        let _ = store.add(Tenant::new(id)).unwrap();
        for number in 0..2_100 {
            let key = format!("{}", number % 3);
            let change = |tenant: &mut Tenant| {
                tenant.put(Table::Users, key, json!({ "id": number, "sandbox.note": "x" }));
            };
            let _ = store.with(id, change).unwrap().unwrap();
        }
        drop(store);
        let before = path.metadata().unwrap().len();
        let store = open(&path);
        assert!(path.metadata().unwrap().len() < before / 100);
        assert_eq!(users(&store, id), ["0", "1", "2"]);
        write(&store, id, "3");
        drop(store);
        assert_eq!(users(&open(&path), id), ["0", "1", "2", "3"]);
    }

    #[test]
    fn a_damaged_line_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("state.ndjson");
        std::fs::write(&path, "{\"version\":1}\nnonsense\n").unwrap();
        let error = Store::open(&path, Duration::ZERO).unwrap_err();
        assert!(matches!(error, StoreError::Corrupt { line: 2, .. }), "{error}");
        std::fs::write(&path, "{\"version\":99}\n").unwrap();
        assert!(Store::open(&path, Duration::ZERO).unwrap_err().to_string().contains("version 99"));
        assert!(reset(&path).unwrap());
        assert!(!reset(&path).unwrap());
    }

    #[test]
    fn a_state_is_open_once() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("state.ndjson");
        let store = open(&path);
        assert!(matches!(Store::open(&path, Duration::ZERO), Err(StoreError::Locked { .. })));
        assert!(matches!(reset(&path), Err(StoreError::Locked { .. })));
        drop(store);
        open(&path);
    }
}
