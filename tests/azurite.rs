//! The `az:` store against Azurite, Microsoft's own emulator, a real server.
//!
//! `tests/strangers/azurite.sh` starts one, makes a container, and runs this; without
//! `TENANTRY_AZURITE` it is skipped.

#![expect(clippy::print_stdout, reason = "a check that was skipped must say so")]

#[path = "stores/clouds.rs"]
mod clouds;
#[path = "stores/contract.rs"]
mod contract;

use std::{
    env,
    path::Path,
    process::{Command, Output},
};

use tenantry::storage::{Storage, StorageError};

/// The endpoint, such as `http://127.0.0.1:10000`.
const ENDPOINT: &str = "TENANTRY_AZURITE";
/// What a process of `wrong_keys_are_refused` is to reach.
const ADDRESS: &str = "TENANTRY_TEST_ADDRESS";

/// Opens a folder of the container, unless there is no server.
fn opened(prefix: &str) -> Option<Storage> {
    let Ok(endpoint) = env::var(ENDPOINT) else {
        println!("skipped: {ENDPOINT} is not set (tests/strangers/azurite.sh sets it)");
        return None;
    };
    let used = env::var("AZURITE_BLOB_STORAGE_URL").expect("set with it");
    assert_eq!(used, endpoint, "the library would reach another server");
    Some(store(&format!("az:devstoreaccount1/tenantry-test/{prefix}")))
}

fn store(address: &str) -> Storage {
    Storage::open(&address.parse().expect("valid"), Path::new("/")).expect("the emulator's own key")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn azurite_keeps_the_contract() {
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
    // Azure lists at most 5,000 names at once; this many need a second page.
    clouds::every_page_is_listed(&storage, 5_050, 64).await;
}

#[tokio::test]
async fn a_container_that_is_not_there_is_never_taken_for_an_empty_one() {
    if opened("x").is_some() {
        clouds::what_is_not_there_is_an_error(
            &store("az:devstoreaccount1/no-such-container"),
            "ContainerNotFound",
        )
        .await;
    }
}

/// Not a test of its own: tries every operation and shows the errors, and every log.
#[tokio::test]
async fn worker() {
    let Ok(address) = env::var(ADDRESS) else { return };
    // What the libraries below log is shown too, all of it.
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).init();
    let (storage, object) = (store(&address), contract::name("a"));
    let errors = [
        storage.read(&object).await.map(drop),
        storage.list(None).await.map(drop),
        storage.create(&object, b"1").await.map(drop),
        storage.delete(&object).await,
        storage.probe().await,
    ];
    for error in errors {
        let error = error.expect_err("nothing of this may succeed");
        println!("{error} {error:?}");
        assert!(matches!(error, StorageError::Refused { .. }), "{error}");
    }
}

fn work(variable: &str, value: &str) -> Output {
    Command::new(env::current_exe().expect("this test"))
        .args(["--exact", "worker", "--nocapture"])
        .env(ADDRESS, "az:devstoreaccount1/tenantry-test/refused")
        .env(variable, value)
        .output()
        .expect("run")
}

#[test]
fn wrong_keys_are_refused_and_not_shown() {
    if opened("x").is_none() {
        return;
    }
    for (variable, value, secret) in [
        ("AZURE_STORAGE_ACCOUNT_KEY", "aHVudGVyMmh1bnRlcjI=", "aHVudGVyMmh1bnRlcjI"),
        (
            "AZURE_STORAGE_SAS_TOKEN",
            "sv=2022-11-02&ss=b&srt=co&sp=rwl&se=2030-01-01T00:00:00Z&sig=aHVudGVyMg%3D%3D",
            "aHVudGVyMg",
        ),
    ] {
        let output = work(variable, value);
        let text = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(output.status.success(), "{variable}:\n{text}");
        assert!(text.contains("it answered 403") && text.contains("TRACE"), "{text}");
        assert!(!text.contains(secret), "{variable} is shown:\n{text}");
    }
}
