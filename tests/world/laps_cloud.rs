//! Rotations from the built binary with an `az:` store on Azurite and an `s3:` store on moto, two at
//! once and killed at random moments: what is in force can always be opened from what the server
//! holds, and the next run proves it.
//!
//! `tests/strangers/azurite.sh` and `tests/strangers/buckets.sh` start the servers and run this;
//! without them, it says that it is skipped.

use std::{
    env, fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use tenantry::storage::Storage;

use crate::{
    laps::{FIRST, TENANT, asked, folder, in_force},
    support::{Served, parts},
};

/// Another seed than the usual one.
const SEED: &str = "TENANTRY_CLOUD_SEED";
/// So many accounts are rotated side by side.
const ACCOUNTS: u64 = 4;

/// A server that keeps objects.
struct Cloud {
    /// The variable that holds its endpoint, such as `http://127.0.0.1:10000`.
    endpoint: &'static str,
    /// The place that its script made.
    address: &'static str,
    /// So often each account's rotation is killed.
    kills: u32,
    /// What tenantry needs to reach it; `None` stands for the endpoint.
    variables: &'static [(&'static str, Option<&'static str>)],
}

const AZURITE: Cloud = Cloud {
    endpoint: "TENANTRY_AZURITE",
    address: "az:devstoreaccount1/tenantry-test",
    kills: 6,
    variables: &[("AZURE_STORAGE_USE_EMULATOR", Some("true")), ("AZURITE_BLOB_STORAGE_URL", None)],
};
const BUCKET: Cloud = Cloud { endpoint: "TENANTRY_S3", ..CARELESS };
/// One that ignores conditions.
const CARELESS: Cloud = Cloud {
    endpoint: "TENANTRY_S3_CARELESS",
    address: "s3:tenantry-test",
    kills: 3,
    variables: &[
        ("AWS_ACCESS_KEY_ID", Some("S3RVER")),
        ("AWS_SECRET_ACCESS_KEY", Some("S3RVER")),
        ("AWS_REGION", Some("us-east-1")),
        ("AWS_ENDPOINT_URL_S3", None),
    ],
};

impl Cloud {
    #[expect(clippy::print_stdout, reason = "a check that was skipped must say so")]
    fn found(&self) -> Option<String> {
        let found = env::var(self.endpoint).ok();
        if found.is_none() {
            println!("skipped: {} is not set (tests/strangers/*.sh set it)", self.endpoint);
        }
        found
    }
}

/// Numbers that look random (`SplitMix64`).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit.max(1)
    }
}

/// One account of a sandbox of its own, with a folder of its own on the server.
struct Place<'a> {
    folder: &'a Path,
    sandbox: Served,
    storage: Storage,
    cloud: &'static Cloud,
    endpoint: String,
}

impl<'a> Place<'a> {
    fn new(folder: &'a Path, (cloud, endpoint): (&'static Cloud, &str), name: &str) -> Self {
        let path = folder.join("tenantry.yaml");
        let text = fs::read_to_string(&path).expect("a file");
        let address = format!("{}/{name}", cloud.address);
        assert!(text.contains("file:secrets"));
        fs::write(&path, text.replace("file:secrets", &address)).expect("written");
        let url = address.parse().expect("an address");
        let storage = Storage::open(&url, folder).expect("the server's own key");
        let (sandbox, endpoint) = (Served::start(folder), endpoint.to_owned());
        Self { folder, sandbox, storage, cloud, endpoint }
    }

    fn rotation(&self) -> Command {
        let mut command = self.sandbox.tenantry(self.folder, &asked(FIRST));
        for (name, value) in self.cloud.variables {
            command.env(name, value.unwrap_or(&self.endpoint));
        }
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Rotates to the end, which is a proof.
    fn rotate(&self) {
        let (code, out, err) = parts(&self.rotation().output().expect("it runs"));
        assert!(code == 0 && out.contains("\"rotated\""), "{code} {out}{err}");
    }

    /// Starts two rotations at the same time; neither may leave a password that nobody can open.
    fn rotate_twice_at_once(&self) {
        let both = [(); 2].map(|()| self.rotation().spawn().expect("it runs"));
        for run in both {
            let (code, out, err) = parts(&run.wait_with_output().expect("it ends"));
            assert!([0, 9].contains(&code), "{code} {out}{err}");
        }
        assert!(in_force(&self.sandbox, FIRST, &self.candidates()), "two at once");
    }

    /// Starts a rotation and kills it after so long; tells whether it was still running.
    fn killed_after(&self, moment: Duration) -> bool {
        let mut running = self.rotation().spawn().expect("it runs");
        thread::sleep(moment);
        running.kill().expect("a signal");
        running.wait().expect("it ends").code().is_none()
    }

    /// Opens with the recipient's key what the server's objects say may be in force, without tenantry.
    fn candidates(&self) -> Vec<String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let ledger = self.object("ledger.json").await;
            let ledger: Value = serde_json::from_slice(&ledger).expect("JSON");
            let mut opened = Vec::new();
            for version in ledger["versions"].as_array().expect("versions") {
                if matches!(version["state"].as_str(), Some("pending" | "current")) {
                    let name = version["rotation"].as_str().expect("a name");
                    opened.push(self.open(&self.object(&format!("{name}.age")).await));
                }
            }
            opened
        })
    }

    async fn object(&self, name: &str) -> Vec<u8> {
        let path = format!("{TENANT}/emergency-1/{name}").parse().expect("a name");
        let stored = self.storage.read(&path).await.expect("readable");
        stored.unwrap_or_else(|| panic!("{name} is not there")).bytes
    }

    fn open(&self, sealed: &[u8]) -> String {
        let key = fs::read_to_string(self.folder.join("key.txt")).expect("a key");
        let key: age::x25519::Identity = key.trim().parse().expect("a key");
        let text = String::from_utf8(age::decrypt(&key, sealed).expect("its key")).expect("text");
        text.trim_end().to_owned()
    }
}

/// Kills rotations of one account; returns how often a version was left in doubt.
fn killed_again_and_again(place: &Place<'_>, mut chance: Chance) -> u32 {
    let begun = Instant::now();
    place.rotate();
    let whole = u64::try_from(begun.elapsed().as_millis()).expect("short");
    place.rotate_twice_at_once();
    let (mut kills, mut doubts) = (0, 0);
    while kills < place.cloud.kills {
        let moment = Duration::from_millis(chance.below(whole));
        kills += u32::from(place.killed_after(moment));
        let candidates = place.candidates();
        doubts += u32::from(candidates.len() > 1);
        assert!(in_force(&place.sandbox, FIRST, &candidates), "killed after {moment:?}");
        place.rotate();
        let proved = place.candidates();
        assert_eq!(proved.len(), 1, "killed after {moment:?}");
        assert!(in_force(&place.sandbox, FIRST, &proved), "killed after {moment:?}, recovered");
    }
    doubts
}

#[test]
fn two_at_once_or_killed_at_random_moments_azurite_opens_what_is_in_force() {
    rehearsed_on(&AZURITE);
}

#[test]
fn two_at_once_or_killed_at_random_moments_a_bucket_opens_what_is_in_force() {
    rehearsed_on(&BUCKET);
}

#[expect(clippy::print_stdout, reason = "what was tried must be told")]
fn rehearsed_on(cloud: &'static Cloud) {
    let Some(endpoint) = cloud.found() else { return };
    let seed: u64 = env::var(SEED).map_or(20_261_126, |text| text.parse().expect("a number"));
    println!("{SEED}={seed}");
    let doubts: u32 = thread::scope(|scope| {
        let one = |account: u64| {
            let endpoint = &endpoint;
            scope.spawn(move || {
                let folder = folder();
                let name = format!("killed-{}-{account}", std::process::id());
                let place = Place::new(folder.path(), (cloud, endpoint), &name);
                killed_again_and_again(&place, Chance(seed.wrapping_add(account)))
            })
        };
        let accounts: Vec<_> = (0..ACCOUNTS).map(one).collect();
        accounts.into_iter().map(|account| account.join().expect("no panic")).sum()
    });
    println!("{} kills, {doubts} left a version in doubt", ACCOUNTS * u64::from(cloud.kills));
    assert!(doubts > 0, "no kill hit a rotation half way");
}

#[test]
fn nothing_is_set_where_a_server_ignores_conditions() {
    let Some(endpoint) = CARELESS.found() else { return };
    let folder = folder();
    let place = Place::new(folder.path(), (&CARELESS, &endpoint), "careless");
    let (code, out, err) = parts(&place.rotation().output().expect("it runs"));
    assert!(code == 4 && out.contains("it created what was already there"), "{code} {out}{err}");
    assert_eq!(place.sandbox.control("GET", "/requests", None)["writes"], 0);
}
