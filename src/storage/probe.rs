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
