//! SIGKILL of a grant before and after write n, for every n: nothing is ever open without a
//! deadline, and one sweep after it leaves nothing open.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use serde_json::json;

use crate::{
    grants::nothing_is_open,
    kill::open_without_deadline,
    town::{CONTOSO, FABRIKAM, Town, command, grant},
};

/// Starts a grant that waits for a line on its standard input, so that its pid is known first.
fn held_back(town: &Town, tenant: &str) -> std::process::Child {
    let arguments = [&grant(tenant, "alice")[..], &["--parallelism", "1"]].concat();
    let direct = town.sandbox.tenantry(town.folder(), &command(&arguments));
    let mut shell = Command::new("sh");
    shell
        .args(["-c", "read line; exec \"$0\" \"$@\""])
        .arg(direct.get_program())
        .args(direct.get_args());
    shell.env_clear().current_dir(town.folder());
    for (key, value) in direct.get_envs() {
        shell.env(key, value.unwrap_or_default());
    }
    let (stdin, out, err) = (Stdio::piped(), Stdio::null(), Stdio::null());
    shell.stdin(stdin).stdout(out).stderr(err).spawn().expect("sh runs")
}

#[test]
fn whatever_moment_a_kill_hits_a_sweep_after_the_deadline_leaves_nothing_open() {
    for (tenant, id) in [("contoso", CONTOSO), ("fabrikam", FABRIKAM)] {
        let whole = Town::new();
        whole.grant(tenant, "alice", &[]).exits(0);
        let total = whole.writes();
        drop(whole);
        assert!(total >= 5, "{total} writes");
        let cases: Vec<(u64, &str)> =
            (0..total).flat_map(|number| [(number, "before"), (number, "after")]).collect();
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            for some in cases.chunks(cases.len().div_ceil(workers)) {
                scope.spawn(move || some.iter().for_each(|case| kill(*case, (tenant, id))));
            }
        });
    }
}

fn kill((number, moment): (u64, &str), (tenant, id): (&str, &str)) {
    let town = Town::new();
    let mut grant = held_back(&town, tenant);
    town.fault(&json!({
        "on": { "writes": true }, "after": number, "times": 1,
        "effect": { "signal": { "pid": grant.id(), "moment": moment } },
    }));
    grant.stdin.take().expect("a pipe").write_all(b"go\n").expect("it listens");
    let status = grant.wait().expect("it ends");
    let place = format!("{tenant}: a kill {moment} write {number}");
    assert_eq!(status.code(), None, "{place}");
    let complaints = open_without_deadline(&town.sandbox.tables(id));
    assert!(complaints.is_empty(), "{place}: {complaints:#?}");
    town.wait("61m");
    town.run(&["sweep"]).exits(0);
    nothing_is_open(&town, id);
    let before = town.writes();
    town.run(&["sweep"]).exits(0);
    assert_eq!(town.writes(), before, "{place}");
}
