//! A store that fails as it is told to, for tests and rehearsals.

use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use bytes::Bytes;

use super::{ObjectName, StorageError, Stored, Version, backend::Backend};

/// How often an answer that comes late lets others go first.
const LATENESS: usize = 16;

/// An operation on a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation<'a> {
    /// Reads an object.
    Read(&'a ObjectName),
    /// Lists a folder, or everything.
    List(Option<&'a ObjectName>),
    /// Writes an object that must not be there.
    Create(&'a ObjectName),
    /// Writes an object that must be there.
    Replace(&'a ObjectName),
    /// Removes an object.
    Delete(&'a ObjectName),
}

impl Operation<'_> {
    /// Returns whether this changes the store.
    #[must_use]
    pub fn is_write(&self) -> bool {
        !matches!(self, Self::Read(_) | Self::List(_))
    }
}

/// What goes wrong with an operation. What is only possible for a write makes a read unavailable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The store refuses it.
    Refuse,
    /// The store cannot be reached; nothing is done.
    Unavailable,
    /// It is done, and others go first before the answer comes.
    Late,
    /// It is done, and its answer is lost.
    LoseAnswer,
    /// It is lost on the way: nothing is done, and nobody knows.
    LoseRequest,
    /// Its answer is lost, and it is done only just before the store's next operation.
    LandLater,
}

/// Decides which operation meets which fault.
pub(super) type Decide = Box<dyn Fn(&Operation<'_>) -> Option<Fault> + Send + Sync>;

/// A write, kept until it is done.
enum Write {
    Create(ObjectName, Bytes),
    Replace(ObjectName, Bytes, Version),
    Delete(ObjectName),
}

/// A store that fails as it is told to.
pub(super) struct Faulty {
    inner: Arc<dyn Backend>,
    decide: Decide,
    on_the_way: Mutex<Vec<Write>>,
}

impl Faulty {
    pub(super) fn new(inner: Arc<dyn Backend>, decide: Decide) -> Self {
        Self { inner, decide, on_the_way: Mutex::new(Vec::new()) }
    }

    /// Does what was still on its way, and asks what becomes of the next operation.
    async fn next(&self, operation: Operation<'_>) -> Option<Fault> {
        let landing = {
            let mut waiting = self.on_the_way.lock().unwrap_or_else(PoisonError::into_inner);
            mem::take(&mut *waiting)
        };
        for write in landing {
            // Nobody waits for this answer any more.
            let _ = self.carry_out(write).await;
        }
        (self.decide)(&operation)
    }

    async fn carry_out(&self, write: Write) -> Result<Option<Version>, StorageError> {
        match write {
            Write::Create(name, bytes) => self.inner.create(&name, bytes).await.map(Some),
            Write::Replace(name, bytes, expected) => {
                self.inner.replace(&name, bytes, &expected).await.map(Some)
            }
            Write::Delete(name) => self.inner.delete(&name).await.map(|()| None),
        }
    }

    async fn write(
        &self,
        operation: Operation<'_>,
        write: Write,
    ) -> Result<Option<Version>, StorageError> {
        let name = match &write {
            Write::Create(name, _) | Write::Replace(name, ..) | Write::Delete(name) => name.clone(),
        };
        match self.next(operation).await {
            None => self.carry_out(write).await,
            Some(Fault::Refuse) => Err(refused(name.as_str())),
            Some(Fault::Unavailable) => Err(unavailable(name.as_str())),
            Some(Fault::Late) => {
                let answer = self.carry_out(write).await;
                let_others_go_first().await;
                answer
            }
            Some(Fault::LoseAnswer) => {
                let _ = self.carry_out(write).await;
                Err(unknown(name.as_str()))
            }
            Some(Fault::LoseRequest) => Err(unknown(name.as_str())),
            Some(Fault::LandLater) => {
                self.on_the_way.lock().unwrap_or_else(PoisonError::into_inner).push(write);
                Err(unknown(name.as_str()))
            }
        }
    }

    /// Says why a read is not carried out, if it is not.
    async fn hinder(&self, operation: Operation<'_>, what: &str) -> Result<(), StorageError> {
        match self.next(operation).await {
            None => Ok(()),
            Some(Fault::Late) => {
                let_others_go_first().await;
                Ok(())
            }
            Some(Fault::Refuse) => Err(refused(what)),
            Some(_) => Err(unavailable(what)),
        }
    }
}

#[async_trait]
impl Backend for Faulty {
    async fn read(&self, name: &ObjectName) -> Result<Option<Stored>, StorageError> {
        self.hinder(Operation::Read(name), name.as_str()).await?;
        self.inner.read(name).await
    }

    async fn list(&self, folder: Option<&ObjectName>) -> Result<Vec<ObjectName>, StorageError> {
        let what = folder.map_or("/", ObjectName::as_str);
        self.hinder(Operation::List(folder), what).await?;
        self.inner.list(folder).await
    }

    async fn create(&self, name: &ObjectName, bytes: Bytes) -> Result<Version, StorageError> {
        let write = Write::Create(name.clone(), bytes);
        let version = self.write(Operation::Create(name), write).await?;
        version.ok_or_else(|| unknown(name.as_str()))
    }

    async fn replace(
        &self,
        name: &ObjectName,
        bytes: Bytes,
        expected: &Version,
    ) -> Result<Version, StorageError> {
        let write = Write::Replace(name.clone(), bytes, expected.clone());
        let version = self.write(Operation::Replace(name), write).await?;
        version.ok_or_else(|| unknown(name.as_str()))
    }

    async fn delete(&self, name: &ObjectName) -> Result<(), StorageError> {
        self.write(Operation::Delete(name), Write::Delete(name.clone())).await.map(drop)
    }
}

async fn let_others_go_first() {
    for _ in 0..LATENESS {
        tokio::task::yield_now().await;
    }
}

fn refused(name: &str) -> StorageError {
    StorageError::Refused { name: name.to_string(), cause: "it was told to refuse".to_owned() }
}

fn unavailable(name: &str) -> StorageError {
    StorageError::Unavailable { name: name.to_string(), cause: "it was told to be away".to_owned() }
}

fn unknown(name: &str) -> StorageError {
    StorageError::Unknown { name: name.to_string(), cause: "the answer was lost".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Operation};
    use crate::storage::{ObjectName, Storage, StorageError};

    fn name(text: &str) -> ObjectName {
        text.parse().expect("valid")
    }

    fn creating_meets(fault: Fault) -> Storage {
        let storage = Storage::in_memory();
        storage.with_faults(move |operation| {
            (*operation == Operation::Create(&name("a"))).then_some(fault)
        })
    }

    async fn held(storage: &Storage) -> Option<Vec<u8>> {
        storage.read(&name("a")).await.expect("readable").map(|stored| stored.bytes)
    }

    #[tokio::test]
    async fn each_fault_leaves_what_it_says() {
        for (fault, unknown, there) in [
            (Fault::Refuse, false, false),
            (Fault::Unavailable, false, false),
            (Fault::LoseAnswer, true, true),
            (Fault::LoseRequest, true, false),
            (Fault::LandLater, true, true),
        ] {
            let storage = creating_meets(fault);
            let error = storage.create(&name("a"), b"1").await.expect_err("a fault");
            assert_eq!(error.is_unknown(), unknown, "{fault:?}: {error}");
            assert_eq!(held(&storage).await.is_some(), there, "{fault:?}");
        }
        let late = creating_meets(Fault::Late);
        late.create(&name("a"), b"1").await.expect("only late");
        assert_eq!(held(&late).await.as_deref(), Some(&b"1"[..]));
    }

    #[tokio::test]
    async fn a_write_that_lands_later_keeps_its_condition() {
        let (plain, faulty) = {
            let storage = Storage::in_memory();
            (storage.clone(), storage.with_faults(|_| Some(Fault::LandLater)))
        };
        assert!(faulty.create(&name("a"), b"late").await.expect_err("lost").is_unknown());
        plain.create(&name("a"), b"first").await.expect("not there yet");
        let away = faulty.read(&name("b")).await.expect_err("reads cannot land later");
        assert!(matches!(away, StorageError::Unavailable { .. }));
        assert_eq!(held(&plain).await.as_deref(), Some(&b"first"[..]), "the race was lost");
    }
}
