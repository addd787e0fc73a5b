//! Who opens a password: somebody at a terminal, and the holder of any one recipient's key, with
//! Debian's `age` too.

#![expect(clippy::print_stdout, reason = "a check that was skipped must say so")]

use std::{
    fs::{self, File, OpenOptions},
    io::Read as _,
    process::{Command, Stdio},
};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::{
    laps::{FIRST, TENANT, asked, folder, in_force, rotate, shown},
    support::Served,
};

/// Runs a command whose answers go to a terminal; returns its exit code, them, and what it says
/// beside them.
fn on_a_terminal(mut command: Command) -> (Option<i32>, String, String) {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a terminal");
    grantpt(&terminal).expect("granted");
    unlockpt(&terminal).expect("unlocked");
    let name = ptsname(&terminal, Vec::new()).expect("a name").into_string().expect("UTF-8");
    let side = OpenOptions::new().read(true).write(true).open(name).expect("opened");
    let mut child = command.stdout(side).stderr(Stdio::piped()).spawn().expect("started");
    // The command holds the other side; once it is gone, reading ends.
    drop(command);
    let (mut terminal, mut answers) = (File::from(terminal), Vec::new());
    // A terminal whose other side is gone answers with an error.
    let _ = terminal.read_to_end(&mut answers);
    let mut said = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut said).expect("read");
    let code = child.wait().expect("ended").code();
    (code, String::from_utf8(answers).expect("text"), said)
}

#[test]
fn a_password_is_shown_to_somebody_at_a_terminal_and_what_it_is_beside_it() {
    let folder = folder();
    let folder = folder.path();
    let sandbox = Served::start(folder);
    assert_eq!(rotate(&sandbox, folder, &asked(FIRST)).0, 0);
    let arguments = ["laps", "show", "--account", FIRST, "--identity", "key.txt"];
    let (code, out, err) = on_a_terminal(crate::support::tenantry(folder, &arguments));
    let password = out.trim_end().to_owned();
    assert!(
        code == Some(0) && in_force(&sandbox, FIRST, std::slice::from_ref(&password)),
        "{code:?} {err}"
    );
    assert_eq!(out, format!("{password}\r\n"), "it alone, on a line");
    assert!(err.contains("was proved to be in force at ") && !err.contains(&password), "{err}");
}

#[test]
fn every_recipient_opens_what_is_in_force_with_age_as_well() {
    let folder = folder();
    let folder = folder.path();
    let key = folder.join("ssh");
    let path = key.to_str().expect("text");
    let made =
        Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f", path]).status();
    if !made.is_ok_and(|status| status.success()) {
        return println!("skipped: ssh-keygen cannot be run");
    }
    let public = fs::read_to_string(folder.join("ssh.pub")).expect("written");
    let organization = folder.join("tenantry.yaml");
    let text = fs::read_to_string(&organization).expect("there");
    let text = text.replacen("recipients: [", &format!("recipients: [\"{}\", ", public.trim()), 1);
    fs::write(organization, text).expect("written");
    let sandbox = Served::start(folder);
    let (code, found) = rotate(&sandbox, folder, &asked(FIRST));
    assert_eq!(code, 0, "{found:#?}");
    let passwords = shown(folder, FIRST);
    assert!(in_force(&sandbox, FIRST, &passwords));
    let rotation = found[0]["rotation"].as_str().expect("a version");
    let envelope = folder.join(format!("secrets/{TENANT}/emergency-1/{rotation}.age"));
    for key in ["ssh", "key.txt"] {
        let mut age = Command::new("age");
        age.args(["--decrypt", "--identity"]).arg(folder.join(key)).arg(&envelope);
        match age.output() {
            Ok(opened) => {
                let text = String::from_utf8_lossy(&opened.stdout).into_owned();
                assert_eq!(text, format!("{}\n", passwords[0]), "{key}: {opened:?}");
            }
            Err(error) => println!("skipped: age cannot be run ({error})"),
        }
        let arguments = ["laps", "show", "--account", FIRST, "--identity", key, "--out", "by.txt"];
        assert_eq!(crate::support::run(folder, &arguments).0, 0, "{key}");
        fs::remove_file(folder.join("by.txt")).expect("written");
    }
}
