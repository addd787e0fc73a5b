//! What a place of versions promises, over stores in memory and in a folder.

use jiff::Timestamp;

use super::{Envelopes, Keep, KeepError};
use crate::{
    domain::{RotationId, TenantId},
    observed::{Claim, Ledger},
    secrets::{Credential, Identity, Password, Recipients, Sealed, keys, open},
    storage::{Fault, Operation, Storage},
};

const TENANT: &str = "3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f";

fn ledger() -> Ledger {
    let (tenant, account) =
        (TENANT.parse().expect("a GUID"), "emergency-1".parse().expect("a name"));
    Ledger::new(tenant, account, "5f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f".parse().expect("a GUID"))
}

fn place(storage: Storage, public: &str) -> Envelopes {
    let recipients = Recipients::parse(&[public.to_owned()]).expect("a key");
    let tenant: TenantId = TENANT.parse().expect("a GUID");
    Envelopes::new(storage, (tenant, &"emergency-1".parse().expect("a name")), recipients)
}

fn stores(folder: &std::path::Path) -> [Storage; 2] {
    let url = "file:secrets".parse().expect("an address");
    [Storage::in_memory(), Storage::open(&url, folder).expect("a folder")]
}

fn version(number: u32) -> RotationId {
    RotationId::new(number, "11111111-1111-4111-8111-111111111111".parse().expect("a GUID"))
}

fn drawn() -> (Credential, String) {
    let password = Password::generate().expect("randomness");
    let text = password.expose().to_owned();
    (password.into(), text)
}

#[tokio::test]
async fn an_envelope_is_written_once_and_opens_with_the_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let pair = keys::native();
    let file = folder.path().join("key");
    std::fs::write(&file, &pair.file).expect("written");
    let identity = Identity::read(&file).expect("a key");
    for storage in stores(folder.path()) {
        let place = place(storage.clone(), &pair.public);
        let (password, text) = drawn();
        let fingerprints = place.store(version(1), &password).await.expect("stored");
        assert_eq!(fingerprints, [pair.public.as_str()]);
        let again = place.store(version(1), &drawn().0).await;
        assert_eq!(again, Err(KeepError::LostRace), "an envelope is never overwritten");
        let name = place.envelope(version(1));
        assert_eq!(name.as_str(), format!("{TENANT}/emergency-1/000001-11111111.age"));
        let bytes = storage.read(&name).await.expect("read").expect("there").bytes;
        assert!(!String::from_utf8_lossy(&bytes).contains(&text));
        let opened = open(&Sealed::read(&bytes).expect("sealed"), &identity).expect("opened");
        assert_eq!(opened.expose(), text);
        place.remove(version(1)).await.expect("removed");
        place.remove(version(1)).await.expect("gone is no error");
        assert_eq!(storage.read(&name).await, Ok(None));
        assert_eq!(place.probe().await, Ok(()));
    }
}

#[tokio::test]
async fn a_ledger_is_written_over_the_writing_that_was_read_and_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    for storage in stores(folder.path()) {
        let place = place(storage.clone(), &keys::native().public);
        assert_eq!(place.read().await, Ok(None));
        let first = place.write(&ledger(), None).await.expect("created");
        assert_eq!(place.write(&ledger(), None).await, Err(KeepError::LostRace));
        let by = "11111111-1111-4111-8111-111111111111".parse().expect("a GUID");
        let claimed = ledger().claimed(Claim { by, until: Timestamp::UNIX_EPOCH });
        place.write(&claimed, Some(&first)).await.expect("replaced");
        assert_eq!(place.write(&ledger(), Some(&first)).await, Err(KeepError::LostRace));
        let kept = place.read().await.expect("read").expect("there");
        assert_eq!(kept.ledger, claimed);
        storage.replace(&place.ledger(), b"{\"hunter2\":1}", &kept.mark).await.expect("replaced");
        let error = place.read().await.expect_err("no ledger").to_string();
        assert!(error.contains("ledger.json") && !error.contains("hunter2"), "{error}");
    }
}

#[tokio::test]
async fn a_failing_store_acknowledges_nothing() {
    let pair = keys::native();
    for (fault, unknown) in
        [(Fault::Refuse, false), (Fault::Unavailable, false), (Fault::LoseRequest, true)]
    {
        let storage = Storage::in_memory().with_faults(move |operation| {
            matches!(operation, Operation::Create(_) | Operation::Replace(_)).then_some(fault)
        });
        let place = place(storage, &pair.public);
        let stored = place.store(version(1), &drawn().0).await.expect_err("not stored");
        let wrote = place.write(&ledger(), None).await.expect_err("not written");
        for error in [stored, wrote] {
            assert_eq!(matches!(error, KeepError::Unknown(_)), unknown, "{fault:?}: {error}");
        }
    }
}

#[tokio::test]
async fn whoever_may_only_write_trusts_the_acknowledgement() {
    let storage = Storage::in_memory()
        .with_faults(|operation| matches!(operation, Operation::Read(_)).then_some(Fault::Refuse));
    let place = place(storage, &keys::native().public);
    assert!(place.store(version(1), &drawn().0).await.is_ok());
    assert!(place.read().await.is_err(), "unknown is never absent");
}
