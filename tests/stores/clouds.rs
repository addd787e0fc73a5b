//! What every cloud's store keeps to beside the contract, on a real server.

use tenantry::storage::{Storage, StorageError};

use crate::contract;

/// Two prefixes in one place are two stores.
pub(crate) async fn prefixes_are_apart(one: &Storage, other: &Storage) {
    let object = contract::name("contoso/a");
    one.create(&object, b"1").await.expect("made");
    assert_eq!(other.read(&object).await.expect("readable"), None);
    assert_eq!(other.list(None).await.expect("listed"), []);
    assert_eq!(one.list(None).await.expect("listed"), std::slice::from_ref(&object));
    one.delete(&object).await.expect("removed");
}

/// A list of more names than the server gives at once is whole.
pub(crate) async fn every_page_is_listed(storage: &Storage, names: u32, at_once: usize) {
    let all: Vec<u32> = (0..names).collect();
    for chunk in all.chunks(at_once) {
        let writes = chunk.iter().map(|number| {
            let (storage, object) = (storage.clone(), contract::name(&format!("{number:05}")));
            tokio::spawn(async move { storage.create(&object, b"").await })
        });
        for write in writes.collect::<Vec<_>>() {
            write.await.expect("no panic").expect("made");
        }
    }
    assert_eq!(storage.list(None).await.expect("listed").len(), all.len());
}

/// A container or bucket that is not there is an error in this word, and never an empty store.
pub(crate) async fn what_is_not_there_is_an_error(storage: &Storage, word: &str) {
    let object = contract::name("a");
    let outcomes = [
        storage.read(&object).await.map(drop),
        storage.list(None).await.map(drop),
        storage.create(&object, b"1").await.map(drop),
        storage.probe().await,
    ];
    for outcome in outcomes {
        let Err(StorageError::Unavailable { cause, .. }) = outcome else { panic!("{outcome:?}") };
        assert!(cause.contains(word), "{cause}");
    }
}
