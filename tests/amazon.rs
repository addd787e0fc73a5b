//! The `s3:` store against moto, a server that speaks Amazon S3's protocol, conditional writes
//! included; and against s3rver, which ignores conditions.
//!
//! `tests/strangers/buckets.sh` starts both, makes a bucket in each, and runs this; without
//! `TENANTRY_S3` and `TENANTRY_S3_CARELESS` it is skipped.

#![expect(clippy::print_stdout, reason = "a check that was skipped must say so")]

#[path = "stores/clouds.rs"]
mod clouds;
#[path = "stores/contract.rs"]
mod contract;

use std::{env, path::Path};

use tenantry::storage::{Storage, StorageError};

/// The endpoint of moto, such as `http://127.0.0.1:5000`.
const S3: &str = "TENANTRY_S3";
/// The endpoint of s3rver.
const CARELESS: &str = "TENANTRY_S3_CARELESS";

/// Opens a folder of the bucket, unless there is no server.
fn opened(prefix: &str) -> Option<Storage> {
    let Ok(endpoint) = env::var(S3) else {
        println!("skipped: {S3} is not set (tests/strangers/buckets.sh sets it)");
        return None;
    };
    if env::var("AWS_ENDPOINT_URL_S3") != Ok(endpoint) {
        println!("skipped: {S3} is not the server that is used");
        return None;
    }
    Some(store(&format!("s3:tenantry-test/{prefix}")))
}

fn store(address: &str) -> Storage {
    Storage::open(&address.parse().expect("valid"), Path::new("/")).expect("a key")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_bucket_keeps_the_contract() {
    let Some(storage) = opened("contract") else { return };
    contract::holds(&storage).await;
}

#[tokio::test]
async fn prefixes_are_stores_of_their_own() {
    let (Some(one), Some(other)) = (opened("one"), opened("one-2")) else { return };
    clouds::prefixes_are_apart(&one, &other).await;
}

#[tokio::test]
async fn more_than_one_page_is_listed() {
    let Some(storage) = opened("pages") else { return };
    // S3 lists at most 1,000 names at once; this many need a second page.
    clouds::every_page_is_listed(&storage, 1_050, 16).await;
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_never_taken_for_an_empty_one() {
    if opened("x").is_some() {
        clouds::what_is_not_there_is_an_error(&store("s3:no-such-bucket"), "NoSuchBucket").await;
    }
}

#[tokio::test]
async fn a_careless_server_is_refused_before_anything_relies_on_it() {
    let used = env::var("AWS_ENDPOINT_URL_S3");
    if used.is_err() || used != env::var(CARELESS) {
        return println!("skipped: {CARELESS} is not the server that is used");
    }
    let storage = store("s3:tenantry-test/careless");
    let object = contract::name("contoso/a");
    storage.create(&object, b"1").await.expect("made");
    let read = storage.read(&object).await.expect("readable").expect("there");
    assert_eq!(read.bytes, b"1");
    storage.delete(&object).await.expect("removed");
    let Err(StorageError::Unfit { cause, .. }) = storage.probe().await else { panic!("fit") };
    assert_eq!(cause, "it created what was already there");
    assert_eq!(storage.list(None).await.expect("listed"), [], "nothing is left of it");
}
