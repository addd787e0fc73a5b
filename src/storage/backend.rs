//! What every kind of store can do.

use async_trait::async_trait;
use bytes::Bytes;

use super::{ObjectName, StorageError, Stored, Version};

/// The most bytes that an object has.
pub(super) const LARGEST: usize = 16 * 1024 * 1024;

/// A kind of store.
#[async_trait]
pub(super) trait Backend: Send + Sync {
    /// Reads an object; `None` where the store says that there is none.
    async fn read(&self, name: &ObjectName) -> Result<Option<Stored>, StorageError>;

    /// Names what lies in a folder, in the order of the names.
    async fn list(&self, folder: Option<&ObjectName>) -> Result<Vec<ObjectName>, StorageError>;

    /// Writes an object that is not there.
    async fn create(&self, name: &ObjectName, bytes: Bytes) -> Result<Version, StorageError>;

    /// Writes an object over the version that is expected there.
    async fn replace(
        &self,
        name: &ObjectName,
        bytes: Bytes,
        expected: &Version,
    ) -> Result<Version, StorageError>;

    /// Removes an object; none there is fine.
    async fn delete(&self, name: &ObjectName) -> Result<(), StorageError>;
}
