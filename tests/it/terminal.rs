//! `tenantry apply` before somebody who answers.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Write},
    process::{Child, Stdio},
};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::{
    harness::{Bench, Ran},
    sample::{sample, tenant},
};

/// What somebody does when asked.
enum Answer<'a> {
    Types(&'a str),
    Signals(&'a str),
}

/// Runs an apply on a terminal of its own, and answers its question.
fn asked(bench: &Bench, answer: &Answer<'_>) -> Ran {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&terminal).expect("granted");
    unlockpt(&terminal).expect("unlocked");
    let name = ptsname(&terminal, Vec::new()).expect("a name").into_string().expect("UTF-8");
    let side = || OpenOptions::new().read(true).write(true).open(&name).expect("opened");
    let mut command = bench.command(&["apply", "--sandbox"]);
    command.stdin(side()).stderr(side()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("started");
    // The command holds the other side; once it is gone, reading ends.
    drop(command);
    let mut terminal = File::from(terminal);
    let stderr = converse(&mut terminal, &child, answer);
    let mut stdout = String::new();
    child.stdout.take().expect("piped").read_to_string(&mut stdout).expect("read");
    Ran { code: child.wait().expect("ended").code(), stdout, stderr }
}

fn converse(terminal: &mut File, child: &Child, answer: &Answer<'_>) -> String {
    let mut said = String::new();
    let mut answered = false;
    let mut buffer = [0; 4096];
    while let Ok(read) = terminal.read(&mut buffer) {
        if read == 0 {
            break;
        }
        said.push_str(&String::from_utf8_lossy(&buffer[..read]));
        if !answered && said.contains(": ") && said.contains("apply") | said.contains("Apply") {
            answered = true;
            match answer {
                Answer::Types(text) => writeln!(terminal, "{text}").expect("typed"),
                Answer::Signals(name) => crate::harness::signal(child, name),
            }
        }
    }
    said
}

#[test]
fn only_yes_is_taken_for_an_answer() {
    let bench = sample();
    asked(&bench, &Answer::Types("y")).exits(8).prints("Plan: 6 to add").says("Apply?");
    asked(&bench, &Answer::Types("no")).exits(8);
    asked(&bench, &Answer::Types("")).exits(8);
    asked(&bench, &Answer::Types("yes")).exits(0).prints("Apply: 6 done");
}

#[test]
fn a_signal_is_an_answer_too() {
    let bench = sample();
    asked(&bench, &Answer::Signals("INT")).exits(130).says("Stopping");
    asked(&bench, &Answer::Signals("TERM")).exits(143);
    bench.run(&["plan", "--sandbox", "--detailed-exitcode"]).exits(2);
}

#[test]
fn ten_tenants_have_to_be_counted() {
    let bench = sample();
    for number in 0..8 {
        let name = format!("customer-{number}");
        let id = format!("5f2a8a2c-5b1d-4c3e-9f60-7a8b9c0d1e2{number}");
        bench.file(&format!("tenants/{name}.yaml"), &tenant(&name, &id, ""));
    }
    asked(&bench, &Answer::Types("yes")).exits(8).says("10 tenants to change");
    asked(&bench, &Answer::Types("10")).exits(0).prints("Apply: 30 done");
}
