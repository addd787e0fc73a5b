//! Where events go.

use std::{collections::BTreeSet, path::Path};

use super::{AuditError, ChainId, Event, folder::Folder, objects::Objects, piece::Reading};
use crate::{
    domain::{StoragePlace, StorageUrl, TenantId},
    storage::Storage,
};

/// Where events go: a local folder, or an object store.
#[derive(Debug, Clone)]
pub struct Sink {
    place: Place,
}

#[derive(Debug, Clone)]
enum Place {
    Folder(Folder),
    Objects(Objects),
}

impl Sink {
    /// Opens the place at an address; a relative folder begins at the configuration's folder.
    ///
    /// Nothing is sent and nothing is made.
    ///
    /// # Errors
    ///
    /// Fails where the environment holds no usable credential for an object store.
    pub fn open(url: &StorageUrl, base: &Path) -> Result<Self, AuditError> {
        match url.place() {
            StoragePlace::Folder(path) => Ok(Self::in_folder(&base.join(path))),
            _ => Ok(Self::in_storage(Storage::open(url, base)?)),
        }
    }

    /// Names a local folder; nothing is read or made.
    #[must_use]
    pub fn in_folder(path: &Path) -> Self {
        Self { place: Place::Folder(Folder::new(path.to_owned())) }
    }

    /// Uses an object store.
    #[must_use]
    pub fn in_storage(storage: Storage) -> Self {
        Self { place: Place::Objects(Objects::new(storage)) }
    }

    /// Appends an event to its chain; it is durable when this returns.
    ///
    /// Any number of threads, processes and machines may do so at once. In a local folder this
    /// takes three small writes to the disk and blocks meanwhile.
    ///
    /// # Errors
    ///
    /// The event must then count as not written: what gives access must not be done, and what ends
    /// access is done all the same. The message says what to do.
    pub async fn append(&self, event: &Event) -> Result<(), AuditError> {
        match &self.place {
            Place::Folder(folder) => folder.append(event),
            Place::Objects(objects) => objects.append(event).await,
        }
    }

    /// Names all chains, or those of one tenant.
    pub(super) async fn chains(
        &self,
        tenant: Option<TenantId>,
    ) -> Result<BTreeSet<ChainId>, AuditError> {
        match &self.place {
            Place::Folder(folder) => folder.chains(tenant),
            Place::Objects(objects) => objects.chains(tenant).await,
        }
    }

    /// Begins to read a chain, as far as it goes now.
    pub(super) async fn read(&self, chain: ChainId) -> Result<Reading, AuditError> {
        match &self.place {
            Place::Folder(folder) => folder.read(chain),
            Place::Objects(objects) => objects.read(chain).await,
        }
    }
}
