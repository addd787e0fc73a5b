//! What is said of writes whose answers were lost, refused or late, over real connections.

use bytes::Bytes;

use super::{
    backend::{Cloud, Names},
    environment::Environment,
    open::{amazon, azure, google},
    script::{
        Dialect,
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

/// Opens a server's container or bucket, with credentials that must never be seen.
fn cloud(server: &Server, dialect: Dialect) -> Cloud {
    let account = "{\"private_key\": \"hunter2\", \"private_key_id\": \"hunter2\", \
                   \"client_email\": \"a@b.example\", \"disable_oauth\": true}";
    let azure_endpoint = format!("{}/account", server.endpoint());
    let environment = Environment::of(|name| {
        match name {
            "AZURE_STORAGE_ENDPOINT" => Some(azure_endpoint.as_str()),
            "AZURE_STORAGE_SAS_TOKEN" => Some("sv=2022-11-02&sig=hunter2hunter2"),
            "AWS_ENDPOINT_URL" | "GOOGLE_BASE_URL" => Some(server.endpoint()),
            "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => Some("hunter2"),
            "GOOGLE_SERVICE_ACCOUNT_KEY" => Some(account),
            _ => None,
        }
        .map(ToOwned::to_owned)
    });
    let (client, names) = match dialect {
        Dialect::Azure => (azure("account", "container", &environment), Names::Tag),
        Dialect::Amazon => (amazon("bucket", &environment), Names::Tag),
        Dialect::Google => (google("bucket", &environment), Names::Generation),
    };
    Cloud::new(client.expect("opens"), "pre/fix", names).without_pauses()
}

fn started() -> (Server, Cloud) {
    let server = Server::start(Dialect::Azure);
    let cloud = cloud(&server, Dialect::Azure);
    (server, cloud)
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
        let (server, cloud) = started();
        server.expect(fates);
        let outcome = create(&cloud, b"mine").await;
        assert_eq!(came(&outcome), *expected, "{fates:?}: {outcome:?}");
        assert_eq!((server.writes(), server.fates_left()), (*writes, 0), "{fates:?}");
    }
}

#[tokio::test]
async fn somebody_elses_object_is_never_taken_for_ones_own() {
    let (server, mine) = started();
    let other = cloud(&server, Dialect::Azure);
    let theirs = create(&other, b"the same bytes").await.expect("made");
    for (fates, expected) in [
        (&[Do][..], Came::AlreadyThere),
        // For all we know ours was there before theirs.
        (&[Break, Do, Do, Do], Came::Unknown),
        (&[BROKEN, BROKEN, Do, Do], Came::Unknown),
    ] {
        server.expect(fates);
        let outcome = create(&mine, b"the same bytes").await;
        assert_eq!(came(&outcome), expected, "{fates:?}");
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
        let (server, cloud) = started();
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
        let (server, cloud) = started();
        server.expect(fates);
        let outcome = cloud.read(&name("a/b")).await;
        assert_eq!(came(&outcome), *expected, "{fates:?}");
        assert_eq!(outcome.ok().map(|found| found.is_some()), *there, "{fates:?}");
        assert_eq!(server.fates_left(), 0, "{fates:?}");
    }
}

#[tokio::test]
async fn every_cloud_is_told_its_conditions_in_its_own_words() {
    for dialect in [Dialect::Azure, Dialect::Amazon, Dialect::Google] {
        let server = Server::start(dialect);
        let cloud = cloud(&server, dialect);
        server.expect(&[Break, Do, DoAndBreak, BROKEN, Do, Do]);
        let first = create(&cloud, b"first").await.expect("found again");
        assert_eq!((server.writes(), server.fates_left()), (3, 0), "{dialect:?}");
        assert_eq!(came(&create(&cloud, b"again").await), Came::AlreadyThere, "{dialect:?}");
        let bytes = Bytes::from_static(b"second");
        let second = cloud.replace(&name("a/b"), bytes.clone(), &first).await.expect("replaced");
        let stale = cloud.replace(&name("a/b"), bytes, &first).await;
        assert_eq!(came(&stale), Came::Changed, "{dialect:?}");
        let read = cloud.read(&name("a/b")).await.expect("readable").expect("there");
        assert_eq!((read.bytes.as_slice(), read.version), (&b"second"[..], second.clone()));

        let bytes = Bytes::from_static(b"third");
        let nowhere = cloud.replace(&name("b/c"), bytes, &second).await;
        assert_eq!(came(&nowhere), Came::Changed, "{dialect:?}");
        assert_eq!(cloud.read(&name("b/c")).await.expect("readable"), None, "{dialect:?}");
    }
}

#[tokio::test]
async fn a_removal_is_repeated_until_it_is_certain() {
    // Azure removes by batches, which Azurite answers in `tests/azurite.rs`.
    for dialect in [Dialect::Amazon, Dialect::Google] {
        let table: &[(&[Fate], Came)] = &[
            (&[Do], Came::Done),
            (&[DoAndBreak, Do], Came::Done),
            (&[BROKEN, BUSY, Break, Do], Came::Done),
            (&[DENIED], Came::Refused),
            (&[BUSY, BUSY, BUSY, BUSY], Came::Unavailable),
            (&[BROKEN, BUSY, BUSY, BUSY], Came::Unknown),
        ];
        for (fates, expected) in table {
            let server = Server::start(dialect);
            let cloud = cloud(&server, dialect);
            create(&cloud, b"1").await.expect("made");
            server.expect(fates);
            let outcome = cloud.delete(&name("a/b")).await;
            assert_eq!(came(&outcome), *expected, "{dialect:?} {fates:?}: {outcome:?}");
            assert_eq!(server.fates_left(), 0, "{dialect:?} {fates:?}");
        }
    }
}
