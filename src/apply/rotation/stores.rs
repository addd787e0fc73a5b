//! Rotations over real stores: killed before and after every operation, and two at once while the
//! store fails at random.

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;
use uuid::Uuid;

use super::{Account, Intents, Ports, Reply, Stored, rehearsal::Seed, rotate};
use crate::{
    apply::Fate,
    domain::{ObjectId, RotationId, RotatorId, TenantId},
    observed::{Ledger, Reading},
    plan::rotation::{AccountFacts, Answer, Ending, Limits, Manner, Occasion, Surroundings, Terms},
    secrets::{Credential, Envelopes, Identity, Keep, KeepError, Kept, Recipients, Sealed, open},
    storage::{Fault, Storage, Version},
};

/// An account in memory, and a process that may die.
struct Desk {
    now: Mutex<Timestamp>,
    password: Mutex<String>,
    changed: Mutex<Timestamp>,
    operations: AtomicUsize,
    /// At which moment the process dies: even before an operation, odd after it.
    dies: AtomicUsize,
    dead: Notify,
}

impl Desk {
    fn new() -> Self {
        let now = "2026-11-23T09:00:00Z".parse().expect("a time");
        Self {
            now: Mutex::new(now),
            password: Mutex::new(String::new()),
            changed: Mutex::new(now),
            operations: AtomicUsize::new(0),
            dies: AtomicUsize::new(usize::MAX),
            dead: Notify::new(),
        }
    }

    async fn around<T>(&self, operation: impl Future<Output = T>) -> T {
        let moment = self.operations.fetch_add(1, Ordering::Relaxed) * 2;
        self.live(moment).await;
        let done = operation.await;
        self.live(moment + 1).await;
        done
    }

    async fn live(&self, moment: usize) {
        if self.dies.load(Ordering::Relaxed) == moment {
            self.dead.notify_one();
            std::future::pending::<()>().await;
        }
    }

    fn pass(&self, length: SignedDuration) {
        *self.now.lock().expect("whole") += length;
    }
}

impl Account for Desk {
    async fn look(&self) -> Reading<AccountFacts> {
        Reading::Known(AccountFacts {
            object: terms(0).object,
            enabled: true,
            synced: false,
            restricted: false,
            last_change: Some(*self.changed.lock().expect("whole")),
        })
    }

    async fn set_password(&self, password: &Stored, deadline: Timestamp) -> Reply {
        self.around(async {
            assert!(self.now() < deadline);
            self.pass(SignedDuration::from_millis(10));
            password.expose().clone_into(&mut self.password.lock().expect("whole"));
            let second = Timestamp::from_second(self.now().as_second()).expect("in range");
            *self.changed.lock().expect("whole") = second;
            Answer::Accepted.into()
        })
        .await
    }

    async fn revoke_sessions(&self) -> Result<Option<String>, String> {
        self.around(async { Ok(None) }).await
    }

    async fn pause(&self, length: Duration) {
        self.pass(SignedDuration::try_from(length).expect("short"));
    }

    fn now(&self) -> Timestamp {
        *self.now.lock().expect("whole")
    }
}

impl Intents for Desk {
    fn intent(&self, _: RotationId) -> std::io::Result<()> {
        Ok(())
    }

    fn fate(&self, _: RotationId, _: Fate, _: &str) {}
}

/// A real place of versions, used by a process that may die.
struct Mortal<'a>(&'a Desk, Envelopes);

impl Keep for Mortal<'_> {
    type Mark = Version;

    async fn read(&self) -> Result<Option<Kept<Version>>, KeepError> {
        self.1.read().await
    }

    async fn write(&self, ledger: &Ledger, over: Option<&Version>) -> Result<Version, KeepError> {
        self.0.around(self.1.write(ledger, over)).await
    }

    async fn store(
        &self,
        rotation: RotationId,
        password: &Credential,
    ) -> Result<Vec<String>, KeepError> {
        self.0.around(self.1.store(rotation, password)).await
    }

    async fn remove(&self, rotation: RotationId) -> Result<(), KeepError> {
        self.0.around(self.1.remove(rotation)).await
    }

    async fn probe(&self) -> Result<(), KeepError> {
        self.1.probe().await
    }
}

fn terms(run: u32) -> Terms {
    Terms {
        tenant: TenantId::new(Uuid::from_u128(1)),
        account: "emergency-1".parse().expect("a name"),
        object: ObjectId::new(Uuid::from_u128(2)),
        rotator: RotatorId::new(Uuid::from_u128(u128::from(run) << 96)),
        occasion: Occasion::Asked,
        recipients: Vec::new(),
        limits: Limits::graph(),
        around: Surroundings::default(),
    }
}

/// Rotates; `None` where the process died.
async fn run(desk: &Desk, keep: &Mortal<'_>, number: u32) -> Option<Ending> {
    desk.operations.store(0, Ordering::Relaxed);
    let (intents, stop) = (desk, &|| false);
    let ports = Ports { account: desk, keep, siblings: &[], intents, stop };
    tokio::select! {
        biased;
        ending = rotate(&ports, terms(number)) => Some(ending),
        () = desk.dead.notified() => None,
    }
}

/// Opens what the ledger names, the newest first.
async fn candidates(storage: &Storage, keep: &Mortal<'_>, identity: &Identity) -> Vec<String> {
    let ledger = keep.read().await.expect("read").expect("there").ledger;
    let mut texts = Vec::new();
    for rotation in ledger.candidates() {
        let stored = storage.read(&keep.1.envelope(rotation)).await.expect("read").expect("there");
        let sealed = Sealed::read(&stored.bytes).expect("sealed");
        texts.push(open(&sealed, identity).expect("opened").expose().to_owned());
    }
    texts
}

async fn killed_everywhere(storage: &Storage, identity: &Identity, recipients: &Recipients) -> u32 {
    let desk = Desk::new();
    let place = (terms(0).tenant, &terms(0).account);
    let keep = Mortal(&desk, Envelopes::new(storage.clone(), place, recipients.clone()));
    assert!(matches!(run(&desk, &keep, 1).await, Some(Ending::Proved { .. })));
    let (mut number, mut recovered) = (1, 0);
    for moment in 0.. {
        number += 2;
        desk.dies.store(moment, Ordering::Relaxed);
        let survived = run(&desk, &keep, number).await.is_some();
        desk.dies.store(usize::MAX, Ordering::Relaxed);
        let in_force = desk.password.lock().expect("whole").clone();
        let found = candidates(storage, &keep, identity).await;
        assert!(found.contains(&in_force), "killed at {moment}");
        let ending = run(&desk, &keep, number + 1).await;
        let Some(Ending::Proved { manner, .. }) = ending else { panic!("{moment}: {ending:?}") };
        recovered += u32::from(manner == Manner::Recovered);
        let in_force = desk.password.lock().expect("whole").clone();
        assert_eq!(candidates(storage, &keep, identity).await, [in_force], "after {moment}");
        // Long enough for old versions to be pruned.
        desk.pass(SignedDuration::from_hours(40 * 24));
        if survived {
            break;
        }
    }
    recovered
}

#[tokio::test]
async fn killed_at_any_moment_the_password_in_force_can_be_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let (identity, recipients) = key(folder.path());
    let url = "file:secrets".parse().expect("an address");
    for storage in [Storage::in_memory(), Storage::open(&url, folder.path()).expect("a folder")] {
        let recovered = killed_everywhere(&storage, &identity, &recipients).await;
        assert!(recovered >= 2, "{storage:?}: {recovered}");
    }
}

/// What a store does to one in ten of its operations: refuse, be late, lose the request or the
/// answer, or do it only once the next one comes.
fn wrong(chance: &Mutex<Seed>) -> Option<Fault> {
    let all = [
        Fault::Refuse,
        Fault::Unavailable,
        Fault::Late,
        Fault::LoseAnswer,
        Fault::LoseRequest,
        Fault::LandLater,
    ];
    let mut chance = chance.lock().expect("whole");
    (chance.below(10) == 0).then(|| all[chance.below(all.len())])
}

/// Two runs at once on a store that fails at random, and perhaps a crash of both; then one that
/// nothing disturbs. Returns whether a version was left in doubt.
async fn disturbed(
    (storage, identity): (&Storage, &Identity),
    recipients: &Recipients,
    seed: u64,
) -> bool {
    let desk = Desk::new();
    let chance = Arc::new(Mutex::new(Seed::new(seed)));
    let place = (TenantId::new(Uuid::from_u128(u128::from(seed) + 1)), &terms(0).account);
    let calm = Mortal(&desk, Envelopes::new(storage.clone(), place, recipients.clone()));
    let terms = |run| Terms { tenant: place.0, ..terms(run) };
    let stop = || false;
    let ports = Ports { account: &desk, keep: &calm, siblings: &[], intents: &desk, stop: &stop };
    assert!(matches!(rotate(&ports, terms(1)).await, Ending::Proved { .. }), "seed {seed}");

    let decide = Arc::clone(&chance);
    let failing = storage.clone().with_faults(move |_| wrong(&decide));
    let keep = Mortal(&desk, Envelopes::new(failing, place, recipients.clone()));
    let (crashes, after) = {
        let mut chance = chance.lock().expect("whole");
        (chance.below(2) == 0, chance.below(40))
    };
    if crashes {
        let operations = desk.operations.load(Ordering::Relaxed);
        desk.dies.store(2 * operations + after, Ordering::Relaxed);
    }
    let disturbed = Ports { keep: &keep, ..ports };
    tokio::select! {
        biased;
        _ = async { tokio::join!(rotate(&disturbed, terms(2)), rotate(&disturbed, terms(3))) } => {}
        () = desk.dead.notified() => {}
    }
    desk.dies.store(usize::MAX, Ordering::Relaxed);
    let in_force = || desk.password.lock().expect("whole").clone();
    let found = candidates(storage, &calm, identity).await;
    assert!(found.contains(&in_force()), "seed {seed}: nobody can open what is in force");
    let ending = rotate(&ports, terms(4)).await;
    assert!(matches!(ending, Ending::Proved { .. }), "seed {seed}: {ending:?}");
    assert_eq!(candidates(storage, &calm, identity).await, [in_force()], "seed {seed}");
    found.len() > 1
}

#[tokio::test]
async fn whatever_a_store_does_to_two_at_once_the_password_in_force_can_be_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let (identity, recipients) = key(folder.path());
    let url = "file:secrets".parse().expect("an address");
    let local = Storage::open(&url, folder.path()).expect("a folder");
    for (storage, seeds) in [(Storage::in_memory(), 0..1_000), (local, 0..200)] {
        let (mut doubts, count) = (0_u64, seeds.end);
        for seed in seeds {
            let doubt = disturbed((&storage, &identity), &recipients, seed).await;
            doubts += u64::from(doubt);
        }
        assert!(doubts > count / 20, "{storage:?}: only {doubts} of {count} were in doubt");
    }
}

fn key(folder: &Path) -> (Identity, Recipients) {
    let pair = crate::secrets::keys::native();
    let file = folder.join("key");
    std::fs::write(&file, &pair.file).expect("written");
    let recipients = Recipients::parse(&[pair.public]).expect("a key");
    (Identity::read(&file).expect("a key"), recipients)
}
