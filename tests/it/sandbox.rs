//! `tenantry sandbox`.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use serde_json::Value;

use crate::{harness::Bench, sample::sample};

/// A sandbox served by the binary, ended when dropped.
pub(crate) struct Served {
    child: Child,
    pub(crate) ready: Value,
}

impl Served {
    /// Starts `sandbox serve` on a free port and waits until it is ready.
    pub(crate) fn start(bench: &Bench, arguments: &[&str]) -> Self {
        let mut all = vec!["sandbox", "serve", "--port", "0"];
        all.extend(arguments);
        let mut child = bench
            .command(&all)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("piped");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let ready = serde_json::from_str(&line).expect("one line of JSON");
        Self { child, ready }
    }

    /// Returns the flags that point another command at this sandbox.
    pub(crate) fn flags(&self) -> [&str; 6] {
        let text = |key: &str| self.ready[key].as_str().expect("text");
        [
            "--login-endpoint",
            text("login"),
            "--graph-endpoint",
            text("graph"),
            "--ca-file",
            text("ca"),
        ]
    }

    /// Sends a signal by its name and returns the exit code.
    pub(crate) fn signal(mut self, signal: &str) -> Option<i32> {
        crate::harness::signal(&self.child, signal);
        self.child.wait().expect("ended").code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn a_configuration_is_served_until_a_signal_comes() {
    let bench = sample();
    let served = Served::start(&bench, &[]);
    assert_eq!(served.ready["tenants"], 2);
    assert!(served.ready["graph"].as_str().expect("text").starts_with("https://localhost:"));
    assert!(bench.read(".tenantry/sandbox-ca.pem").contains("BEGIN CERTIFICATE"));
    assert_eq!(bench.read(".tenantry/.gitignore"), "*\n");
    assert_eq!(served.signal("INT"), Some(130));
    assert_eq!(Served::start(&bench, &[]).signal("TERM"), Some(143));
}

#[test]
fn a_seed_is_served_without_a_configuration() {
    let bench = Bench::new();
    bench.file(
        "seed.yaml",
        "tenants:\n  - { tenantId: 3f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2f, displayName: Contoso }\n",
    );
    let served =
        Served::start(&bench, &["--seed", "seed.yaml", "--ca", "ca.pem", "--state", "s/state"]);
    assert_eq!(served.ready["tenants"], 1);
    assert!(bench.read("ca.pem").contains("BEGIN CERTIFICATE"));
    assert!(bench.path("s/state").exists());
}

#[test]
fn what_cannot_be_served_is_said() {
    let bench = Bench::new();
    bench.run(&["sandbox", "serve", "--seed", "none.yaml"]).exits(64).says("none.yaml");
    bench.run(&["sandbox", "serve"]).exits(65).says("tenantry.yaml");
    bench.file("seed.yaml", "tenant: []\n");
    bench
        .run(&["sandbox", "serve", "--seed", "seed.yaml"])
        .exits(65)
        .says("unknown field `tenant`");
    let served = Served::start(&sample(), &[]);
    let graph = served.ready["graph"].as_str().expect("text");
    let port = graph.rsplit(':').next().expect("a port");
    sample().run(&["sandbox", "serve", "--port", port]).exits(1).says("cannot listen");
}

#[test]
fn a_reset_forgets_the_embedded_tenants() {
    let bench = sample();
    bench.run(&["sandbox", "reset"]).exits(0).says("nothing");
    bench.file(".tenantry/sandbox.ndjson", "");
    bench.run(&["sandbox", "reset"]).exits(0).says("starts over");
    assert!(!bench.path(".tenantry/sandbox.ndjson").exists());
}
