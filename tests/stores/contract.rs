//! What every kind of store keeps to, whatever it is made of.

use std::collections::BTreeSet;

use tenantry::storage::{ObjectName, Storage, StorageError, Version};

/// Reads a name that is valid.
pub(crate) fn name(text: &str) -> ObjectName {
    text.parse().expect("a valid name")
}

async fn bytes(storage: &Storage, of: &ObjectName) -> Option<Vec<u8>> {
    storage.read(of).await.expect("readable").map(|stored| stored.bytes)
}

/// A life of one object: made once, replaced only by those who know its version, removed.
pub(crate) async fn one_object_lives(storage: &Storage) {
    let object = name("contoso/emergency-1/current");
    assert_eq!(storage.read(&object).await.expect("readable"), None);
    let first = storage.create(&object, b"one").await.expect("not there yet");
    let again = storage.create(&object, b"one").await;
    assert!(matches!(again, Err(StorageError::AlreadyThere { .. })), "{again:?}");
    let read = storage.read(&object).await.expect("readable").expect("there");
    assert_eq!((read.bytes.as_slice(), &read.version), (&b"one"[..], &first));

    let second = storage.replace(&object, b"two\n\0\xff", &first).await.expect("the version");
    assert_ne!(first, second);
    let stale = storage.replace(&object, b"three", &first).await;
    assert!(matches!(stale, Err(StorageError::Changed { .. })), "{stale:?}");
    assert_eq!(bytes(storage, &object).await.as_deref(), Some(&b"two\n\0\xff"[..]));

    storage.delete(&object).await.expect("removed");
    storage.delete(&object).await.expect("nothing to remove");
    assert_eq!(bytes(storage, &object).await, None);
    let gone = storage.replace(&object, b"four", &second).await;
    assert!(matches!(gone, Err(StorageError::Changed { .. })), "{gone:?}");
    assert_eq!(bytes(storage, &object).await, None, "a lost race writes nothing");
    storage.create(&object, b"").await.expect("free again");
    assert_eq!(bytes(storage, &object).await.as_deref(), Some(&b""[..]));
    storage.delete(&object).await.expect("removed");
}

/// Lists hold what lies in a folder, in order, and nothing beside it.
pub(crate) async fn lists_are_whole_and_in_order(storage: &Storage) {
    let all =
        ["a", "fabrikam/1", "fabrikam/10", "fabrikam/2", "fabrikam/deep/er/3", "fabrikam-2/1"];
    for object in all.iter().rev() {
        storage.create(&name(object), object.as_bytes()).await.expect("made");
    }
    let listed = |found: Vec<ObjectName>| found.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut sorted: Vec<String> = all.iter().map(ToString::to_string).collect();
    sorted.sort();
    assert_eq!(listed(storage.list(None).await.expect("listed")), sorted);
    let inside: Vec<String> =
        sorted.iter().filter(|object| object.starts_with("fabrikam/")).cloned().collect();
    assert_eq!(listed(storage.list(Some(&name("fabrikam"))).await.expect("listed")), inside);
    assert_eq!(storage.list(Some(&name("nobody"))).await.expect("listed"), []);
    for object in all {
        storage.delete(&name(object)).await.expect("removed");
    }
    assert_eq!(storage.list(None).await.expect("listed"), []);
}

/// Of many who write at once on the same condition, exactly one is told that it wrote, and what it
/// wrote is there.
pub(crate) async fn one_of_many_wins(storage: &Storage) {
    let object = name("race");
    let winner = winner(race(storage, &object, None).await, &object, storage).await;
    let version = storage.read(&object).await.expect("readable").expect("there").version;
    assert_eq!(version, winner);
    let next = race(storage, &object, Some(&version)).await;
    self::winner(next, &object, storage).await;
    storage.delete(&object).await.expect("removed");
}

type Outcomes = Vec<(String, Result<Version, StorageError>)>;

async fn race(storage: &Storage, object: &ObjectName, over: Option<&Version>) -> Outcomes {
    let tasks: Vec<_> = (0..12)
        .map(|number| {
            let (storage, object, over) = (storage.clone(), object.clone(), over.cloned());
            let text = format!("writer {number} over {}", over.is_some());
            tokio::spawn(async move {
                let outcome = match over {
                    None => storage.create(&object, text.as_bytes()).await,
                    Some(version) => storage.replace(&object, text.as_bytes(), &version).await,
                };
                (text, outcome)
            })
        })
        .collect();
    let mut outcomes = Vec::new();
    for task in tasks {
        outcomes.push(task.await.expect("no panic"));
    }
    outcomes
}

async fn winner(outcomes: Outcomes, object: &ObjectName, storage: &Storage) -> Version {
    let mut winners = Vec::new();
    for (text, outcome) in outcomes {
        match outcome {
            Ok(version) => winners.push((text, version)),
            Err(error) => assert!(error.is_lost_race(), "{error}"),
        }
    }
    let [(text, version)] = winners.as_slice() else { panic!("{} winners", winners.len()) };
    assert_eq!(bytes(storage, object).await.as_deref(), Some(text.as_bytes()));
    version.clone()
}

/// A counter that many raise by reading and replacing loses no step.
pub(crate) async fn no_step_is_lost(storage: &Storage) {
    let object = name("counter");
    storage.create(&object, b"0").await.expect("made");
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let (storage, object) = (storage.clone(), object.clone());
            tokio::spawn(async move {
                for _ in 0..5 {
                    raise(&storage, &object).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic");
    }
    assert_eq!(bytes(storage, &object).await.as_deref(), Some(&b"20"[..]));
    storage.delete(&object).await.expect("removed");
}

/// Raises a counter by one, however often others are first; returns what it became.
pub(crate) async fn raise(storage: &Storage, object: &ObjectName) -> u64 {
    loop {
        let stored = storage.read(object).await.expect("readable").expect("there");
        let text = String::from_utf8(stored.bytes).expect("text");
        let next = text.parse::<u64>().expect("never half written") + 1;
        match storage.replace(object, next.to_string().as_bytes(), &stored.version).await {
            Ok(_) => return next,
            Err(error) => assert!(error.is_lost_race(), "{error}"),
        }
    }
}

/// The store's own examination passes and leaves nothing.
pub(crate) async fn the_probe_leaves_nothing(storage: &Storage) {
    let before: BTreeSet<ObjectName> = list(storage).await;
    storage.probe().await.expect("a store that keeps its promises");
    assert_eq!(list(storage).await, before);
}

async fn list(storage: &Storage) -> BTreeSet<ObjectName> {
    storage.list(None).await.expect("listed").into_iter().collect()
}

/// Everything above, one after another.
pub(crate) async fn holds(storage: &Storage) {
    one_object_lives(storage).await;
    lists_are_whole_and_in_order(storage).await;
    one_of_many_wins(storage).await;
    no_step_is_lost(storage).await;
    the_probe_leaves_nothing(storage).await;
}
