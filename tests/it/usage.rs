//! What is typed wrong ends with 64, and says what would be right.

use crate::harness::Bench;

#[test]
fn usage_errors_end_with_64() {
    for arguments in [
        &["fly"][..],
        &["--fly"],
        &[],
        &["completions"],
        &["completions", "bash", "zsh"],
        &["man", "--color", "blue"],
    ] {
        let ran = Bench::new().run(arguments).exits(64);
        assert_eq!(ran.stdout, "", "{arguments:?}");
        assert!(!ran.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn help_and_version_end_with_0_on_stdout() {
    let help = Bench::new().run(&["--help"]).exits(0).prints("Exit codes").prints("TENANTRY_COLOR");
    assert_eq!(help.stderr, "");
    Bench::new().run(&["help", "man"]).exits(0).prints("Usage: tenantry man");
    Bench::new().run(&["--version"]).exits(0).prints(env!("CARGO_PKG_VERSION"));
}

#[test]
fn a_misspelt_command_is_guessed() {
    Bench::new().run(&["completion"]).exits(64).says("completions");
}

#[test]
fn flags_can_come_from_the_environment_and_are_checked_there_too() {
    let bench = Bench::new();
    let output = bench.command(&["man"]).env("TENANTRY_COLOR", "blue").output().expect("started");
    assert_eq!(output.status.code(), Some(64));
}

#[test]
fn a_reader_that_went_away_is_no_error() {
    use std::process::Stdio;
    let bench = Bench::new();
    let mut child = bench
        .command(&["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ended");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
