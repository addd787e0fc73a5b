//! Several processes on one folder, some of them killed.

use std::{
    env,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use tenantry::storage::Storage;

use crate::{
    contract::{name, raise},
    folder,
};

const FOLDER: &str = "TENANTRY_TEST_STORE";
const STEPS: &str = "TENANTRY_TEST_STEPS";

/// The number of names that the processes race for.
const NAMES: usize = 10;

/// Not a test of its own: what each process of the tests below does.
#[tokio::test]
async fn worker() {
    let Ok(base) = env::var(FOLDER) else { return };
    let steps: u64 = env::var(STEPS).expect("set").parse().expect("a number");
    let storage = folder(Path::new(&base), "file:secrets");
    let mut won = 0;
    for number in 0..NAMES {
        let mine = std::process::id().to_string();
        match storage.create(&name(&format!("won/{number}")), mine.as_bytes()).await {
            Ok(_) => won += 1,
            Err(error) => assert!(error.is_lost_race(), "{error}"),
        }
    }
    println!("won={won}");
    for _ in 0..steps {
        println!("raised={}", raise(&storage, &name("counter")).await);
    }
}

fn start(base: &Path, steps: u64) -> Child {
    Command::new(env::current_exe().expect("this test"))
        .args(["--exact", "processes::worker", "--nocapture", "--test-threads=1"])
        .env(FOLDER, base)
        .env(STEPS, steps.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .expect("started")
}

/// Returns what follows upon a word in a line. The test harness writes into the first line, too.
fn number(line: &str, word: &str) -> Option<u64> {
    line.split_once(word)?.1.trim().parse().ok()
}

async fn counter(storage: &Storage) -> u64 {
    let read = storage.read(&name("counter")).await.expect("readable").expect("there");
    String::from_utf8(read.bytes).expect("text").parse().expect("never half written")
}

#[tokio::test]
async fn processes_share_a_folder_without_losing_a_step() {
    let temp = tempfile::tempdir().expect("temp");
    let storage = folder(temp.path(), "file:secrets");
    storage.create(&name("counter"), b"0").await.expect("made");
    let workers: Vec<_> = (0..4).map(|_| start(temp.path(), 15)).collect();
    let mut won = 0;
    for worker in workers {
        let output = worker.wait_with_output().expect("ended");
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).expect("text");
        won += text.lines().find_map(|line| number(line, "won=")).expect("said");
    }
    assert_eq!(won, 10, "each name was won once");
    assert_eq!(storage.list(Some(&name("won"))).await.expect("listed").len(), NAMES);
    assert_eq!(counter(&storage).await, 60);
}

#[tokio::test]
async fn a_killed_process_takes_nothing_with_it_that_was_acknowledged() {
    let temp = tempfile::tempdir().expect("temp");
    let storage = folder(temp.path(), "file:secrets");
    storage.create(&name("counter"), b"0").await.expect("made");
    for after in [1, 2, 3, 5, 8, 13, 21] {
        let mut worker = start(temp.path(), 1_000_000);
        let lines = BufReader::new(worker.stdout.take().expect("piped")).lines();
        let raised = lines
            .map_while(Result::ok)
            .filter_map(|line| number(&line, "raised="))
            .nth(after)
            .expect("it raises on and on");
        worker.kill().expect("killed");
        worker.wait().expect("ended");
        assert!(counter(&storage).await >= raised, "an acknowledged write is gone");
        let next = raise(&storage, &name("counter")).await;
        assert!(next > raised, "the folder can be written to");
    }
    assert_eq!(storage.list(None).await.expect("listed").len(), NAMES + 1, "nothing was left over");
}
