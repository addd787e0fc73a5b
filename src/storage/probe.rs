//! Whether a store can be relied on.

use uuid::Uuid;

use super::{ObjectName, Storage, StorageError};

/// Writes, overwrites, reads back and deletes a canary of an own name.
pub(super) async fn probe(storage: &Storage) -> Result<(), StorageError> {
    let name: ObjectName = format!("probe/{}", Uuid::new_v4().simple())
        .parse()
        .expect("invariant: hexadecimal digits are a name");
    let outcome = exercise(storage, &name).await;
    // Also after a failure: whatever of it was written must not stay.
    let deleted = storage.delete(&name).await;
    outcome?;
    deleted?;
    match storage.read(&name).await? {
        None => Ok(()),
        Some(_) => Err(unfit(&name, "what was deleted is still there")),
    }
}

async fn exercise(storage: &Storage, name: &ObjectName) -> Result<(), StorageError> {
    let first = storage.create(name, b"first\n").await?;
    match storage.create(name, b"again\n").await {
        Err(StorageError::AlreadyThere { .. }) => {}
        Ok(_) => return Err(unfit(name, "it created what was already there")),
        Err(error) => return Err(error),
    }
    let second = storage.replace(name, b"second\n", &first).await?;
    match storage.replace(name, b"stale\n", &first).await {
        Err(StorageError::Changed { .. }) => {}
        Ok(_) => return Err(unfit(name, "it replaced a version that was not there any more")),
        Err(error) => return Err(error),
    }
    match storage.read(name).await? {
        Some(stored) if stored.bytes == b"second\n" && stored.version == second => Ok(()),
        Some(_) => Err(unfit(name, "it gave back something else than was written")),
        None => Err(unfit(name, "what was written is not there")),
    }
}

fn unfit(name: &ObjectName, cause: &str) -> StorageError {
    StorageError::Unfit { name: name.to_string(), cause: cause.to_owned() }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use bytes::Bytes;

    use crate::storage::{
        ObjectName, Storage, StorageError, Stored, Version, backend::Backend, cloud,
    };

    /// A store that takes every write: conditions are ignored, as by servers that do not know them.
    struct Careless {
        kept: std::sync::Arc<dyn Backend>,
        creates: bool,
        replaces: bool,
    }

    #[async_trait]
    impl Backend for Careless {
        async fn read(&self, name: &ObjectName) -> Result<Option<Stored>, StorageError> {
            self.kept.read(name).await
        }

        async fn list(&self, folder: Option<&ObjectName>) -> Result<Vec<ObjectName>, StorageError> {
            self.kept.list(folder).await
        }

        async fn create(&self, name: &ObjectName, bytes: Bytes) -> Result<Version, StorageError> {
            if self.creates {
                self.kept.delete(name).await?;
            }
            self.kept.create(name, bytes).await
        }

        async fn replace(
            &self,
            name: &ObjectName,
            bytes: Bytes,
            expected: &Version,
        ) -> Result<Version, StorageError> {
            if self.replaces {
                self.kept.delete(name).await?;
                return self.kept.create(name, bytes).await;
            }
            self.kept.replace(name, bytes, expected).await
        }

        async fn delete(&self, name: &ObjectName) -> Result<(), StorageError> {
            self.kept.delete(name).await
        }
    }

    #[tokio::test]
    async fn a_store_that_ignores_conditions_is_unfit_and_left_empty() {
        for (creates, replaces, fit) in
            [(false, false, true), (true, false, false), (false, true, false)]
        {
            let careless = Careless { kept: cloud::in_memory(), creates, replaces };
            let storage = Storage::of(std::sync::Arc::new(careless));
            let outcome = storage.probe().await;
            let unfit = matches!(outcome, Err(StorageError::Unfit { .. }));
            assert_eq!((outcome.is_ok(), unfit), (fit, !fit), "{outcome:?}");
            assert_eq!(storage.list(None).await.expect("listed"), []);
        }
    }
}
