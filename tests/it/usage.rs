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
fn an_empty_variable_is_not_set() {
    let bench = crate::sample::sample();
    let mut command = bench.command(&["plan", "--sandbox", "--detailed-exitcode"]);
    for name in [
        "TENANT",
        "SANDBOX",
        "AT",
        "COLOR",
        "SELECTOR",
        "EXCLUDE",
        "ACKNOWLEDGE",
        "PRUNE",
        "OUT",
        "OUTPUT",
        "FORMAT",
        "PARALLELISM",
        "PATIENCE",
        "DIRECTORY",
        "VERBOSE",
        "LOG_FORMAT",
        "CA_FILE",
        "LOGIN_ENDPOINT",
        "GRAPH_ENDPOINT",
        "DETAILED_EXITCODE",
    ] {
        command.env(format!("TENANTRY_{name}"), "");
    }
    let ran = crate::harness::Ran::from(command.output().expect("started"));
    ran.exits(2).prints("Plan: 6 to add");
}

#[test]
fn a_list_in_a_variable_is_split_and_a_value_on_the_command_line_is_not() {
    let bench = crate::sample::sample();
    let plan = |arguments: &[&str], variable: (&str, &str)| {
        let arguments = [&["plan", "--sandbox"], arguments].concat();
        let output = bench.command(&arguments).env(variable.0, variable.1).output();
        crate::harness::Ran::from(output.expect("started"))
    };
    plan(&["--output", "text=a,b.txt"], ("TENANTRY_OUTPUT", "text=no")).exits(0);
    assert!(bench.read("a,b.txt").contains("Plan: 6 to add"));
    plan(&[], ("TENANTRY_OUTPUT", "text=c.txt,json=d.json")).exits(0);
    assert!(bench.read("c.txt").contains("Plan: 6 to add"));
    assert!(bench.read("d.json").contains("tenantry.plan"));
    assert!(!bench.path("no").exists());
    plan(&[], ("TENANTRY_ACKNOWLEDGE", "G010=a\nG003=b\n")).exits(0);
    plan(&[], ("TENANTRY_ACKNOWLEDGE", "G010=a,G003=b")).exits(64).says("one a line");
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
