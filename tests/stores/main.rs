//! Stores on this machine: what each keeps to, between threads and processes, killed ones among
//! them, and in folders that somebody prepared.

#![expect(clippy::print_stdout, reason = "a process tells the one that started it how far it got")]

mod contract;
#[cfg(unix)]
mod hostile;
mod processes;

use std::path::Path;

use tenantry::storage::{Fault, Operation, Storage, StorageError};

/// Opens a folder as the configuration names it.
pub(crate) fn folder(base: &Path, url: &str) -> Storage {
    Storage::open(&url.parse().expect("a valid address"), base).expect("a folder opens")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn memory_keeps_the_contract() {
    contract::holds(&Storage::in_memory()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn folders_keep_the_contract() {
    let temp = tempfile::tempdir().expect("temp");
    contract::holds(&folder(temp.path(), "file:secrets")).await;
    contract::holds(&folder(temp.path(), "file:deep/er/secrets")).await;
    let absolute = format!("file:{}/elsewhere", temp.path().display());
    contract::holds(&folder(Path::new("/nowhere"), &absolute)).await;
}

#[tokio::test]
async fn stores_of_one_folder_are_one_store() {
    let temp = tempfile::tempdir().expect("temp");
    let (one, other) = (folder(temp.path(), "file:a"), folder(temp.path(), "file:./a/"));
    let version = one.create(&contract::name("x"), b"1").await.expect("made");
    let read = other.read(&contract::name("x")).await.expect("readable").expect("there");
    assert_eq!(read.version, version);
    assert_eq!(one.address(), other.address());
}

#[tokio::test]
async fn a_probe_tells_why() {
    let storage = Storage::in_memory().with_faults(|operation| match operation {
        Operation::Delete(_) => Some(Fault::LoseRequest),
        _ => None,
    });
    assert!(storage.probe().await.expect_err("not deleted").is_unknown());
    let away = Storage::in_memory().with_faults(|_| Some(Fault::Unavailable));
    assert!(matches!(away.probe().await, Err(StorageError::Unavailable { .. })));
    let refusing =
        Storage::in_memory().with_faults(|operation| operation.is_write().then_some(Fault::Refuse));
    assert!(matches!(refusing.probe().await, Err(StorageError::Refused { .. })));
}

#[tokio::test]
async fn nothing_larger_than_an_object_may_be_is_written() {
    let storage = Storage::in_memory();
    let large = vec![0; 16 * 1024 * 1024 + 1];
    let error = storage.create(&contract::name("x"), &large).await.expect_err("too large");
    assert!(matches!(error, StorageError::Unavailable { .. }));
    storage.create(&contract::name("x"), &large[1..]).await.expect("just fits");
}
