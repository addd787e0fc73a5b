//! What is said of writes whose answers were lost, refused or late, over real connections.

use std::sync::Arc;

use bytes::Bytes;

use super::{
    backend::{Cloud, Names},
    environment::Environment,
    open::azure,
    script::{
        Fate::{self, Answer, Break, Do, DoAndBreak},
        Server,
    },
};
use crate::storage::{ObjectName, StorageError, Version, backend::Backend};

/// What a write came to, without its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    Done,
    AlreadyThere,
    Changed,
    Refused,
    Unavailable,
    Unknown,
    Unfit,
}

fn came<T>(outcome: &Result<T, StorageError>) -> Came {
    let Err(error) = outcome else { return Came::Done };
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("hunter2") && !shown.contains("127.0.0.1"), "{shown}");
    match error {
        StorageError::AlreadyThere { .. } => Came::AlreadyThere,
        StorageError::Changed { .. } => Came::Changed,
        StorageError::Refused { .. } => Came::Refused,
        StorageError::Unavailable { .. } => Came::Unavailable,
        StorageError::Unknown { .. } => Came::Unknown,
        StorageError::Unfit { .. } => Came::Unfit,
    }
}

/// Opens a server's container with a signature that must never be seen.
fn cloud(server: &Server) -> Cloud {
    let environment = Environment::of(|name| {
        match name {
            "AZURE_STORAGE_ENDPOINT" => Some(server.endpoint()),
            "AZURE_STORAGE_SAS_TOKEN" => Some("sv=2022-11-02&sig=hunter2hunter2"),
            _ => None,
        }
        .map(ToOwned::to_owned)
    });
    let client = azure("account", "container", &environment).ok().expect("opens");
    Cloud::new(Arc::clone(&client), "", Names::Tag).without_pauses()
}

fn name(text: &str) -> ObjectName {
    text.parse().expect("valid")
}

async fn create(cloud: &Cloud, bytes: &'static [u8]) -> Result<Version, StorageError> {
    cloud.create(&name("a/b"), Bytes::from_static(bytes)).await
}

const CONFLICT: Fate = Answer(409, "ConditionalRequestConflict");
const BUSY: Fate = Answer(429, "TooManyRequests");
const BROKEN: Fate = Answer(500, "InternalError");
const DENIED: Fate = Answer(403, "AuthenticationFailed");

#[tokio::test]
async fn a_create_says_what_became_of_it() {
    // Fates of the requests in their order, what is to be said, and how many writes are sent.
    let table: &[(&[Fate], Came, usize)] = &[
        (&[Do], Came::Done, 1),
        // Found by reading.
        (&[DoAndBreak], Came::Done, 1),
        (&[Break, Do], Came::Done, 2),
        (&[BROKEN, Do, Do], Came::Done, 2),
        // Found by reading, after the second write met the first.
        (&[DoAndBreak, BROKEN, Do, Do], Came::Done, 2),
        (&[DoAndBreak, DENIED, Do, DENIED], Came::Unknown, 2),
        // Nobody knows, and it is not said to be certain.
        (&[BROKEN, Do, BROKEN, Do, BROKEN, Do, BROKEN, Do], Came::Unknown, 4),
        (&[Break, DENIED, DENIED], Came::Unknown, 2),
        (&[BROKEN, Do, BUSY, BUSY, BUSY], Came::Unknown, 4),
        // Certainly not written.
        (&[DENIED], Came::Refused, 1),
        (&[BUSY, BUSY, BUSY, BUSY], Came::Unavailable, 4),
        (&[BUSY, Do], Came::Done, 2),
        (&[CONFLICT, Do], Came::Done, 2),
        (&[Answer(404, "ContainerNotFound")], Came::Unavailable, 1),
        (&[Answer(409, "BlobImmutableDueToPolicy")], Came::Unavailable, 1),
        (&[Answer(412, "LeaseIdMissing")], Came::Unavailable, 1),
        (&[Answer(307, "TemporaryRedirect")], Came::Unavailable, 1),
    ];
    for (fates, expected, writes) in table {
        let server = Server::start();
        server.expect(fates);
        let outcome = create(&cloud(&server), b"mine").await;
        assert_eq!(came(&outcome), *expected, "{fates:?}: {outcome:?}");
        assert_eq!((server.writes(), server.fates_left()), (*writes, 0), "{fates:?}");
    }
}

#[tokio::test]
async fn somebody_elses_object_is_never_taken_for_ones_own() {
    let server = Server::start();
    let (mine, other) = (cloud(&server), cloud(&server));
    let theirs = create(&other, b"the same bytes").await.expect("made");
    for fates in [&[Do][..], &[Break, Do, Do, Do], &[BROKEN, BROKEN, Do, Do]] {
        server.expect(fates);
        let outcome = create(&mine, b"the same bytes").await;
        assert_eq!(came(&outcome), Came::AlreadyThere, "{fates:?}");
    }
    let read = mine.read(&name("a/b")).await.expect("readable").expect("there");
    assert_eq!(read.version, theirs);
}

#[tokio::test]
async fn a_replacement_says_what_became_of_it() {
    let table: &[(&[Fate], Came, usize)] = &[
        (&[Do], Came::Done, 1),
        (&[DoAndBreak], Came::Done, 1),
        (&[DoAndBreak, BROKEN, Do, Do], Came::Done, 2),
        (&[Break, Do, Do], Came::Done, 2),
        (&[BROKEN, Do, BROKEN, Do, BROKEN, Do, BROKEN, Do], Came::Unknown, 4),
        (&[Answer(412, "ConditionNotMet")], Came::Changed, 1),
        (&[DENIED], Came::Refused, 1),
    ];
    for (fates, expected, writes) in table {
        let server = Server::start();
        let cloud = cloud(&server);
        let version = create(&cloud, b"first").await.expect("made");
        server.expect(fates);
        let bytes = Bytes::from_static(b"second");
        let outcome = cloud.replace(&name("a/b"), bytes, &version).await;
        assert_eq!(came(&outcome), *expected, "{fates:?}: {outcome:?}");
        assert_eq!((server.writes(), server.fates_left()), (*writes, 0), "{fates:?}");
        if let Ok(version) = outcome {
            let read = cloud.read(&name("a/b")).await.expect("readable").expect("there");
            assert_eq!((read.version, read.bytes.as_slice()), (version, &b"second"[..]));
        }
    }
}

#[tokio::test]
async fn a_read_that_failed_is_never_nothing() {
    let table: &[(&[Fate], Came, Option<bool>)] = &[
        (&[Do], Came::Done, Some(false)),
        (&[BROKEN, Break, BUSY, Do], Came::Done, Some(false)),
        (&[Answer(404, "BlobNotFound")], Came::Done, Some(false)),
        (&[Answer(404, "ContainerNotFound")], Came::Unavailable, None),
        (&[Answer(404, "")], Came::Unavailable, None),
        (&[DENIED], Came::Refused, None),
        (&[BROKEN, BROKEN, BROKEN, BROKEN], Came::Unavailable, None),
        (&[Break, Break, Break, Break], Came::Unavailable, None),
        (&[Answer(302, "")], Came::Unavailable, None),
    ];
    for (fates, expected, there) in table {
        let server = Server::start();
        server.expect(fates);
        let outcome = cloud(&server).read(&name("a/b")).await;
        assert_eq!(came(&outcome), *expected, "{fates:?}");
        assert_eq!(outcome.ok().map(|found| found.is_some()), *there, "{fates:?}");
        assert_eq!(server.fates_left(), 0, "{fates:?}");
    }
}
