//! One door to every kind of store.

use std::{fmt, path::Path, sync::Arc};

use bytes::Bytes;

use super::{
    ObjectName, StorageError, Stored, Version,
    backend::{Backend, LARGEST},
    cloud,
    faults::{Fault, Faulty, Operation},
    folder::Folder,
    probe,
};
use crate::domain::{StoragePlace, StorageUrl};

/// A place that keeps bytes under names beyond a run; clones share it.
///
/// A write that returned `Ok` is durable: it outlives a crash of this machine (local folders) or is
/// acknowledged by the store. Both conditional writes are atomic, also between machines.
#[derive(Clone)]
pub struct Storage {
    backend: Arc<dyn Backend>,
    address: Arc<str>,
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Storage").field(&self.address).finish()
    }
}

impl Storage {
    /// Opens a store; `base` is the configuration's folder, where a relative `file:` begins.
    ///
    /// Nothing is sent and nothing is made: [`Self::probe`] tells whether the store answers.
    /// Credentials come from the environment variables that `docs/stores.md` names.
    ///
    /// # Errors
    ///
    /// [`StorageError::Refused`] where the environment holds no usable credential, and
    /// [`StorageError::Unavailable`] where it names an endpoint that is not safe.
    pub fn open(url: &StorageUrl, base: &Path) -> Result<Self, StorageError> {
        let backend: Arc<dyn Backend> = match url.place() {
            StoragePlace::Folder(path) => Arc::new(Folder::new(base, path)),
            place => cloud::open(place, &url.to_string())?,
        };
        Ok(Self { backend, address: url.to_string().into() })
    }

    /// Makes an empty store that lives as long as its clones, for tests and rehearsals.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { backend: cloud::in_memory(), address: "memory:".into() }
    }

    #[cfg(test)]
    pub(super) fn of(backend: Arc<dyn Backend>) -> Self {
        Self { backend, address: "test:".into() }
    }

    /// Returns this store with a fault on each operation that `decide` wants one for.
    #[must_use]
    pub fn with_faults(
        self,
        decide: impl Fn(&Operation<'_>) -> Option<Fault> + Send + Sync + 'static,
    ) -> Self {
        let backend = Arc::new(Faulty::new(self.backend, Box::new(decide)));
        Self { backend, address: self.address }
    }

    /// Returns the address, for people.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Reads an object; `None` where there is none.
    ///
    /// # Errors
    ///
    /// Any failure to read is an error, never `None`.
    pub async fn read(&self, name: &ObjectName) -> Result<Option<Stored>, StorageError> {
        self.backend.read(name).await
    }

    /// Names the objects in a folder and below it, or all of them, in the order of their names.
    ///
    /// # Errors
    ///
    /// Fails where not all of them could be read.
    pub async fn list(&self, folder: Option<&ObjectName>) -> Result<Vec<ObjectName>, StorageError> {
        self.backend.list(folder).await
    }

    /// Writes an object that is not there yet.
    ///
    /// # Errors
    ///
    /// [`StorageError::AlreadyThere`] where one is; of the others only [`StorageError::Unknown`]
    /// leaves it open whether the bytes were written.
    pub async fn create(&self, name: &ObjectName, bytes: &[u8]) -> Result<Version, StorageError> {
        self.backend.create(name, bounded(name, bytes)?).await
    }

    /// Writes an object over a version of it.
    ///
    /// # Errors
    ///
    /// [`StorageError::Changed`] where that version is not there any more; of the others only
    /// [`StorageError::Unknown`] leaves it open whether the bytes were written.
    pub async fn replace(
        &self,
        name: &ObjectName,
        bytes: &[u8],
        expected: &Version,
    ) -> Result<Version, StorageError> {
        self.backend.replace(name, bounded(name, bytes)?, expected).await
    }

    /// Removes an object; one that is not there is no error.
    ///
    /// # Errors
    ///
    /// After [`StorageError::Unknown`] it may be there or not.
    pub async fn delete(&self, name: &ObjectName) -> Result<(), StorageError> {
        self.backend.delete(name).await
    }

    /// Learns by a canary below `probe/` whether the store answers, may be written to, and honours
    /// both conditions; nothing of it stays.
    ///
    /// # Errors
    ///
    /// [`StorageError::Unfit`] where it took a write that it had to refuse, or gave back other
    /// bytes; else what the operation failed with.
    pub async fn probe(&self) -> Result<(), StorageError> {
        probe::probe(self).await
    }
}

fn bounded(name: &ObjectName, bytes: &[u8]) -> Result<Bytes, StorageError> {
    if bytes.len() > LARGEST {
        return Err(StorageError::Unavailable {
            name: name.to_string(),
            cause: "an object has at most 16 MiB".to_owned(),
        });
    }
    Ok(Bytes::copy_from_slice(bytes))
}
