//! Debian's `age` opens what tenantry seals, and tenantry opens what `age` seals, with native keys
//! and with OpenSSH's. Skipped where `age` or `ssh-keygen` is not on PATH.

#![expect(clippy::print_stdout, reason = "a check that was skipped must say so")]

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use tenantry::secrets::{Credential, Identity, Password, Recipients, Sealed, open, seal};

/// Runs a program and returns its output; `None` where there is no such program.
fn run(program: &str, arguments: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    let spawned = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match spawned {
        Ok(child) => child,
        Err(error) => {
            println!("skipped: {program} cannot be run ({error})");
            return None;
        }
    };
    child.stdin.take().expect("piped").write_all(input).expect("read");
    let output = child.wait_with_output().expect("ended");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {arguments:?}: {complaint}");
    Some(output.stdout)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("text")
}

/// Makes a native key file and returns its public key.
fn native(file: &Path) -> Option<String> {
    run("age-keygen", &["-o", text(file)], b"")?;
    let public = run("age-keygen", &["-y", text(file)], b"")?;
    Some(String::from_utf8(public).expect("text").trim().to_owned())
}

/// Makes an OpenSSH key file and returns its public key, with its comment.
fn ssh(file: &Path, passphrase: &str) -> Option<String> {
    let arguments = ["-q", "-t", "ed25519", "-N", passphrase, "-C", "alice@contoso", "-f"];
    run("ssh-keygen", &[&arguments[..], &[text(file)]].concat(), b"")?;
    Some(fs::read_to_string(file.with_extension("pub")).expect("written").trim().to_owned())
}

fn both(folder: &Path) -> Option<Vec<(std::path::PathBuf, String)>> {
    let (one, two) = (folder.join("native"), folder.join("ssh"));
    let keys = [native(&one)?, ssh(&two, "")?];
    run("age", &["--version"], b"")?;
    Some([one, two].into_iter().zip(keys).collect())
}

#[test]
fn age_opens_what_is_sealed_with_each_key_alone() {
    let temp = tempfile::tempdir().expect("temp");
    let Some(keys) = both(temp.path()) else { return };
    let public: Vec<String> = keys.iter().map(|(_, public)| public.clone()).collect();
    let together = Recipients::parse(&public).expect("valid");
    for (file, public) in &keys {
        let alone = Recipients::parse(std::slice::from_ref(public)).expect("valid");
        for recipients in [&alone, &together] {
            let password = Password::generate().expect("randomness");
            let expected = format!("{}\n", password.expose());
            let sealed = seal(&password.into(), recipients).expect("sealed").to_string();
            let arguments = ["--decrypt", "--identity", text(file)];
            let opened = run("age", &arguments, sealed.as_bytes()).expect("there");
            assert_eq!(String::from_utf8(opened).expect("text"), expected, "{}", file.display());
        }
    }
}

#[test]
fn what_age_seals_is_opened() {
    let temp = tempfile::tempdir().expect("temp");
    let Some(keys) = both(temp.path()) else { return };
    for (file, public) in &keys {
        let sealed =
            run("age", &["--armor", "--recipient", public], b"hunter2+TAP\n").expect("there");
        let identity = Identity::read(file).expect("a key file");
        let sealed = Sealed::read(&sealed).expect("armoured");
        let credential = open(&sealed, &identity).expect("sealed to it");
        assert_eq!(credential.expose(), "hunter2+TAP");
    }
}

#[test]
fn a_key_file_with_a_passphrase_is_refused_with_the_way_out() {
    let temp = tempfile::tempdir().expect("temp");
    let file = temp.path().join("protected");
    if ssh(&file, "hunter2").is_none() {
        return;
    }
    let complaint = Identity::read(&file).err().expect("protected").to_string();
    assert!(complaint.contains("passphrase") && complaint.contains("age --decrypt"), "{complaint}");
}

#[test]
fn fingerprints_are_those_that_openssh_shows() {
    let temp = tempfile::tempdir().expect("temp");
    let file = temp.path().join("ssh");
    let Some(public) = ssh(&file, "") else { return };
    let shown = run("ssh-keygen", &["-l", "-f", text(&file)], b"").expect("there");
    let shown = String::from_utf8(shown).expect("text");
    let recipients = Recipients::parse(&[public]).expect("valid");
    let fingerprint = recipients.fingerprints().next().expect("one");
    assert_eq!(shown.split_ascii_whitespace().nth(1), Some(fingerprint));
}

#[test]
fn a_sealed_pass_is_one_line() {
    let temp = tempfile::tempdir().expect("temp");
    let Some(keys) = both(temp.path()) else { return };
    let (file, public) = &keys[0];
    let recipients = Recipients::parse(std::slice::from_ref(public)).expect("valid");
    let pass = Credential::new("TAP+w=9a".to_owned()).expect("valid");
    let sealed = temp.path().join("pass.age");
    fs::write(&sealed, seal(&pass, &recipients).expect("sealed").as_str()).expect("written");
    let opened = run("age", &["-d", "-i", text(file), text(&sealed)], b"").expect("there");
    assert_eq!(opened, b"TAP+w=9a\n");
}
