//! The operations on a local folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::{
    files::{Unfinished, make_folder, read_bounded, remove_unfinished, sync_folder},
    lock::FolderLock,
    path::{Root, is_there},
};
use crate::domain::hexadecimal;
use crate::storage::{
    ObjectName, StorageError, Stored, Version,
    backend::{Backend, LARGEST},
};

/// A store in a local folder, which the first write makes.
#[derive(Debug, Clone)]
pub(in crate::storage) struct Folder {
    root: Root,
}

impl Folder {
    pub(in crate::storage) fn new(base: &Path, path: &str) -> Self {
        Self { root: Root::new(base, path) }
    }

    /// Does something that waits for the disk where nothing else waits for it.
    async fn blocking<T: Send + 'static>(
        &self,
        name: &str,
        work: impl FnOnce(&Root) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let root = self.root.clone();
        tokio::task::spawn_blocking(move || work(&root))
            .await
            .unwrap_or_else(|_| Err(unknown(name, "the task that wrote it died")))
    }
}

#[async_trait]
impl Backend for Folder {
    async fn read(&self, name: &ObjectName) -> Result<Option<Stored>, StorageError> {
        let wanted = name.clone();
        self.blocking(name.as_str(), move |root| read(root, &wanted)).await
    }

    async fn list(&self, folder: Option<&ObjectName>) -> Result<Vec<ObjectName>, StorageError> {
        let wanted = folder.cloned();
        let name = folder.map_or("/", ObjectName::as_str);
        self.blocking(name, move |root| list(root, wanted.as_ref())).await
    }

    async fn create(&self, name: &ObjectName, bytes: Bytes) -> Result<Version, StorageError> {
        let wanted = name.clone();
        self.blocking(name.as_str(), move |root| create(root, &wanted, &bytes)).await
    }

    async fn replace(
        &self,
        name: &ObjectName,
        bytes: Bytes,
        expected: &Version,
    ) -> Result<Version, StorageError> {
        let (wanted, expected) = (name.clone(), expected.clone());
        self.blocking(name.as_str(), move |root| replace(root, &wanted, &bytes, &expected)).await
    }

    async fn delete(&self, name: &ObjectName) -> Result<(), StorageError> {
        let wanted = name.clone();
        self.blocking(name.as_str(), move |root| delete(root, &wanted)).await
    }
}

fn read(root: &Root, name: &ObjectName) -> Result<Option<Stored>, StorageError> {
    let failed = |error: io::Error| failed(name.as_str(), &error);
    let path = root.object(name);
    if !root.can_hold(name).map_err(failed)? || !is_there(&path).map_err(failed)? {
        return Ok(None);
    }
    match read_bounded(&path, LARGEST) {
        Ok(Some(bytes)) => Ok(Some(Stored { version: version(&bytes), bytes })),
        Ok(None) => Err(StorageError::Unfit {
            name: name.to_string(),
            cause: "what lies there is larger than 16 MiB".to_owned(),
        }),
        // Deleted between the two looks.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

fn list(root: &Root, folder: Option<&ObjectName>) -> Result<Vec<ObjectName>, StorageError> {
    let failed = |error: io::Error| failed(folder.map_or("/", ObjectName::as_str), &error);
    let mut found = Vec::new();
    let mut open: Vec<Option<ObjectName>> = vec![folder.cloned()];
    while let Some(folder) = open.pop() {
        if !root.has(folder.as_ref()).map_err(failed)? {
            continue;
        }
        let path = folder.as_ref().map_or_else(|| root.path(), |folder| root.object(folder));
        for (name, is_folder) in entries(&path, folder.as_ref()).map_err(failed)? {
            if is_folder {
                open.push(Some(name));
            } else {
                found.push(name);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Names the objects and folders right in a folder. What is no object's name, such as the lock and
/// unfinished files, is not ours; a link is refused.
fn entries(path: &Path, folder: Option<&ObjectName>) -> io::Result<Vec<(ObjectName, bool)>> {
    let entries = match fs::read_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str().and_then(|name| match folder {
            Some(folder) => folder.join(name).ok(),
            None => name.parse().ok(),
        }) else {
            continue;
        };
        let is_folder = entry.file_type()?.is_dir();
        if is_folder || is_there(&entry.path())? {
            found.push((name, is_folder));
        }
    }
    Ok(found)
}

fn create(root: &Root, name: &ObjectName, bytes: &[u8]) -> Result<Version, StorageError> {
    let failed = |error: io::Error| failed(name.as_str(), &error);
    let (_lock, folder) = hold(root, name).map_err(failed)?;
    let path = root.object(name);
    if is_there(&path).map_err(failed)? {
        return Err(StorageError::AlreadyThere { name: name.to_string() });
    }
    let unfinished = Unfinished::write(&folder, bytes).map_err(failed)?;
    match unfinished.link(&path) {
        Ok(()) => {}
        // Somebody who does not know the lock.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(StorageError::AlreadyThere { name: name.to_string() });
        }
        Err(error) => return Err(failed(error)),
    }
    drop(unfinished);
    durable(name, &folder)?;
    Ok(version(bytes))
}

fn replace(
    root: &Root,
    name: &ObjectName,
    bytes: &[u8],
    expected: &Version,
) -> Result<Version, StorageError> {
    let failed = |error: io::Error| failed(name.as_str(), &error);
    let changed = || StorageError::Changed { name: name.to_string() };
    if !root.can_hold(name).map_err(failed)? {
        return Err(changed());
    }
    let (_lock, folder) = hold(root, name).map_err(failed)?;
    match read(root, name)? {
        Some(stored) if stored.version == *expected => {}
        _ => return Err(changed()),
    }
    let unfinished = Unfinished::write(&folder, bytes).map_err(failed)?;
    unfinished.rename(&root.object(name)).map_err(failed)?;
    durable(name, &folder)?;
    Ok(version(bytes))
}

fn delete(root: &Root, name: &ObjectName) -> Result<(), StorageError> {
    let failed = |error: io::Error| failed(name.as_str(), &error);
    let path = root.object(name);
    if !root.can_hold(name).map_err(failed)? {
        return Ok(());
    }
    let (_lock, folder) = hold(root, name).map_err(failed)?;
    if is_there(&path).map_err(failed)? {
        fs::remove_file(&path).map_err(failed)?;
        durable(name, &folder)?;
    }
    Ok(())
}

/// Makes the folders of an object, takes the store's lock, and clears away what crashed writers
/// left. Returns the lock and the folder that holds the object.
fn hold(root: &Root, name: &ObjectName) -> io::Result<(FolderLock, PathBuf)> {
    if !root.can_hold(name)? {
        root.folders(name).iter().try_for_each(|folder| make_folder(folder))?;
        // Not everything that was there before need be a folder.
        root.can_hold(name)?;
    }
    let lock = FolderLock::take(&root.path())?;
    let folder = root.folders(name).pop().unwrap_or_else(|| root.path());
    remove_unfinished(&folder)?;
    Ok((lock, folder))
}

/// Waits until a change of names is durable; until then nobody knows what a crash would leave.
fn durable(name: &ObjectName, folder: &Path) -> Result<(), StorageError> {
    sync_folder(folder).map_err(|error| unknown(name.as_str(), error.to_string()))
}

/// The version of a file is the hash of its bytes.
fn version(bytes: &[u8]) -> Version {
    Version::new(hexadecimal(&Sha256::digest(bytes)))
}

/// Tells what an error means before anything was given its name.
fn failed(name: &str, error: &io::Error) -> StorageError {
    let (name, cause) = (name.to_owned(), error.to_string());
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            StorageError::Refused { name, cause }
        }
        _ => StorageError::Unavailable { name, cause },
    }
}

fn unknown(name: &str, cause: impl Into<String>) -> StorageError {
    StorageError::Unknown { name: name.to_owned(), cause: cause.into() }
}
