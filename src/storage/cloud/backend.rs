//! The operations on an object store.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use futures::TryStreamExt as _;
use object_store::{
    Attribute, Attributes, GetOptions, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions,
    PutResult, UpdateVersion, path::Path,
};
use uuid::Uuid;

use super::{
    failure::{Class, Failure},
    verdict::{Verdict, not_done},
};
use crate::storage::{
    ObjectName, StorageError, Stored, Version,
    backend::{Backend, LARGEST},
};

/// How long it waits before each further attempt.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(200), Duration::from_secs(1), Duration::from_secs(3)];

/// The metadata by which a write knows itself again: each write has another value.
const MARK: &str = "tenantrywrite";

/// What a store names a version by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// The e-tag.
    Tag,
    /// Google's generation: its conditions know no e-tags.
    Generation,
}

impl Names {
    fn version(self, tag: Option<String>, generation: Option<String>) -> Option<Version> {
        match self {
            Self::Tag => tag,
            Self::Generation => generation,
        }
        .map(Version::new)
    }

    fn expectation(self, version: &Version) -> UpdateVersion {
        let text = Some(version.text().to_owned());
        match self {
            Self::Tag => UpdateVersion { e_tag: text, version: None },
            Self::Generation => UpdateVersion { e_tag: None, version: text },
        }
    }
}

/// An object as it was read, with the mark of the write that made it.
struct Found {
    stored: Stored,
    mark: Option<String>,
}

/// A write that is tried, perhaps several times.
struct Write<'a> {
    name: &'a ObjectName,
    bytes: Bytes,
    mode: PutMode,
    mark: String,
}

/// A store elsewhere.
pub(super) struct Cloud {
    client: Arc<dyn ObjectStore>,
    prefix: String,
    names: Names,
    pauses: [Duration; 3],
}

impl Cloud {
    pub(super) fn new(client: Arc<dyn ObjectStore>, prefix: &str, names: Names) -> Self {
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        Self { client, prefix, names, pauses: PAUSES }
    }

    #[cfg(test)]
    pub(super) fn without_pauses(self) -> Self {
        Self { pauses: [Duration::ZERO; 3], ..self }
    }

    fn path(&self, name: &str) -> Path {
        Path::from(format!("{}{name}", self.prefix))
    }

    /// Writes until the store has said what became of it. Every attempt carries the same condition,
    /// so that at most one of them is carried out. `Err(None)` is a condition that was not fulfilled.
    async fn write(&self, write: Write<'_>) -> Result<Version, Option<StorageError>> {
        let name = write.name.as_str();
        let mut doubt = None;
        let mut last = Failure::new(Class::Undone, "it was not asked");
        for pause in self.pauses.iter().map(Some).chain([None]) {
            match self.attempt(&write).await {
                Ok(put) => {
                    let version = self.names.version(put.e_tag, put.version);
                    return version.ok_or_else(|| Some(unknown(name, "it named no version")));
                }
                Err(Verdict::Conflict | Verdict::Absent) if doubt.is_none() => return Err(None),
                // After a doubtful attempt the one who was there first may be ourselves, and where
                // somebody else is there, we may have been there before.
                Err(Verdict::Conflict | Verdict::Absent) => {
                    let found = self.find(write.name).await.ok().flatten();
                    let nobody_knows =
                        || Some(unknown(name, "its answer was lost, and others wrote too"));
                    return own(found, &write).ok_or_else(nobody_knows);
                }
                Err(Verdict::Failed(failure)) => last = failure,
            }
            if last.class == Class::Doubtful {
                if let Ok(found) = self.find(write.name).await
                    && let Some(version) = own(found, &write)
                {
                    return Ok(version);
                }
                doubt = Some(last.cause.clone());
            }
            match (last.class, pause) {
                (Class::Again | Class::Doubtful, Some(pause)) => tokio::time::sleep(*pause).await,
                _ => break,
            }
        }
        Err(Some(match doubt {
            Some(cause) => unknown(name, &cause),
            None => not_done(name, last),
        }))
    }

    async fn attempt(&self, write: &Write<'_>) -> Result<PutResult, Verdict> {
        let mark = (Attribute::Metadata(MARK.into()), write.mark.clone());
        let options = PutOptions {
            mode: write.mode.clone(),
            attributes: Attributes::from_iter([mark]),
            ..PutOptions::default()
        };
        let path = self.path(write.name.as_str());
        let put = self.client.put_opts(&path, write.bytes.clone().into(), options).await;
        put.map_err(|error| Verdict::of(&error))
    }

    /// Reads an object once.
    async fn find(&self, name: &ObjectName) -> Result<Option<Found>, Verdict> {
        let failed = |error: object_store::Error| Verdict::of(&error);
        let path = self.path(name.as_str());
        let answer = match self.client.get_opts(&path, GetOptions::default()).await {
            Ok(answer) => answer,
            Err(error) => match failed(error) {
                Verdict::Absent => return Ok(None),
                verdict => return Err(verdict),
            },
        };
        if answer.meta.size > u64::try_from(LARGEST).unwrap_or(u64::MAX) {
            return Err(unfit("what lies there is larger than 16 MiB"));
        }
        let meta = &answer.meta;
        let version = self.names.version(meta.e_tag.clone(), meta.version.clone());
        let version = version.ok_or_else(|| unfit("it names no versions"))?;
        let mark = answer.attributes.get(&Attribute::Metadata(MARK.into()));
        let mark = mark.map(|mark| mark.as_ref().to_owned());
        let bytes = answer.bytes().await.map_err(failed)?.to_vec();
        Ok(Some(Found { stored: Stored { bytes, version }, mark }))
    }

    /// Repeats what may be repeated; `None` where there is nothing of the name. A failure comes with
    /// whether any attempt may have been carried out.
    async fn patiently<T, F: Future<Output = Result<T, Verdict>>>(
        &self,
        once: impl Fn() -> F,
    ) -> Result<Option<T>, (Failure, bool)> {
        let mut doubtful = false;
        let mut pauses = self.pauses.iter();
        loop {
            let failure = match once().await {
                Ok(value) => return Ok(Some(value)),
                Err(Verdict::Absent) => return Ok(None),
                Err(Verdict::Conflict) => {
                    Failure::new(Class::Unfit, "it names a condition that was not set")
                }
                Err(Verdict::Failed(failure)) => failure,
            };
            doubtful |= failure.class == Class::Doubtful;
            match (failure.class, pauses.next()) {
                (Class::Again | Class::Doubtful, Some(pause)) => tokio::time::sleep(*pause).await,
                _ => return Err((failure, doubtful)),
            }
        }
    }

    /// Names what lies in a folder once.
    async fn names_in(&self, folder: Option<&ObjectName>) -> Result<Vec<ObjectName>, Verdict> {
        let path = self.path(folder.map_or("", ObjectName::as_str));
        let found = self.client.list(Some(&path)).try_collect::<Vec<_>>().await;
        let found = found.map_err(|error| Verdict::of(&error))?;
        let ours = |path: &Path| path.as_ref().strip_prefix(&self.prefix)?.parse().ok();
        let mut names: Vec<ObjectName> =
            found.iter().filter_map(|meta| ours(&meta.location)).collect();
        names.sort();
        Ok(names)
    }
}

#[async_trait]
impl Backend for Cloud {
    async fn read(&self, name: &ObjectName) -> Result<Option<Stored>, StorageError> {
        let found = self.patiently(|| self.find(name)).await;
        let found = found.map_err(|(failure, _)| not_done(name.as_str(), failure))?;
        Ok(found.flatten().map(|found| found.stored))
    }

    async fn list(&self, folder: Option<&ObjectName>) -> Result<Vec<ObjectName>, StorageError> {
        let what = folder.map_or("/", ObjectName::as_str);
        let found = self.patiently(|| self.names_in(folder)).await;
        let found = found.map_err(|(failure, _)| not_done(what, failure))?;
        Ok(found.unwrap_or_default())
    }

    async fn create(&self, name: &ObjectName, bytes: Bytes) -> Result<Version, StorageError> {
        let mark = Uuid::new_v4().simple().to_string();
        let lost = || StorageError::AlreadyThere { name: name.to_string() };
        let write = Write { name, bytes, mode: PutMode::Create, mark };
        self.write(write).await.map_err(|error| error.unwrap_or_else(lost))
    }

    async fn replace(
        &self,
        name: &ObjectName,
        bytes: Bytes,
        expected: &Version,
    ) -> Result<Version, StorageError> {
        let mark = Uuid::new_v4().simple().to_string();
        let lost = || StorageError::Changed { name: name.to_string() };
        let mode = PutMode::Update(self.names.expectation(expected));
        let write = Write { name, bytes, mode, mark };
        self.write(write).await.map_err(|error| error.unwrap_or_else(lost))
    }

    async fn delete(&self, name: &ObjectName) -> Result<(), StorageError> {
        let path = self.path(name.as_str());
        let once =
            || async { self.client.delete(&path).await.map_err(|error| Verdict::of(&error)) };
        match self.patiently(once).await {
            Ok(_) => Ok(()),
            Err((failure, true)) => Err(unknown(name.as_str(), &failure.cause)),
            Err((failure, false)) => Err(not_done(name.as_str(), failure)),
        }
    }
}

/// Returns the version of what was found if this very write made it. A store that keeps no
/// metadata is told by the bytes.
fn own(found: Option<Found>, write: &Write<'_>) -> Option<Version> {
    let found = found?;
    let same_bytes = found.stored.bytes == write.bytes;
    let same_mark = found.mark.is_none_or(|mark| mark == write.mark);
    (same_bytes && same_mark).then_some(found.stored.version)
}

fn unknown(name: &str, cause: &str) -> StorageError {
    StorageError::Unknown { name: name.to_owned(), cause: cause.to_owned() }
}

fn unfit(cause: &str) -> Verdict {
    Verdict::Failed(Failure::new(Class::Unfit, cause))
}
