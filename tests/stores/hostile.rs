//! Folders that somebody prepared, and what a crash left in them.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
};

use tenantry::storage::{Storage, StorageError};

use crate::{contract::name, folder};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("there").permissions().mode() & 0o777
}

#[tokio::test]
async fn only_the_owner_can_enter_and_read() {
    let temp = tempfile::tempdir().expect("temp");
    let storage = folder(temp.path(), "file:deep/secrets");
    let version = storage.create(&name("contoso/a"), b"1").await.expect("made");
    for made in ["deep", "deep/secrets", "deep/secrets/contoso"] {
        assert_eq!(mode(&temp.path().join(made)), 0o700, "{made}");
    }
    let file = temp.path().join("deep/secrets/contoso/a");
    assert_eq!(mode(&file), 0o600);
    storage.replace(&name("contoso/a"), b"2", &version).await.expect("replaced");
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(&temp.path().join("deep/secrets/.lock")), 0o600);
}

#[tokio::test]
async fn opening_and_reading_make_nothing() {
    let temp = tempfile::tempdir().expect("temp");
    let storage = folder(temp.path(), "file:secrets");
    assert_eq!(storage.read(&name("a/b")).await.expect("readable"), None);
    assert_eq!(storage.list(None).await.expect("listed"), []);
    storage.delete(&name("a/b")).await.expect("nothing there");
    assert!(fs::read_dir(temp.path()).expect("there").next().is_none());
}

#[tokio::test]
async fn what_a_crash_left_is_no_object_and_goes() {
    let temp = tempfile::tempdir().expect("temp");
    let storage = folder(temp.path(), "file:secrets");
    storage.create(&name("contoso/a"), b"1").await.expect("made");
    let inside = temp.path().join("secrets/contoso");
    for left in [".new-0", ".new-1"] {
        fs::write(inside.join(left), "half").expect("left");
    }
    // A crash between giving a file its name and removing its first one.
    fs::hard_link(inside.join("a"), inside.join(".new-2")).expect("left");
    assert_eq!(storage.list(None).await.expect("listed"), [name("contoso/a")]);
    storage.create(&name("contoso/b"), b"2").await.expect("made");
    let mut names: Vec<_> = fs::read_dir(&inside)
        .expect("there")
        .map(|entry| entry.expect("readable").file_name().into_string().expect("text"))
        .collect();
    names.sort();
    assert_eq!(names, ["a", "b"]);
    let read = storage.read(&name("contoso/a")).await.expect("readable").expect("there");
    assert_eq!(read.bytes, b"1");
}

async fn refuses_everything(storage: &Storage, object: &str) {
    let object = name(object);
    let version = Storage::in_memory().create(&object, b"x").await.expect("made");
    let outcomes = [
        storage.read(&object).await.map(drop),
        storage.create(&object, b"hostile").await.map(drop),
        storage.replace(&object, b"hostile", &version).await.map(drop),
        storage.delete(&object).await,
        storage.list(None).await.map(drop),
    ];
    for outcome in outcomes {
        assert!(matches!(outcome, Err(StorageError::Unavailable { .. })), "{outcome:?}");
    }
}

#[tokio::test]
async fn links_are_never_followed() {
    let temp = tempfile::tempdir().expect("temp");
    let outside = temp.path().join("outside");
    fs::create_dir(&outside).expect("made");
    fs::write(outside.join("a"), "untouched").expect("written");

    let base = temp.path().join("base");
    fs::create_dir_all(base.join("secrets/contoso")).expect("made");
    symlink(outside.join("a"), base.join("secrets/contoso/a")).expect("linked");
    refuses_everything(&folder(&base, "file:secrets"), "contoso/a").await;
    symlink(&outside, base.join("secrets/contoso/folder")).expect("linked");
    let storage = folder(&base, "file:secrets");
    let listed = storage.list(Some(&name("contoso/folder"))).await;
    assert!(matches!(listed, Err(StorageError::Unavailable { .. })), "{listed:?}");
    refuses_everything(&storage, "contoso/folder/a").await;
    symlink(&outside, base.join("linked")).expect("linked");
    refuses_everything(&folder(&base, "file:linked"), "a").await;
    refuses_everything(&folder(&base, "file:linked/below"), "a").await;
    let absolute = format!("file:{}", base.join("linked").display());
    refuses_everything(&folder(&base, &absolute), "a").await;

    symlink(outside.join("nothing"), base.join("dangling")).expect("linked");
    refuses_everything(&folder(&base, "file:dangling"), "a").await;
    assert_eq!(fs::read_to_string(outside.join("a")).expect("there"), "untouched");
    assert_eq!(fs::read_dir(&outside).expect("there").count(), 1);
}

#[tokio::test]
async fn a_linked_lock_is_refused() {
    let temp = tempfile::tempdir().expect("temp");
    fs::create_dir(temp.path().join("secrets")).expect("made");
    symlink(temp.path().join("other"), temp.path().join("secrets/.lock")).expect("linked");
    let storage = folder(temp.path(), "file:secrets");
    let error = storage.create(&name("a"), b"1").await.expect_err("not a lock");
    assert!(matches!(error, StorageError::Unavailable { .. }), "{error}");
    assert!(!temp.path().join("other").exists());
}

#[tokio::test]
async fn folders_and_files_in_each_others_place_are_refused() {
    let temp = tempfile::tempdir().expect("temp");
    let storage = folder(temp.path(), "file:secrets");
    storage.create(&name("a"), b"1").await.expect("made");
    storage.create(&name("b/c"), b"1").await.expect("made");
    for object in ["a/x", "b"] {
        let outcomes = [
            storage.read(&name(object)).await.map(drop),
            storage.create(&name(object), b"2").await.map(drop),
            storage.delete(&name(object)).await,
        ];
        for outcome in outcomes {
            assert!(matches!(outcome, Err(StorageError::Unavailable { .. })), "{outcome:?}");
        }
    }
    fs::write(temp.path().join("file"), "").expect("written");
    let file = folder(temp.path(), "file:file");
    assert!(file.read(&name("a")).await.is_err() && file.list(None).await.is_err());
}

#[tokio::test]
async fn what_is_no_name_is_not_listed() {
    let temp = tempfile::tempdir().expect("temp");
    let storage = folder(temp.path(), "file:secrets");
    storage.create(&name("a"), b"1").await.expect("made");
    for odd in [".gitignore", "b c", "é", "x."] {
        fs::write(temp.path().join("secrets").join(odd), "").expect("written");
    }
    assert_eq!(storage.list(None).await.expect("listed"), [name("a")]);
}
